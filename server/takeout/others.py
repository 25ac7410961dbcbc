"""Taking other people out of what is written: staff by name and role, everybody else by a word."""

import base64
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.lrs.actors import IDENTIFIERS
from server.lrs.callers import HOME
from server.people.grants import PARENT, PUPIL
from server.people.models import Person, Role
from server.takeout.limits import NAMES_KEPT

ANOTHER: Final = "(another person)"
_IDS: Final = re.compile(r"[0-9A-Za-z._~:,; –-]{1,400}")
"""A text that may be an id, or several with something between."""
_ID: Final = re.compile(r"[0-9A-Za-z._:-]+")


class Others:
    """Knows which ids are other people's, within one session."""

    def __init__(self, session: Session, person: str) -> None:
        self._session = session
        self._person = person
        self._told = lru_cache(NAMES_KEPT)(self._look)

    def without(self, value: Any) -> Any:
        """The value as JSON has it, with nobody in it but the person and the staff."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return self._members(value)
        if isinstance(value, list | tuple):
            return [self.without(item) for item in value]
        if isinstance(value, bytes):
            return _readable(value)
        return value.isoformat() if isinstance(value, date) else value

    def _members(self, value: Mapping[Any, Any]) -> dict[str, Any]:
        if any(name in value for name in IDENTIFIERS):
            return self._agent(value)
        return {self._text(str(key)): self.without(item) for key, item in value.items()}

    def _text(self, text: str) -> str:
        if not _IDS.fullmatch(text):
            return text
        return _ID.sub(lambda found: self._told(found[0]), text)

    def _agent(self, agent: Mapping[str, Any]) -> dict[str, Any]:
        """An agent of a statement: the person's own, else no more than who of the staff it is."""
        account = agent.get("account")
        name = account.get("name") if isinstance(account, Mapping) else None
        here = isinstance(account, Mapping) and str(account.get("homePage")).startswith(HOME)
        if here and name == self._person:
            return dict(agent)
        told = self._told(name) if here and isinstance(name, str) else name
        staff = told if told != name else ANOTHER
        return {"objectType": agent.get("objectType", "Agent"), "name": staff}

    def _look(self, key: str) -> str:
        if key == self._person:
            return key
        columns = select(Person.family_name, Person.given_name).where(Person.id == key)
        found = self._session.execute(columns).first()
        if found is None:
            return key
        query = select(Role.role).where(Role.person == key, Role.role.not_in((PUPIL, PARENT)))
        roles = sorted(set(self._session.scalars(query)))
        return f"{found[0]} {found[1]} ({', '.join(roles)})" if roles else ANOTHER


def _readable(data: bytes) -> Any:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}
