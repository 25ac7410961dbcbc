"""A mark that a teacher signs, of a term or of a year: who may, what then stands, who sees it.

Both are learner × period × subject; whoever signs anew says why, and what it replaces is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock
from server.audience.naming import POLICY, named
from server.audience.reaching import withheld
from server.changes.scopes import learner_scope, plan_scope, work_scope
from server.changes.viewer import Viewer
from server.classroom.provenance import Provenance
from server.gradebook import following
from server.gradebook.models import AdoptedPolicy
from server.gradebook.rights import (
    NEEDS_REASON,
    NOT_IN_CLASS,
    NOT_TEACHER,
    OTHER_RECORD,
    teaches_subject,
)
from server.operations.spec import Author, Entry, Refusal, Touch
from server.people.directory import all_classes_of_learner, school_of_class
from server.rows import put, rows_of
from sync.core.clock import physical
from sync.core.merge import MergeState, Version
from sync.core.ops import Operation

_WHOSE: Final = ("subject", "learner", "grade", "policy", "scale", "outcome", "reason")


@dataclass(frozen=True)
class SignedMark:
    """`document` names what phones get, `period` the field that says which term or year. `marks`
    are the fields that a mark consists of, `grounds` the lists that it was worked out from, of
    which phones get those in `shown`."""

    model: type[Any]
    document: str
    period: str
    marks: tuple[str, ...]
    grounds: tuple[str, ...]
    shown: tuple[str, ...]

    def not_theirs(self, session: Session, author: Author, op: Operation) -> Refusal | None:
        """Signed by a teacher of the subject, for a learner who is or was in the class."""
        fields: Any = op.fields
        if op.record != f"{fields['learner']}~{fields[self.period]}~{fields['subject']}":
            return OTHER_RECORD
        if not teaches_subject(author.roles, fields["class"], fields["subject"]):
            return NOT_TEACHER
        known = fields["class"] in all_classes_of_learner(session, fields["learner"])
        return None if known else NOT_IN_CLASS

    def unreasoned(
        self, session: Session, op: Operation, by_policy: Callable[[Session, Any], bool]
    ) -> Refusal | None:
        """A mark that is not what the policy makes of its grounds, or replaces one, says why; so
        does one by a policy that is not for the school of the class."""
        fields: Any = op.fields
        replaces = op.base is not None and session.get(self.model, op.record) is not None
        as_reckoned = fields["outcome"] != "mark" or (
            _holds_there(session, fields["policy"], fields["class"]) and by_policy(session, fields)
        )
        return None if fields["reason"] or (as_reckoned and not replaces) else NEEDS_REASON

    def project(
        self, session: Session, entry: Entry, view: Mapping[str, Any] | None, state: MergeState
    ) -> list[Touch]:
        """The row that stands, with those it replaced and those that stand beside it."""
        winner = state.winner
        if view is None or winner is None:
            return []
        origin, record = Provenance(session), entry.op.record

        def signed(version: Version) -> dict[str, Any]:
            return {
                "author": origin.author(version),
                "made_ms": physical(version.order),
                "op": str(version.id),
            }

        def told(version: Version) -> dict[str, Any]:
            said = ("outcome", *self.marks, "reason")
            return {**{name: version.values[name] for name in said}, **signed(version)}

        put(
            session,
            self.model,
            {
                "id": record,
                "class_id": view["class"],
                **{name: view[name] for name in (*_WHOSE, self.period, *self.marks)},
                **{name: [dict(one) for one in view[name]] for name in self.grounds},
                **signed(winner),
                "former": [told(one) for one in state.history],
                "others": [told(one) for one in state.heads[1:]],
                "contested": len(state.heads) > 1,
            },
        )
        scopes = (
            learner_scope(view["learner"]),
            plan_scope(view["class"], view["subject"]),
            work_scope(view["class"]),
        )
        touches = [Touch(scope, self.document, record) for scope in scopes]
        return touches + list(following.signed(session, view, self.document, record))

    def documents(
        self, session: Session, ids: Sequence[str], viewer: Viewer
    ) -> dict[str, dict[str, Any]]:
        """For the learner's family and the class's teachers, and those of the class that the
        learner has come into since; teachers see `others`."""
        shown: dict[str, dict[str, Any]] = {}
        names = (*_WHOSE, self.period, *self.marks, *self.shown, "author", "op")
        rows = rows_of(session, self.model, ids)
        here = {
            row.id
            for row in rows
            if {plan_scope(row.class_id, row.subject), work_scope(row.class_id)} & viewer.scopes
        }
        here |= following.reaches(session, [row for row in rows if row.id not in here], viewer)
        for row in rows:
            teaches = row.id in here
            if not teaches and learner_scope(row.learner) not in viewer.scopes:
                continue
            shown[row.id] = {
                "class": row.class_id,
                **{name: getattr(row, name) for name in names},
                "made_at": clock.rfc3339(row.made_ms),
                "former": [_dated(one) for one in row.former],
                "others": [_dated(one) for one in row.others] if teaches else [],
            }
        return shown


def _holds_there(session: Session, policy: str, class_id: str) -> bool:
    """Whether a policy reaches the school of a class, or is its own choice. A phone of somebody
    who teaches at two schools knows those of both."""
    school = school_of_class(session, class_id)
    if school is None or not withheld(session, [named(POLICY, policy)], [school]):
        return True
    chosen = select(AdoptedPolicy.id).where(
        AdoptedPolicy.school == school, AdoptedPolicy.policy == policy
    )
    return session.scalar(chosen.limit(1)) is not None


def _dated(former: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in former.items() if name != "made_ms"}
    return {**rest, "made_at": clock.rfc3339(former["made_ms"])}
