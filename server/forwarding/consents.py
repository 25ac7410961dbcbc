"""Whose statements stay: those of learners without consent to `outside-programs`."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from server.consent.purposes import OUTSIDE
from server.consent.standing import without
from server.lrs import callers
from server.lrs.reading import Line
from server.lrs.statements import agents_of
from server.lrs.values import JsonObject


def staying(session: Session, school: str, lines: Sequence[Line]) -> frozenset[str]:
    """Ids of the statements that name a learner of ours for whom no consent stands, wherever in the
    statement that is.

    An agent by an outside program's own identifier (an address, another system's account) is not
    known to be anybody of the school: that program knows them, not we.
    """
    named = {line.id: frozenset(_people(line.statement)) for line in lines}
    without_consent = without(session, school, frozenset().union(*named.values()), OUTSIDE)
    return frozenset(one for one, people in named.items() if people & without_consent)


def _people(statement: JsonObject) -> Iterator[str]:
    for found, _own in agents_of(statement):
        for agent in (found, *found.get("member", ())):
            account = agent.get("account")
            if account and callers.is_ours(account):
                yield account["name"]
