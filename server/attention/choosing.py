"""Choosing one side of a conflict in the roster: an ordinary operation of the node, by an actor;
and taking a failed import off the list, which is a matter of this node alone."""

from sqlalchemy.orm import Session

from server import clock
from server.access import PersonContext
from server.attention.listing import led_school_of
from server.attention.models import Conflict
from server.attention.sides import beside, of_school
from server.errors import Problem, not_allowed, not_found
from server.hub import late
from server.operations.catalogue import catalogue
from server.operations.local import submit
from server.operations.port import log_store
from server.people.grants import leads
from server.uploads.models import Upload
from sync.core.registry import Authority


def choose(session: Session, person: PersonContext, family: str, record: str, op: str) -> None:
    """Write the chosen version again, on top of the one that stands. Inside a transaction.

    Raises Problem 404 for what does not exist, 403 for another school's, 409 when the conflict is
    over or the version is none of its sides.
    """
    row = session.get(Conflict, (family, record))
    if row is None or row.school is None:
        raise not_found()
    if not leads(person.roles, row.school):
        raise not_allowed()
    key = (family, record)
    state = log_store(session).merge_states([key]).get(key)
    state = of_school(state, row.school) if state else None
    sides = [state.winner, *beside(state)] if state and state.winner and beside(state) else []
    chosen = next((side for side in sides if side and str(side.id) == op), None)
    kind = catalogue().registry.get(chosen.kind) if chosen else None
    if state is None or state.winner is None or chosen is None or kind is None:
        raise Problem(
            409,
            "conflict-over",
            "There is nothing to choose here any more",
            hint="Load the list again: somebody else has chosen, or new data have come.",
        )
    if kind.authority is not Authority.SCHOOL:
        raise not_allowed("Such a record is chosen by the people who write it.")
    submit(chosen.kind, record, chosen.values, actor=person.id, base=state.winner.id)


def dismiss_late(session: Session, person: PersonContext, node: str) -> None:
    """Take a shut-out server's late work off the list, until it brings some again. Inside a
    transaction; again is the same.

    Raises Problem 404 for a node of which nothing is listed, 403 for another school's.
    """
    one = next((one for one in late.listed(session) if one.node == node), None)
    if one is None:
        raise not_found()
    if not any(leads(person.roles, school) for school in one.schools):
        raise not_allowed()
    late.settle(session, node)


def dismiss_import(session: Session, person: PersonContext, upload: str) -> None:
    """Take a refused import off the attention list. Inside a transaction; again is the same.

    Raises Problem 404 for what is no refused import, 403 for another school's.
    """
    row = session.get(Upload, upload)
    if row is None or (row.state, row.purpose) != ("refused", "content"):
        raise not_found()
    if led_school_of(session, row, person.roles) is None:
        raise not_allowed()
    row.dismissed_ms = row.dismissed_ms or clock.now_ms()
