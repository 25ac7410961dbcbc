"""Inquiries as operators see and answer them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from server import clock, shards
from server.console.models import ConsoleSchool
from server.console.rights import Place
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.inquiries import limits
from server.inquiries.models import Inquiry, InquiryAnswer
from server.inquiries.operations import INQUIRY_ANSWER
from server.operations.local import submit


def asked(place: Place, *, answered: bool) -> list[dict[str, Any]]:
    """Of the schools of `place`: open ones with the oldest first, or answered with the latest."""
    query = (
        select(Inquiry, InquiryAnswer, ConsoleSchool)
        .join(ConsoleSchool, ConsoleSchool.school == Inquiry.school)
        .outerjoin(InquiryAnswer, InquiryAnswer.id == Inquiry.id)
        .where(place.clause(), Inquiry.withdrawn.is_(False))
        .order_by(Inquiry.made_ms.desc() if answered else Inquiry.made_ms)
    )
    current = InquiryAnswer.asked == Inquiry.op
    query = query.where(current if answered else InquiryAnswer.id.is_(None) | ~current)
    found: list[dict[str, Any]] = []
    for _shard in shards.each():
        rows = db.session.execute(query.limit(limits.READ_PER_DATABASE))
        found += [_told(one, answer, at) for one, answer, at in rows]
        db.session.rollback()
    found.sort(key=lambda one: str(one["made_at"]), reverse=answered)
    return found[: limits.SHOWN]


def answer(
    inquiry: str, place: Place, said: Mapping[str, str], over: str | None, actor: str
) -> None:
    """Answer (`asked`, `outcome`, `words`) the question that was read. Raises as `standing`."""
    db.session.rollback()
    with write_transaction():
        row = standing(inquiry, place, said["asked"], over)
        submit(INQUIRY_ANSWER, inquiry, {"school": row.school, **said}, actor)


def standing(inquiry: str, place: Place, asked: str, over: str | None) -> Inquiry:
    """The inquiry, while it is the one that was read: `asked` names its operation, `over` that of
    the answer below it. Raises Problem 404, and 409 for one that was taken back, asked anew or
    answered meanwhile, which then tells the new words."""
    row = within(inquiry, place)
    if row.withdrawn:
        raise Problem(
            409,
            "inquiry-withdrawn",
            "The school has taken this question back",
            hint="Nothing needs to be done.",
        )
    if row.op != asked:
        raise Problem(
            409,
            "inquiry-changed",
            "The school has asked this anew",
            hint="Read the question again, then answer it.",
            **_question(row),
        )
    answered = db.session.get(InquiryAnswer, inquiry)
    if answered is not None and answered.op != over:
        raise Problem(
            409,
            "inquiry-answered",
            "Somebody else has answered this meanwhile",
            hint="Read the answer. The school sees the last one only.",
            answer=_said(answered),
        )
    return row


def within(inquiry: str, place: Place) -> Inquiry:
    """The inquiry, where its school is the operator's; Problem 404 otherwise. The work that follows
    is on that school's database."""
    found = shards.first(lambda: db.session.get(Inquiry, inquiry))
    listed = db.session.get(ConsoleSchool, found.school) if found is not None else None
    if found is None or listed is None or not place.covers(listed.region, listed.district):
        raise not_found()
    return found


def _told(one: Inquiry, answer: InquiryAnswer | None, at: ConsoleSchool) -> dict[str, Any]:
    return {
        "id": one.id,
        "school": one.school,
        "school_name": at.name,
        "region": at.region,
        **_question(one),
        "answer": None if answer is None else _said(answer),
    }


def _said(answer: InquiryAnswer) -> dict[str, str]:
    made_at = clock.rfc3339(answer.made_ms)
    return {"op": answer.op, "outcome": answer.outcome, "words": answer.words, "at": made_at}


def _question(one: Inquiry) -> dict[str, Any]:
    made_at = clock.rfc3339(one.made_ms)
    return {"asked": one.op, "what": one.what, "about": one.about, "made_at": made_at}
