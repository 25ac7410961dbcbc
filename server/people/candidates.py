"""Whom a login may mean. Logins are free within a school; a hub has many schools' «admin» and
«aru.s», each of whom proves who they are with a password of their own.

A password is tried on few people, since each costs 40 ms: of more, the school is asked.
"""

import re
from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from content.text import fold
from server.identity import config, node_id
from server.limits import MAX_NAMED_SCHOOLS, SAME_LOGIN_CANDIDATES
from server.people.models import Credential, Enrolment, Guardian, Person, Role, School

_WORD: Final = re.compile(r"\d+|[^\W\d_]+")
# In nearly every name, and in two languages: «школа 5» is «№ 5 орта мектебі».
_ANY_SCHOOL: Final = ("школ", "мектеп", "мектеб", "school", "сш", "ош")


def with_login(
    session: Session, login: str, schools: Collection[str] | None = None
) -> list[tuple[Person, bytes]]:
    """People with this folded login and a password that this node can open, each with the sealed
    verifier: of these schools, if they are given, and whoever is of no school, as operators are.

    One more than SAME_LOGIN_CANDIDATES stands for any greater number.
    """
    query = (
        select(Person, Credential.sealed)
        .join(Credential, Credential.person == Person.id)
        .where(Person.login == login, Credential.node == node_id())
        .order_by(Person.id)
        .limit(SAME_LOGIN_CANDIDATES + 1)
    )
    if schools is not None:
        query = query.where(or_(_of(schools), ~_of(None)))
    return [(person, sealed) for person, sealed in session.execute(query)]


def are_too_many(people: Collection[Any]) -> bool:
    """Whether a password is not tried on them."""
    return len(people) > SAME_LOGIN_CANDIDATES


def schools_named(session: Session, text: str) -> frozenset[str]:
    """Ids of the schools that somebody may mean who writes this: those that most of the words
    fit. A word fits one of the name, the short name or the region that begins with it, in any case
    and with Russian letters for Kazakh ones.

    This node's own id stands for its own name, which those of no school write.
    """
    words = _words(text)
    if not words:
        return frozenset()
    rows = session.execute(select(School.id, School.name, School.short_name, School.region))
    named = {one: f"{name} {short or ''} {region or ''}" for one, name, short, region in rows}
    named[node_id()] = " ".join(config().names.values())
    fitting = {one: _fitting(words, _words(name)) for one, name in named.items()}
    most = max(fitting.values())
    return frozenset(one for one, count in fitting.items() if count == most > 0)


def is_clear(schools: Collection[str]) -> bool:
    """Whether the words that were written name a school, and not half of the country's."""
    return 0 < len(schools) <= MAX_NAMED_SCHOOLS


def _of(schools: Collection[str] | None) -> Any:
    """The person is or was at one of the schools (None: at any); parents, as children."""
    at = [Enrolment.school.in_(schools)] if schools is not None else []
    working = Role.school.in_(schools) if schools is not None else Role.school.is_not(None)
    return or_(
        select(Enrolment.id).where(Enrolment.person == Person.id, *at).exists(),
        select(Role.id).where(Role.person == Person.id, working).exists(),
        select(Guardian.id)
        .join(Enrolment, and_(Enrolment.person == Guardian.learner, *at))
        .where(Guardian.guardian == Person.id)
        .exists(),
    )


def _words(text: str) -> list[str]:
    found = _WORD.findall(fold(text))
    return [word for word in found if not word.startswith(_ANY_SCHOOL)] or found


def _fitting(words: Collection[str], name: Collection[str]) -> int:
    return sum(any(_begins(word, one) for one in name) for word in words)


def _begins(word: str, one: str) -> bool:
    return one == word if word.isdigit() else one.startswith(word)
