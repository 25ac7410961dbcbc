"""The quiz: our own form of a test, written by an import or by a teacher in the app.

A lesson of format `quiz` holds one or more files like this, each an item of its own:

    {"version": 1, "title": str, "language": str | null, "introduction": rich,
     "shuffle": bool, "view": "one" | "list", "pass": percent | null, "questions": [question…]}

`rich` is a text of `content.rich_text`; numbers are texts (`"0.5"`, `"1/3"`), since all scoring is
exact. Every question has `id`, `type`, `prompt` (rich), `points`, and may have `feedback`:
{"general", "right", "wrong"} (rich, each optional). By type:

    choice     one of `choices`: [{"id", "text": rich, "share", "feedback"?: rich}], `shuffle`
    several    any of `choices`; `shuffle`, `partial`
    truefalse  `answer`: bool; `when`?: {"true", "false"} (rich) said after that answer
    order      `choices`: [{"id", "text": rich}] in the right order; `partial`
    match      `left`: [{"id", "text": rich, "right": id}], `right`: [{"id", "text": rich}];
               `partial`; something on the right may stay unused
    text       `blanks`: [blank…], `partial`; a blank stands in the prompt as ["blank", {"id"}],
               or below it. A blank has an `id` and one of
               `accept`: [{"text", "share"}] with `case` and `forgive`,
               `options`: [{"id", "text": rich, "share"}] to choose from,
               `ranges`: [{"low", "high", "share"}]
    number     `ranges`, and a `unit` where the answer has one: shown beside it, and may be typed
    essay      read and marked by the teacher; gives no points by itself

`share` is the part of the points that a choice brings: "1" right, "0" wrong, between or below 0
where a quiz says so. `case`: capital letters count. `forgive`: a letter that a Russian keyboard
lacks may be its neighbour, and a Latin one may stand for the Cyrillic one that it looks like
(content.text).

Scoring is in `content.quiz_scoring`, the same in the app (pwa/src/player/quiz/scoring.ts).
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from content.errors import DescriptionInvalid
from content.limits import (
    MAX_QUESTION_PARTS,
    MAX_QUIZ_BYTES,
    MAX_QUIZ_QUESTIONS,
    MAX_TEXT_CHARS,
    MAX_UNIT_CHARS,
)
from content.rich_text import Rich, files_of, is_rich, plain_text

VERSION: Final = 1
TYPES: Final = (
    "choice", "several", "truefalse", "order", "match", "text", "number", "essay",
)  # fmt: skip
QUIZ_FILE: Final = "quiz.json"

Quiz = Mapping[str, Any]
Question = Mapping[str, Any]

NUMBER: Final = re.compile(r"-?\d{1,15}(\.\d{1,15})?(/[1-9]\d{0,14})?", re.ASCII)
"""A decimal number or a fraction, as quizzes write numbers."""
_ID: Final = re.compile(r"[^\s|]{1,80}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


def encode(quiz: Quiz) -> bytes:
    """The bytes of a quiz's file: sorted keys, compact, UTF-8. Raises DescriptionInvalid."""
    check(quiz)
    text = json.dumps(quiz, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    data = text.encode("utf-8")
    _require(len(data) <= MAX_QUIZ_BYTES, "quiz", "too large")
    return data


def decode(data: bytes) -> Quiz:
    """The quiz in a stored file. Raises DescriptionInvalid."""
    _require(len(data) <= MAX_QUIZ_BYTES, "quiz", "too large")
    try:
        quiz = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise DescriptionInvalid("quiz", "not JSON in UTF-8") from error
    check(quiz)
    found: Quiz = quiz
    return found


def check(quiz: object) -> None:
    """Raises DescriptionInvalid unless this is a quiz as described above; more keys are allowed."""
    top = _object(quiz, "quiz")
    _require(top.get("version") == VERSION, "quiz/version", "not one we know")
    _text(top.get("title"), "quiz/title", MAX_TEXT_CHARS)
    language = top.get("language")
    known = isinstance(language, str) and _LANGUAGE.fullmatch(language)
    _require(language is None or bool(known), "quiz/language", "not a language tag")
    _rich(top.get("introduction"), "quiz/introduction")
    _flag(top.get("shuffle"), "quiz/shuffle")
    _require(top.get("view") in {"one", "list"}, "quiz/view", "not one we know")
    if top.get("pass") is not None:
        _number(top["pass"], "quiz/pass")
    questions = _list(top.get("questions"), "quiz/questions", MAX_QUIZ_QUESTIONS)
    _unique(questions, "quiz/questions")
    for question in questions:
        check_question(question, f"quiz/questions/{question['id']}")


def texts(quiz: Quiz) -> Iterator[Rich]:
    """Every text of a quiz, in the order in which it is read."""
    yield quiz["introduction"]
    for question in quiz["questions"]:
        yield question["prompt"]
        for part in ("choices", "left", "right"):
            for row in question.get(part, ()):
                yield row["text"]
                yield row.get("feedback", [])
        for blank in question.get("blanks", ()):
            yield from (option["text"] for option in blank.get("options", ()))
        yield from question.get("when", {}).values()
        yield from question.get("feedback", {}).values()


def words(quiz: Quiz) -> str:
    """The words of a quiz for search: what a pupil sees before answering."""
    shown = [quiz["title"], plain_text(quiz["introduction"])]
    for question in quiz["questions"]:
        shown.append(plain_text(question["prompt"]))
        for part in ("choices", "left", "right"):
            shown += [plain_text(row["text"]) for row in question.get(part, ())]
    return "\n".join(line for line in shown if line)


def files(quiz: Quiz) -> tuple[str, ...]:
    """Paths of the pictures and recordings a quiz shows, each once."""
    return tuple(dict.fromkeys(path for rich in texts(quiz) for path in files_of(rich)))


def check_question(question: Mapping[str, Any], place: str = "question") -> None:
    """Raises DescriptionInvalid, naming `place`, unless this is a question as described above."""
    kind = question.get("type")
    _require(kind in TYPES, f"{place}/type", "not one we know")
    _rich(question.get("prompt"), f"{place}/prompt")
    _number(question.get("points"), f"{place}/points")
    _require(not question["points"].startswith("-"), f"{place}/points", "below zero")
    _feedback(question.get("feedback", {}), {"general", "right", "wrong"}, f"{place}/feedback")
    if kind in {"several", "order", "match", "text"}:
        _flag(question.get("partial"), f"{place}/partial")
    if kind in {"choice", "several"}:
        _flag(question.get("shuffle"), f"{place}/shuffle")
        for choice in _rows(question, "choices", place):
            _number(choice.get("share"), f"{place}/choices/share")
            _rich(choice.get("feedback", []), f"{place}/choices/feedback")
    elif kind == "truefalse":
        _flag(question.get("answer"), f"{place}/answer")
        _feedback(question.get("when", {}), {"true", "false"}, f"{place}/when")
    elif kind == "order":
        _rows(question, "choices", place)
    elif kind == "match":
        known = {row["id"] for row in _rows(question, "right", place)}
        for row in _rows(question, "left", place):
            _require(row.get("right") in known, f"{place}/left", "matches nothing")
    elif kind == "text":
        blanks = _list(question.get("blanks"), f"{place}/blanks", MAX_QUESTION_PARTS)
        _unique(blanks, f"{place}/blanks")
        _require(bool(blanks), f"{place}/blanks", "none")
        for blank in blanks:
            _blank(blank, f"{place}/blanks/{blank['id']}")
    elif kind == "number":
        _ranges(question.get("ranges"), f"{place}/ranges")
        if "unit" in question:
            _text(question["unit"], f"{place}/unit", MAX_UNIT_CHARS)


def _blank(blank: Mapping[str, Any], place: str) -> None:
    kinds = [kind for kind in ("accept", "options", "ranges") if kind in blank]
    _require(len(kinds) == 1, place, "not one kind of blank")
    if kinds == ["ranges"]:
        _ranges(blank["ranges"], f"{place}/ranges")
    elif kinds == ["options"]:
        for option in _rows(blank, "options", place):
            _number(option.get("share"), f"{place}/options/share")
    else:
        _flag(blank.get("case"), f"{place}/case")
        _flag(blank.get("forgive"), f"{place}/forgive")
        for accepted in _list(blank["accept"], f"{place}/accept", MAX_QUESTION_PARTS):
            row = _object(accepted, f"{place}/accept")
            _text(row.get("text"), f"{place}/accept/text", MAX_TEXT_CHARS)
            _number(row.get("share"), f"{place}/accept/share")


def _ranges(value: object, place: str) -> None:
    for accepted in _list(value, place, MAX_QUESTION_PARTS):
        row = _object(accepted, place)
        for name in ("low", "high", "share"):
            _number(row.get(name), f"{place}/{name}")


def _rows(question: Mapping[str, Any], name: str, place: str) -> list[Mapping[str, Any]]:
    rows = _list(question.get(name), f"{place}/{name}", MAX_QUESTION_PARTS)
    _unique(rows, f"{place}/{name}")
    _require(bool(rows), f"{place}/{name}", "none")
    for row in rows:
        _rich(row.get("text"), f"{place}/{name}/text")
    return rows


def _feedback(value: object, names: set[str], place: str) -> None:
    for name, text in _object(value, place).items():
        _require(name in names, place, "not one we know")
        _rich(text, f"{place}/{name}")


def _unique(rows: list[Any], place: str) -> None:
    seen: set[str] = set()
    for row in rows:
        identifier = _object(row, place).get("id")
        _require(
            isinstance(identifier, str) and bool(_ID.fullmatch(identifier)), place, "not an id"
        )
        _require(identifier not in seen, place, "id used twice")
        seen.add(str(identifier))


def _require(condition: bool, place: str, reason: str) -> None:
    if not condition:
        raise DescriptionInvalid(place[:200], reason)


def _object(value: object, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise DescriptionInvalid(place[:200], "not an object")
    return value


def _list(value: object, place: str, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise DescriptionInvalid(place[:200], "not a list, or too long")
    return value


def _text(value: object, place: str, most: int) -> None:
    _require(isinstance(value, str) and len(value) <= most, place, "not a text, or too long")


def _rich(value: object, place: str) -> None:
    _require(is_rich(value), place, "not a formatted text")


def _flag(value: object, place: str) -> None:
    _require(isinstance(value, bool), place, "not true or false")


def _number(value: object, place: str) -> None:
    _require(isinstance(value, str) and bool(NUMBER.fullmatch(value)), place, "not a number")
