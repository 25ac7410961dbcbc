"""Moving a school from one database of a hub to another, while it goes on working.

Its log is copied as it is fed, then everything that no operation says (nodes, logins, keys), and
then requests find it at its new place. All of it may be cut anywhere and done again: operations
are known by their ids, rows by their keys. What a request had begun at the old place before the
change follows by itself (`server.shards.follow`); the old log stays there as it was.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app
from sqlalchemy import Integer, and_, delete, or_, select
from sqlalchemy.orm import Session

from server import shards
from server.accounts.models import LoginCard, Pin
from server.bundles.models import SigningKey
from server.changes.scopes import school_scope
from server.cmi5.models import Cmi5Course, Cmi5Registration, Cmi5Session
from server.db import Model, db, write_transaction
from server.db import shards as all_shards
from server.forwarding.models import Destination, Letter
from server.hub.applying import apply_all
from server.hub.models import DownstreamNode
from server.lrs.models import ClientKey
from server.operations.port import log_store
from server.operations.reach import schools_of_person
from server.people.models import Credential, Enrolment, Guardian, NodeKey, Role, School, Token
from server.rows import table_of
from sync.storage.base import chunks

_KEYS_PER_QUERY: Final = 200


class CannotMove(Exception):
    """The school cannot be moved; the text says why and what to do."""


@dataclass(slots=True)
class Moved:
    """`schools` that went together, because one node serves them; what was copied this time."""

    schools: list[str]
    operations: int = 0
    rows: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"schools": self.schools, "operations": self.operations, "rows": self.rows}


def move(school: str, target: int) -> Moved:
    """Move `school`, and those that share a node with it, to the database `target` (from 0).

    Raises CannotMove. Again is the same as once, also after a cut.
    """
    if target not in all_shards(current_app):
        raise CannotMove(f"there is no database {target}: see TIREK_DATABASE_URL")
    sources = [one for one in all_shards(current_app) if one != target]
    together = sorted({school}.union(*(_company(one, school) for one in (*sources, target))))
    if not any(_is_here(one, together) for one in (*sources, target)):
        raise CannotMove(f"no school {school} is known here")
    done = Moved(together)
    for source in sources:
        if _is_here(source, together):
            _move_from(source, target, together, done)
    return done


def _move_from(source: int, target: int, schools: list[str], done: Moved) -> None:
    with shards.on(source):
        apply_all()
        if any(log_store(db.session()).feed_floor(school_scope(one)) for one in schools):
            raise CannotMove("what went down to its nodes was pruned at the hub")
        db.session.rollback()
    done.operations += shards.carry(source, target, schools)
    people = _people(source, schools)
    # Ways in are in the log, too, but a place to which a school returns has applied that already.
    for model, named in (*_unsaid(people, schools), *_ways_in(people)):
        done.rows += _copy(source, target, model, named)
    with shards.on(source), write_transaction() as session:
        # From here on requests find the school at its new place, and nobody logs in at the old.
        shards.note_moved(session, schools, target)
        for model, named in (*_unsaid(people, schools), *_ways_in(people)):
            if model not in {SigningKey, NodeKey}:
                session.execute(delete(table_of(model)).where(named(session)))
    with shards.on(target), write_transaction() as session:
        shards.note_arrived(session, schools)
    done.operations += shards.carry(source, target, schools)


Named = Callable[[Session], Any]


def _unsaid(people: Sequence[str], schools: Sequence[str]) -> Iterator[tuple[type[Model], Named]]:
    """Tables that no operation fills, and their rows of these people and schools. Those that name
    a row of another one come before it, so that deleting in this order finds them."""
    yield SigningKey, lambda session: SigningKey.node.in_(_nodes(session, schools))
    yield NodeKey, lambda session: NodeKey.node.in_(_nodes(session, schools))
    yield DownstreamNode, lambda session: DownstreamNode.node.in_(_nodes(session, schools))
    yield ClientKey, lambda _: ClientKey.school.in_(schools)
    courses = select(Cmi5Course.id).where(Cmi5Course.school.in_(schools))
    ways = select(Cmi5Registration.id).where(
        or_(Cmi5Registration.school.in_(schools), Cmi5Registration.course.in_(courses))
    )
    yield Cmi5Session, lambda _: Cmi5Session.registration.in_(ways)
    yield Cmi5Registration, lambda _: Cmi5Registration.id.in_(ways)
    yield Cmi5Course, lambda _: Cmi5Course.school.in_(schools)
    places = select(Destination.id).where(Destination.school.in_(schools))
    yield Letter, lambda _: Letter.destination.in_(places)
    yield Destination, lambda _: Destination.school.in_(schools)
    for some in chunks(people, _KEYS_PER_QUERY):
        yield Token, _of(Token, some)
        yield LoginCard, _of(LoginCard, some)


def _ways_in(people: Sequence[str]) -> Iterator[tuple[type[Model], Named]]:
    """Passwords and PINs, which operations have brought to the new place."""
    for some in chunks(people, _KEYS_PER_QUERY):
        yield Credential, _of(Credential, some)
        yield Pin, _of(Pin, some)


def _of(model: Any, people: Sequence[str]) -> Named:
    return lambda _session: and_(model.person.in_(people))


def _copy(source: int, target: int, model: type[Model], named: Named) -> int:
    """Rows that the other database lacks; numbers that only count there are given anew."""
    table = table_of(model)
    counted = [c.name for c in table.primary_key.columns if isinstance(c.type, Integer)]
    with shards.on(source):
        session = db.session()
        found = [
            dict(row) for row in session.execute(select(table).where(named(session))).mappings()
        ]
        session.rollback()
    if not found:
        return 0
    added = 0
    with shards.on(target), write_transaction() as writing:
        for row in found:
            key = ["sha256"] if counted else [c.name for c in table.primary_key.columns]
            if writing.execute(
                select(table).where(and_(*(table.c[name] == row[name] for name in key)))
            ).first():
                continue
            plain = {name: value for name, value in row.items() if name not in counted}
            writing.execute(table.insert().values(plain))
            added += 1
    return added


def _people(source: int, schools: Collection[str]) -> list[str]:
    """Who is at these schools only, and the guardians of such learners."""
    with shards.on(source):
        session = db.session()
        found = set(session.scalars(select(Enrolment.person).where(Enrolment.school.in_(schools))))
        found |= set(session.scalars(select(Role.person).where(Role.school.in_(schools))))
        for some in chunks(sorted(found), _KEYS_PER_QUERY):
            query = select(Guardian.guardian).where(Guardian.learner.in_(some))
            found |= set(session.scalars(query))
        alone = [one for one in sorted(found) if schools_of_person(session, one) <= set(schools)]
        session.rollback()
        return alone


def _nodes(session: Session, schools: Collection[str]) -> list[str]:
    rows = session.execute(select(DownstreamNode.node, DownstreamNode.schools))
    return [row.node for row in rows if set(row.schools) & set(schools)]


def _company(shard: int, school: str) -> set[str]:
    """The school, and all that have to go with it because a node serves both."""
    together = {school}
    with shards.on(shard):
        rows = [set(row) for row in db.session.scalars(select(DownstreamNode.schools))]
        db.session.rollback()
    while more := [row for row in rows if row & together and not row <= together]:
        together = together.union(*more)
    return together


def _is_here(shard: int, schools: Collection[str]) -> bool:
    with shards.on(shard):
        session = db.session()
        known = session.scalars(select(School.id).where(School.id.in_(schools))).first()
        found = known is not None or bool(_nodes(session, schools))
        session.rollback()
        return found
