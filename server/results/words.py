"""The questions of a paper in words, for sheets: ids say nothing to whoever opens one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from content.rich_text import plain_text
from server.quizzes.models import Paper
from server.results.queries import Results


def in_words(session: Session, item: str, found: Results) -> Results:
    """The same with prompts and answers in words where the item is a paper given to a class."""
    paper = session.get(Paper, item)
    if paper is None:
        return found
    known = {one["id"]: one for one in paper.questions}
    questions = [
        replace(
            one,
            question=plain_text(known[one.question]["prompt"]),
            wrong=one.wrong
            and replace(one.wrong, response=said(known[one.question], one.wrong.response)),
        )
        if one.question in known
        else one
        for one in found.questions
    ]
    return Results(found.attempts, questions)


def said(question: Mapping[str, Any], response: str) -> str:
    """An answer as SCORM 1.2 writes it (pwa/src/player/quiz/state.ts) in the question's own words;
    as it was written where it names what the question does not have."""
    kind = question["type"]
    if kind in {"choice", "several", "order"}:
        rows = {row["id"]: plain_text(row["text"]) for row in question["choices"]}
        between = " → " if kind == "order" else ", "
        return between.join(rows.get(one, one) for one in response.split(","))
    if kind == "match":
        left = {row["id"]: plain_text(row["text"]) for row in question["left"]}
        right = {row["id"]: plain_text(row["text"]) for row in question["right"]}
        pairs = (one.partition(".") for one in response.split(","))
        return "; ".join(f"{left.get(a, a)}: {right.get(b, b)}" for a, _, b in pairs)
    if kind == "text" and len(question["blanks"]) == 1:
        return response.removeprefix(f"{question['blanks'][0]['id']}.")
    return response
