"""Registrations and launches (cmi5 8, 9.3.1, 9.6.1.1, 10)."""

import json
import secrets
import uuid
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.cmi5 import rules
from server import clock, headers, identity
from server.cmi5 import sessions, telling
from server.cmi5.course import Course, load
from server.cmi5.limits import SECRET_BYTES
from server.cmi5.models import Cmi5Course, Cmi5Registration, Cmi5Session
from server.db import write_transaction
from server.errors import Problem, not_found
from server.lrs import document_operations, document_store
from server.lrs.callers import digest
from server.lrs.values import JsonObject

LAUNCH_DATA: Final = "LMS.LaunchData"
PLAY: Final = "/play"
FETCH: Final = "/cmi5/fetch"


@dataclass(frozen=True, slots=True)
class Launch:
    """What a client opens in a browser, once."""

    url: str
    session: str
    registration: str
    launch_method: str


def launch(
    course: Cmi5Course,
    number: int,
    actor: JsonObject,
    *,
    registration: str | None,
    mode: str,
    return_url: str | None,
) -> Launch:
    """Launch unit `number` (from 0, in document order) for a learner.

    Sessions of the registration that were left open are abandoned. Problem 404 for a unit that
    is not there, 409 for a registration of somebody or something else.
    """
    known = load(course.manifest)
    if not 0 <= number < len(known.units):
        raise not_found()
    item = known.units[number]
    with write_transaction() as session:
        row = _registration(session, course, actor, registration)
        for other in _open_sessions(session, row.id):
            sessions.abandon(session, other)
        return _Made(session, known, row, item, mode).launch(return_url)


def register(session: Session, course: Cmi5Course, actor: JsonObject, id_: str) -> Cmi5Registration:
    """A new registration; what is satisfied without any launch is told at once (9.6.1.1-3)."""
    row = Cmi5Registration(
        id=id_,
        school=course.school,
        course=course.id,
        actor=actor,
        units={},
        satisfied=[],
        made_ms=clock.now_ms(),
    )
    session.add(row)
    telling.satisfy(load(course.manifest), row, str(uuid.uuid4()))
    session.flush()
    return row


def _registration(
    session: Session, course: Cmi5Course, actor: JsonObject, id_: str | None
) -> Cmi5Registration:
    found = session.get(Cmi5Registration, id_) if id_ else None
    if found is None:
        return register(session, course, actor, id_ or str(uuid.uuid4()))
    if found.course != course.id or found.actor["account"] != actor["account"]:
        raise Problem(
            409,
            "registration-taken",
            "This registration belongs to another learner or course",
            hint="Leave the registration out to begin a new one.",
        )
    return found


def _open_sessions(session: Session, registration: str) -> list[Cmi5Session]:
    rows = session.scalars(select(Cmi5Session).where(Cmi5Session.registration == registration))
    return [row for row in rows if not sessions.ended(row)]


class _Made:
    """One new session, on its way to its launch address."""

    def __init__(
        self,
        session: Session,
        course: Course,
        registration: Cmi5Registration,
        item: str,
        mode: str,
    ) -> None:
        self._session = session
        self._course = course
        self._registration = registration
        self._item = item
        self._mode = mode
        self._id = str(uuid.uuid4())
        self._fetch = secrets.token_urlsafe(SECRET_BYTES)
        self._play = secrets.token_urlsafe(SECRET_BYTES)

    def launch(self, return_url: str | None) -> Launch:
        now = clock.now_ms()
        self._session.add(
            Cmi5Session(
                id=self._id,
                registration=self._registration.id,
                unit=self._item,
                mode=self._mode,
                flags={},
                launched_ms=now,
                last_ms=now,
                fetch=digest(self._fetch),
                play=digest(self._play),
                token=None,
            )
        )
        self._session.flush()
        values = self._values()
        address = self._address()
        self._keep_launch_data({**values, "return_url": return_url})
        telling.tell(
            "launched",
            self._course,
            self._item,
            self._registration,
            self._id,
            launch_url=address,
            **values,
        )
        unit = self._course.unit(self._item)
        return Launch(
            self._with_parameters(address), self._id, self._registration.id, unit["launch_method"]
        )

    def _values(self) -> dict[str, Any]:
        unit = self._course.unit(self._item)
        named = ("launch_method", "launch_parameters", "mastery_score", "move_on")
        return {"mode": self._mode, **{name: unit[name] for name in named}}

    def _keep_launch_data(self, values: dict[str, Any]) -> None:
        unit = self._course.unit(self._item)
        data = rules.made(
            "launch data",
            {
                **values,
                "template": template(self._course, self._item, self._id),
                "entitlement_key": unit["entitlement_key"],
            },
        )
        place = document_operations.shelf(
            document_operations.STATE,
            self._registration.school,
            activity=self._course.activity(self._item),
            agent=self._registration.actor,
            registration=self._registration.id,
        )
        content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        document_store.keep(self._session, place, LAUNCH_DATA, document_store.JSON, content)

    def _address(self) -> str:
        """The unit's own address, with the parameters that the publisher wrote (13.1.4.0-3)."""
        elsewhere: str | None = self._course.unit(self._item).get("url")
        if elsewhere is not None:
            return elsewhere
        item = self._course.item(self._item)
        origin = headers.origin_of_content(identity.config())
        return f"{origin}{PLAY}/{self._play}/{quote(item.launch or '')}{item.parameters}"

    def _with_parameters(self, address: str) -> str:
        origin = headers.origin_of_app(identity.config())
        added = {
            "endpoint": f"{origin}/xapi/",
            "fetch": f"{origin}{FETCH}/{self._fetch}",
            "actor": json.dumps(self._registration.actor, ensure_ascii=False),
            "registration": self._registration.id,
            "activityId": self._course.activity(self._item),
        }
        return merged(address, added)


def template(course: Course, item: str, session: str) -> JsonObject:
    """The context that every statement of a session is made from (10.2.1)."""
    return rules.made("context", {"publisher": course.unit(item)["id"], "session": session})


def merged(address: str, added: dict[str, str]) -> str:
    """The address with further query parameters, its own before them and its fragment kept."""
    parts = urlsplit(address)
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *added.items()]
    return urlunsplit(parts._replace(query=urlencode(pairs, quote_via=quote)))
