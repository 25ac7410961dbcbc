"""What a program outside the school is given: what is about learners with consent.

Statements that a client wrote itself it knows already, and a person reads what is theirs: both are
given all. Documents do not say which client wrote them, so they are looked at for every one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.consent.purposes import OUTSIDE
from server.consent.standing import without
from server.lrs import callers, reading
from server.lrs.callers import Caller
from server.lrs.limits import MAX_EXAMINED, PAGE
from server.lrs.reading import Filter, Found, Line
from server.lrs.statements import agents_of
from server.lrs.values import JsonObject
from server.people.models import Enrolment


def page(
    session: Session, caller: Caller, wanted: Filter, limit: int
) -> tuple[list[Found], int | None]:
    """At most `limit` of what reading.found gives, and the `n` after which to go on, None at the
    end. A page may be short, or empty, and still lead on."""
    rows, last = _some(session, wanted, limit)
    if not _looks(session, caller):
        return rows, last
    shown, examined = _shown(session, caller, rows), len(rows)
    while last is not None and len(shown) < limit and examined < MAX_EXAMINED:
        rows, last = _some(session, replace(wanted, after=last), max(limit, PAGE))
        examined += len(rows)
        shown += _shown(session, caller, rows)
    if len(shown) > limit:
        shown = shown[:limit]
        last = shown[-1].n
    return shown, last


def shows(session: Session, caller: Caller, line: Line) -> bool:
    """Whether one statement may be given."""
    return not _looks(session, caller) or not staying(session, caller.school, [line])


def hides(session: Session, caller: Caller, person: str | None) -> bool:
    """Whether what is kept about a person of ours stays: None is nobody of ours, see `staying`."""
    if person is None or not caller.needs_consent:
        return False
    return bool(without(session, caller.school, [person], OUTSIDE))


def staying(session: Session, school: str, lines: Sequence[Line]) -> frozenset[str]:
    """Ids of the statements that name a learner of ours for whom no consent stands, wherever in the
    statement that is.

    An agent by an outside program's own identifier (an address, another system's account) is not
    known to be anybody of the school: that program knows them, not we.
    """
    named = {line.id: frozenset(_people(line.statement)) for line in lines}
    without_consent = without(session, school, frozenset().union(*named.values()), OUTSIDE)
    return frozenset(one for one, people in named.items() if people & without_consent)


def _some(session: Session, wanted: Filter, limit: int) -> tuple[list[Found], int | None]:
    rows = reading.found(session, wanted, limit + 1)
    return rows[:limit], rows[limit - 1].n if len(rows) > limit else None


def _looks(session: Session, caller: Caller) -> bool:
    """A store on which nobody was ever enrolled has no learners to ask about."""
    if not caller.needs_consent or not caller.reads_all:
        return False
    return session.scalar(select(Enrolment.id).limit(1)) is not None


def _shown(session: Session, caller: Caller, rows: Sequence[Found]) -> list[Found]:
    """As `staying`, by the accounts that stand in what was found: reading all of it would take
    longer than answering does."""
    named = [
        {name for page, name in reading.accounts(row) if callers.is_ours({"homePage": page})}
        for row in rows
    ]
    without_consent = without(session, caller.school, frozenset().union(*named), OUTSIDE)
    return [row for row, people in zip(rows, named, strict=True) if not people & without_consent]


def _people(statement: JsonObject) -> Iterator[str]:
    for found, _own in agents_of(statement):
        for agent in (found, *found.get("member", ())):
            person = callers.person_of(agent)
            if person is not None:
                yield person
