"""A roster's file against the school's tables: first as a dry run, then in one transaction."""

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from server import clock
from server.accounts.cards import issue
from server.accounts.pins import verifiers
from server.accounts.service import confirm, enrolment_fields
from server.db import db, write_transaction
from server.identity import config, node_id
from server.operations.local import submit
from server.people import sealing
from server.people.accounts import make_password
from server.people.directory import (
    enrolments_of,
    named_classes,
    other_records,
    people_of_schools,
)
from server.people.login import set_verifier
from server.people.models import Enrolment, Guardian, Person, PersonAlias, Role
from server.roster import oneroster, spreadsheet
from server.roster.known import PARENT, PUPIL, Known, KnownClass, KnownPerson, KnownPlace
from server.roster.models import Identifier
from server.roster.operations import IIN, SOURCED_ID
from server.roster.planning import Action, Change, Plan, plan
from server.roster.rollover import due, school_year
from server.roster.rows import RosterRefused, Row
from server.rows import rows_of


@dataclass(frozen=True, slots=True)
class Preview:
    """A dry run; `digest` names exactly these changes, and is asked for when they are written."""

    plan: Plan
    digest: str


@dataclass(frozen=True, slots=True)
class Card:
    """What a new person needs to log in; neither password nor `secret` is kept anywhere.

    `secret` is the login card's: see server.accounts.cards.
    """

    person: str
    name: str
    class_label: str
    login: str
    password: str
    secret: str


def preview(path: Path, school: str, answers: Mapping[str, bool] | None = None) -> Preview:
    """What the file would change, once its questions are answered so (see
    server.roster.finding.Elders). Raises RosterRefused for a file that is no roster."""
    read = oneroster.read if oneroster.is_oneroster(path) else spreadsheet.read
    now = known(db.session(), school, clock.today())
    year_due = any(move.pupils for move in due(school).moves)
    made = plan(read(path), replace(now, year_due=year_due), answers)
    told = repr([asdict(change) for change in made.changes])
    return Preview(made, hashlib.sha256(told.encode()).hexdigest()[:32])


def apply(
    path: Path,
    school: str,
    digest: str,
    *,
    confirmed: bool = False,
    answers: Mapping[str, bool] | None = None,
) -> tuple[Plan, list[Card]]:
    """Write what the preview named `digest` has shown, all of it or nothing.

    Raises RosterRefused `roster-changed` where the file or the school has changed since, and
    `asks-twice` where many pupils would leave and nobody has `confirmed` it.
    """
    shown = preview(path, school, answers)
    if shown.plan.asks_twice and not confirmed:
        raise RosterRefused("asks-twice", left=shown.plan.count(Action.LEFT))
    secrets = {
        change.person: make_password() for change in shown.plan.changes if change.login is not None
    }
    made = verifiers(secrets)
    db.session.rollback()
    with write_transaction():
        if preview(path, school, answers).digest != digest:
            raise RosterRefused("roster-changed")
        ids = _Writing(school, clock.today(), made).write(shown.plan.changes)
        codes = issue([ids[key] for key in secrets])
    cards = [
        Card(
            person=ids[change.person],
            name=change.shown,
            class_label=(change.row.class_label if change.row else None) or "",
            login=change.login,
            password=secrets[change.person],
            secret=codes[ids[change.person]],
        )
        for change in shown.plan.changes
        if change.login is not None
    ]
    return shown.plan, cards


def known(session: Session, school: str, on: date) -> Known:
    """The school's roster on a day, with the identifiers that this node can read."""
    # Of somebody with two records the roster knows the kept one, by what either is called.
    everybody = people_of_schools(session, [school])
    kept = {row.person: row.kept for row in session.scalars(select(PersonAlias))}
    people = everybody - set(kept)
    others = {one for one in everybody if kept.get(one) in people}
    identifiers = identifiers_of(session, people | others)
    rows = [
        one for one in session.scalars(select(Person).order_by(Person.id)) if one.id in everybody
    ]

    def described(one: Person) -> KnownPerson:
        return KnownPerson(
            id=kept.get(one.id, one.id),
            family_name=one.family_name,
            given_name=one.given_name,
            patronymic=one.patronymic,
            login=one.login,
            iin=identifiers.get((one.id, IIN)),
            source=identifiers.get((one.id, SOURCED_ID)),
            language=one.language,
        )

    enrolments = session.scalars(
        select(Enrolment).where(Enrolment.school == school, *_on(Enrolment, on))
    )
    # Who helps whom is arranged in the school: lists say nothing of it, and end nothing of it.
    roles = session.scalars(
        select(Role).where(Role.school == school, Role.learner.is_(None), *_on(Role, on))
    )
    standing: set[tuple[str, str]] = set()
    ended: set[tuple[str, str]] = set()
    for link in session.scalars(select(Guardian)):
        pair = kept.get(link.guardian, link.guardian), kept.get(link.learner, link.learner)
        (ended if link.ends_on is not None and link.ends_on < on else standing).add(pair)
    return Known(
        people=[described(one) for one in rows if one.id in people],
        others=[described(one) for one in rows if one.id in others],
        classes=[
            KnownClass(one.id, one.label, tuple(one.grades))
            for one in named_classes(session, school)
        ],
        places=[
            *(
                KnownPlace(e.id, e.person, PUPIL, e.class_id, e.grade, provisional=e.provisional)
                for e in enrolments
                if e.person in people
            ),
            *(
                KnownPlace(r.id, r.person, r.role, r.class_id, None, r.subject)
                for r in roles
                if r.person in people
            ),
        ],
        guardians=frozenset(pair for pair in standing if pair[1] in people),
        ended=frozenset(ended - standing),
        logins=frozenset(
            login for login in session.scalars(select(Person.login)) if login is not None
        ),
    )


def _on(table: Any, day: date) -> list[Any]:
    return [
        or_(table.starts_on.is_(None), table.starts_on <= day),
        or_(table.ends_on.is_(None), table.ends_on >= day),
    ]


def identifiers_of(session: Session, people: Collection[str]) -> dict[tuple[str, str], str]:
    """(person, scheme) → what other systems call them, as far as this node can read it."""
    found = {}
    for row in rows_of(session, Identifier, list(people), by="person"):
        value = opened(row)
        if value is not None:
            found[row.person, row.scheme] = value
    return found


def opened(row: Identifier) -> str | None:
    """What an identifier says; None for one that is sealed, and not to this node."""
    sealed = (row.sealed or {}).get(node_id())
    if sealed is None:
        return row.value
    return sealing.unseal(base64.b64decode(sealed), row.id, config().home)


class _Writing:
    """Turns changes into operations of this node, inside the caller's transaction."""

    def __init__(self, school: str, today: date, verifiers: Mapping[str, str]) -> None:
        self._school, self._today, self._verifiers = school, today, verifiers
        self._ids: dict[str, str] = {}

    def write(self, changes: Sequence[Change]) -> Mapping[str, str]:
        """The ids that the plan's `new:…` keys became."""
        steps = {
            Action.NEW_CLASS: self._new_class,
            Action.NEW_PERSON: self._new_person,
            Action.RENAMED: self._renamed,
            Action.ENROLLED: self._enrolled,
            Action.MOVED: self._enrolled,
            Action.LEFT: self._left,
            Action.ROLE_GIVEN: self._role_given,
            Action.ROLE_ENDED: self._role_ended,
            Action.GUARDIAN_ADDED: self._guardian,
            Action.CONFIRMED: self._confirmed,
        }
        for change in changes:
            steps[change.action](change)
        return self._ids

    def _id(self, key: str | None) -> str | None:
        return None if key is None else self._ids.get(key, key)

    def _new_class(self, change: Change) -> None:
        fields = {
            "school": self._school,
            "label": change.class_label,
            "grades": list(change.grades),
            "year": school_year(self._today),
        }
        self._ids[change.class_key or ""] = str(submit("class.set", None, fields))

    def _new_person(self, change: Change) -> None:
        row = _row(change)
        person = str(submit("person.set", None, self._person(row, change.login)))
        self._ids[change.person] = person
        verifier = self._verifiers.get(change.person)
        if verifier is not None:
            set_verifier(person, verifier, school=self._school)
        self._identifier(person, SOURCED_ID, row.source)
        self._identifier(person, IIN, row.iin)

    def _renamed(self, change: Change) -> None:
        known_as = db.session.get(Person, change.person)
        row = _row(change)
        fields = self._person(row, known_as.login if known_as else None)
        if known_as is not None:
            fields["patronymic"] = row.patronymic or known_as.patronymic
            fields["language"] = row.language or known_as.language
        submit("person.set", change.person, fields)

    def _person(self, row: Row, login: str | None) -> dict[str, Any]:
        return {
            "family_name": row.family_name,
            "given_name": row.given_name,
            "patronymic": row.patronymic,
            "login": login,
            "language": row.language,
            "school": self._school,
        }

    def _identifier(self, person: str, scheme: str, value: str | None) -> None:
        if value is None:
            return
        record = f"{person}~{scheme}"
        fields: dict[str, Any] = {"person": person, "school": self._school, "scheme": scheme}
        if scheme == IIN:
            with write_transaction() as session:
                keys = sealing.known_keys(session)
            fields["sealed"] = {
                node: sealing.seal(value, record, key) for node, key in sorted(keys.items())
            }
        else:
            fields["value"] = value
        submit("identifier.set", record, fields)

    def _enrolled(self, change: Change) -> None:
        if change.ends is not None:
            self._left(change)
        submit(
            "enrolment.set",
            None,
            {
                "person": self._id(change.person),
                "school": self._school,
                "class": self._id(change.class_key),
                "grade": _row(change).grade,
                "starts_on": self._today.isoformat(),
                "ends_on": None,
            },
        )

    def _confirmed(self, change: Change) -> None:
        confirm(change.person)

    def _left(self, change: Change) -> None:
        last = self._today - timedelta(days=1)
        self._end_enrolment(change.ends or "", last)
        session = db.session()
        for other in other_records(session, change.person):
            for row in enrolments_of(session, other, self._today):
                self._end_enrolment(row.id, last)

    def _end_enrolment(self, record: str, last: date) -> None:
        row = db.session.get(Enrolment, record)
        if row is not None:
            submit("enrolment.set", record, {**enrolment_fields(row), "ends_on": last.isoformat()})

    def _role_given(self, change: Change) -> None:
        row = _row(change)
        submit(
            "role.set",
            None,
            {
                "person": self._id(change.person),
                "role": row.role,
                "school": self._school,
                "class": self._id(change.class_key),
                "subject": row.subject,
                "starts_on": self._today.isoformat(),
                "ends_on": None,
            },
        )

    def _role_ended(self, change: Change) -> None:
        row = db.session.get(Role, change.ends)
        if row is not None:
            fields = {
                "person": row.person,
                "role": row.role,
                "school": row.school,
                "class": row.class_id,
                "subject": row.subject,
                "starts_on": row.starts_on.isoformat() if row.starts_on else None,
                "ends_on": (self._today - timedelta(days=1)).isoformat(),
            }
            submit("role.set", change.ends, fields)

    def _guardian(self, change: Change) -> None:
        submit(
            "guardian.set",
            None,
            {
                "guardian": self._id(change.person),
                "learner": self._id(change.learner),
                "relation": PARENT,
                "starts_on": self._today.isoformat(),
                "ends_on": None,
            },
        )


def _row(change: Change) -> Row:
    if change.row is None:
        raise ValueError(f"a change of kind {change.action} needs its row")
    return change.row
