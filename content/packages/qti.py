"""What reading QTI 1.2 and QTI 2.x has in common: a questions' tray, files, ids, and losses.

A reader turns every question it understands into one of `content.quiz`; what it does not
understand is named in the report, and the original file stays with the lesson.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from content import quiz as quizzes
from content.errors import ContentRefused, Note, Refusal
from content.limits import (
    MAX_PAGE_BYTES,
    MAX_PAGES_TOTAL_BYTES,
    MAX_QTI_BYTES,
    MAX_QTI_TOTAL_BYTES,
    MAX_QUESTION_PARTS,
    MAX_QUIZ_QUESTIONS,
    MAX_SCORING_STEPS,
    MAX_TEXT_CHARS,
)
from content.manifest import is_outside, split_reference
from content.names import PathIndex, collapse, shown
from content.quiz_scoring import decimal_text
from content.report import Finding
from content.rich_text import Rich, plain_text

Read = Callable[[str, int], bytes]
"""(path, most bytes) → the bytes of a file of the package."""

FILEBASE: Final = "$IMS-CC-FILEBASE$"
"""What Common Cartridge writes before the path of a file of the package (CC 1.1, 3.3.2)."""
_FILEBASES: Final = (
    FILEBASE,
    "%24IMS-CC-FILEBASE%24",
    "%24IMS_CC_FILEBASE%24",
    "$IMS_CC_FILEBASE$",
    "$IMS_CC_FILE_BASE$",
)
_LOOKED_IN: Final = ("", "web_resources/", "resources/", "course_files/")


class Files:
    """The paths of a package, and how its documents refer to them."""

    def __init__(self, paths: frozenset[str], read: Read) -> None:
        self.paths = paths
        self._index = PathIndex(paths)
        self._read = read
        self.findings: list[Finding] = []
        self._questions_left = MAX_QTI_TOTAL_BYTES
        self._pages_left = MAX_PAGES_TOTAL_BYTES

    def find(self, reference: str, beside: str) -> str | None:
        """The file that `reference` in the document at `beside` means; None for none.

        Cartridge tokens are looked up as each platform means them: beside the document, in the
        root, and in the folder where that platform keeps files.
        """
        target = split_reference(reference.strip())[0]
        folder = beside.rpartition("/")[0]
        bare = target
        for token in _FILEBASES:
            if token in target:
                bare = target.partition(token)[2].lstrip("/")
                break
        if not bare or is_outside(bare):
            return None
        if bare is not target:
            places = [place + bare for place in _LOOKED_IN] + [f"{folder}/{bare}"]
        else:
            places = [f"{folder}/{bare}".lstrip("/"), bare.lstrip("/")]
        for place in places:
            found, _ = self._index.find(collapse(place) or "")
            if found is not None:
                return found
        return None

    def image(self, beside: str) -> Callable[[str], str | None]:
        """How pictures in the texts of the document at `beside` are found; losses are noted."""

        def find(source: str) -> str | None:
            path = self.find(source, beside)
            if path is None and not source.lower().startswith("data:"):
                self.note(Note.QUIZ_PICTURE_LOST, source)
            return path

        return find

    def read(self, path: str) -> bytes:
        """The bytes of a QTI file. Raises ContentRefused `too-large`."""
        data = self._read(path, MAX_QTI_BYTES)
        self._questions_left -= len(data)
        if self._questions_left < 0:
            raise ContentRefused(Refusal.TOO_LARGE, shown(path), limit_bytes=MAX_QTI_TOTAL_BYTES)
        return data

    def read_page(self, path: str) -> bytes | None:
        """The bytes of a page or style; None for one too large to look into."""
        if self._pages_left <= 0:
            return None
        try:
            data = self._read(path, MAX_PAGE_BYTES)
        except ContentRefused:
            return None
        self._pages_left -= len(data)
        return data

    def note(self, code: Note, subject: str) -> None:
        """Add a remark to the report."""
        self.findings.append(Finding(code, shown(subject)))


@dataclass
class Tray:
    """Questions as they are read, with ids that are unique in the quiz."""

    files: Files
    questions: list[dict[str, Any]] = field(default_factory=list)
    lost: int = 0
    steps_left: int = MAX_SCORING_STEPS
    _ids: set[str] = field(default_factory=set)
    _before: Rich = field(default_factory=list)

    def put(self, identifier: str, question: dict[str, Any], name: str) -> None:
        """Keep a question; one that breaks a limit of our format is lost and named."""
        if len(self.questions) >= MAX_QUIZ_QUESTIONS:
            self.lose(name)
            return
        if self._before:
            question["prompt"] = [["div", {}, *self._before], *question["prompt"]]
            self._before = []
        question["id"] = self._identifier(identifier)
        try:
            quizzes.check({**EMPTY, "questions": [question]})
        except ValueError:
            self.lose(name)
            return
        self.questions.append(question)

    def text(self, rich: Rich) -> None:
        """A text between questions: it is shown before the next one."""
        self._before = [*self._before, *([["br", {}]] if self._before else []), *rich]

    def lose(self, name: str) -> None:
        """A question that cannot be shown; it is named in the report."""
        self.lost += 1
        self.files.note(Note.QUIZ_QUESTION_LOST, name)

    def simplified(self, name: str) -> None:
        """A question whose scoring is simpler here than in the original."""
        self.files.note(Note.QUIZ_SCORING_SIMPLER, name)

    def rest(self) -> Rich:
        """Text after the last question, which belongs to none."""
        return self._before

    def _identifier(self, written: str) -> str:
        base = "".join("-" if c.isspace() or c == "|" else c for c in written)[:60]
        identifier, number = base or "q", 1
        while not base or identifier in self._ids:
            number += 1
            identifier, base = f"{base or 'q'}-{number}", base or "q"
        self._ids.add(identifier)
        return identifier


EMPTY: Final[dict[str, Any]] = {
    "version": quizzes.VERSION,
    "title": "",
    "language": None,
    "introduction": [],
    "shuffle": False,
    "view": "one",
    "pass": None,
    "questions": [],
}


@dataclass(frozen=True)
class Converted:
    """A quiz read from another format; `originals` are kept when something was lost."""

    quiz: dict[str, Any]
    originals: tuple[str, ...] = ()

    def title(self) -> str:
        """The quiz's own title."""
        return str(self.quiz["title"])


def finish(tray: Tray, title: str, originals: tuple[str, ...], **more: Any) -> Converted:
    """The quiz in a tray. Raises ContentRefused `quiz-empty` when nothing could be taken."""
    if not tray.questions:
        raise ContentRefused(Refusal.QUIZ_EMPTY, shown(title), lost=tray.lost)
    quiz = {**EMPTY, "title": title[:MAX_TEXT_CHARS], "questions": tray.questions, **more}
    quiz["introduction"] = [*quiz["introduction"], *tray.rest()]
    return Converted(quiz, originals if tray.lost else ())


def number_text(value: Fraction) -> str:
    """An exact number as quizzes write it: a decimal where it is one, else a fraction."""
    exact = value.limit_denominator(10**12)
    short = decimal_text(exact)
    if Fraction(short) == exact:
        return short
    if set(_factors(exact.denominator)) <= {2, 5} and exact.denominator < 10**12:
        digits = f"{float(exact):.12f}".rstrip("0")
        if Fraction(digits) == exact:
            return digits
    return f"{exact.numerator}/{exact.denominator}"


def _factors(number: int) -> list[int]:
    found = []
    for prime in (2, 5):
        while number % prime == 0:
            number //= prime
            found.append(prime)
    return found if number == 1 else [*found, number]


def number_of(text: str) -> Fraction | None:
    """A number in a file of another tool; None when it is none or beyond all measure."""
    try:
        value = Fraction(text.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return None
    return value if abs(value) < 10**12 and value.denominator <= 10**15 else None


def points_text(value: Fraction | None) -> str:
    """Points of a question: 1 where the file says nothing sensible."""
    return decimal_text(value) if value is not None and 0 <= value <= 10_000 else "1"


def choice_rows(
    rows: list[tuple[str, Rich]], shares: Mapping[str, Fraction], feedback: Mapping[str, Rich]
) -> list[dict[str, Any]]:
    """Choices of our format from (id, text) rows and what each is worth."""
    return [
        {
            "id": identifier,
            "text": text,
            "share": number_text(shares.get(identifier, Fraction(0))),
            **({"feedback": feedback[identifier]} if feedback.get(identifier) else {}),
        }
        for identifier, text in rows[:MAX_QUESTION_PARTS]
    ]


_TRUE: Final = frozenset({"true", "t", "yes", "верно", "правда", "да", "дұрыс", "рас", "иә"})
_FALSE: Final = frozenset(
    {"false", "f", "no", "неверно", "ложь", "нет", "бұрыс", "қате", "жалған", "жоқ"}
)


def truth_of(rich: Rich) -> bool | None:
    """Whether a choice says «true» or «false»; None for anything else."""
    word = plain_text(rich).strip(" .!").lower()
    return True if word in _TRUE else False if word in _FALSE else None


def as_true_false(question: dict[str, Any]) -> dict[str, Any]:
    """A choice between «true» and «false» as a question of that type; any other as it is."""
    choices = question["choices"]
    truths = [truth_of(choice["text"]) for choice in choices]
    right = [choice["share"] == "1" for choice in choices]
    if sorted(map(str, truths)) != ["False", "True"] or right.count(True) != 1:
        return question
    when = {
        str(truth).lower(): choice["feedback"]
        for truth, choice in zip(truths, choices, strict=True)
        if "feedback" in choice
    }
    kept = {k: v for k, v in question.items() if k not in {"choices", "shuffle", "type"}}
    return {
        **kept,
        "type": "truefalse",
        "answer": truths[right.index(True)],
        **({"when": when} if when else {}),
    }
