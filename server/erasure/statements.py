"""Statements about a person that others have written: a learning program, a course."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.lrs import actors, names
from server.lrs.callers import account_of
from server.lrs.models import Statement, StatementAgent
from server.operations.port import recall
from server.operations.reach import schools_of_person
from sync.core import canonical
from sync.core.ops import Operation, OpId
from sync.storage.tables import operations

_AT_A_TIME: Final = 200
"""Rows in memory at once."""


def statements_about(session: Session, person: str) -> Iterator[Operation]:
    """Operations of statements whose actor or object the person is, by the account that this
    system gives them. In one where a teacher is merely the instructor, a pupil is the actor."""
    for school in sorted({"", *schools_of_person(session, person)}):
        agents = [
            names.number(school, names.AGENT, actors.identifier(account_of(page, person)) or "")
            for page in {school, ""}
        ]
        query = (
            select(operations.c.writer, operations.c.epoch, operations.c.seq)
            .join(Statement, Statement.operation == operations.c.id)
            .join(StatementAgent, StatementAgent.statement == Statement.n)
            .where(StatementAgent.agent.in_(agents), StatementAgent.direct.is_(True))
            .order_by(Statement.n)
        )
        for row in session.execute(query.execution_options(yield_per=_AT_A_TIME)):
            entry = recall(session, OpId(*row))
            if entry is not None and not canonical.is_stub(entry.op):
                yield entry.op
