"""inquiry.ask and inquiry.answer: between a school's leaders and the operators of its hub."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from server.changes.scopes import staff_scope
from server.classroom.provenance import Provenance
from server.inquiries.models import Inquiry, InquiryAnswer
from server.inquiries.schemas import InquiryAnswerSchema, InquiryAskSchema
from server.operations.spec import Author, Entry, KindSpec, Refusal, Touch, nobody
from server.people import grants
from sync.core.clock import physical
from sync.core.merge import MergeState
from sync.core.ops import Operation
from sync.core.registry import Authority, Kind, Merge
from sync.core.verdict import CONFIRMED

INQUIRY_ASK: Final = "inquiry.ask"
INQUIRY_ANSWER: Final = "inquiry.answer"
_PRIORITY: Final = 1
View = Mapping[str, Any] | None


def may_ask(session: Session, author: Author, op: Operation) -> Refusal | None:
    """inquiry.ask: a leader of the school, of the school that it began with."""
    school = str(op.fields["school"])
    if not grants.leads(author.roles, school):
        return Refusal("not-a-leader-of-the-school")
    known = session.get(Inquiry, op.record)
    if known is None:
        return None if op.record == str(op.id) else Refusal("record-not-own")
    return None if known.school == school else Refusal("not-a-leader-of-the-school")


def project_inquiry(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """inquiry.ask → inquiry, for the leaders of the school, with what they asked at the same time
    beside it."""
    winner = state.winner
    if view is None or winner is None:
        return []
    origin = Provenance(session)
    session.merge(
        Inquiry(
            id=entry.op.record,
            school=view["school"],
            what=view["what"],
            about=view["about"],
            withdrawn=view["withdrawn"],
            author=origin.author(winner),
            made_ms=physical(winner.order),
            op=str(winner.id),
            others=origin.beside(state, "what", "about", "withdrawn"),
        )
    )
    session.flush()
    return [Touch(staff_scope(view["school"]), "inquiry", entry.op.record)]


def project_answer(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """inquiry.answer → inquiry_answer, if a hub stands behind it."""
    winner = state.winner
    if view is None or winner is None or winner.rank < CONFIRMED:
        return []
    session.merge(
        InquiryAnswer(
            id=entry.op.record,
            school=view["school"],
            asked=view["asked"],
            outcome=view["outcome"],
            words=view["words"],
            made_ms=physical(winner.order),
            op=str(winner.id),
        )
    )
    session.flush()
    return [Touch(staff_scope(view["school"]), "inquiry", entry.op.record)]


SPECS: Final = (
    KindSpec(
        Kind(INQUIRY_ASK, 1, Merge.SUPERSEDE, _PRIORITY, personal=frozenset({"about"})),
        InquiryAskSchema,
        may_ask,
        project_inquiry,
    ),
    KindSpec(
        # A family of its own: a question and its answer merge by different rules.
        Kind(
            INQUIRY_ANSWER,
            1,
            Merge.AUTHORITY,
            _PRIORITY,
            authority=Authority.HUB,
            personal=frozenset({"words"}),
            family="inquiry_answer",
        ),
        InquiryAnswerSchema,
        nobody,
        project_answer,
    ),
)

PROJECTIONS: Final = (Inquiry, InquiryAnswer)
