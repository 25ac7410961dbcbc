"""The `inquiry` document."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from server import clock
from server.changes.documents import Render
from server.changes.viewer import Viewer
from server.inquiries.models import Inquiry, InquiryAnswer
from server.people import grants
from server.rows import rows_of


def inquiries(
    session: Session, ids: Sequence[str], viewer: Viewer
) -> Mapping[str, Mapping[str, Any]]:
    """`inquiry` for the leaders of the school, with the answer once there is one."""
    answers = {row.id: row for row in rows_of(session, InquiryAnswer, ids)}
    return {
        row.id: {
            "school": row.school,
            "what": row.what,
            "about": row.about,
            "withdrawn": row.withdrawn,
            "author": row.author,
            "made_at": clock.rfc3339(row.made_ms),
            "op": row.op,
            "others": row.others,
            "answer": _answer(row, answers.get(row.id)),
        }
        for row in rows_of(session, Inquiry, ids)
        if grants.leads(viewer.roles, row.school)
    }


def _answer(row: Inquiry, answer: InquiryAnswer | None) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        "outcome": answer.outcome,
        "words": answer.words,
        "at": clock.rfc3339(answer.made_ms),
        "current": answer.asked == row.op,
    }


DOCUMENTS: Final[Mapping[str, Render]] = {"inquiry": inquiries}
