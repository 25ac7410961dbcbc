"""The gate between an AU and the record store: what its token lets it do, and in which order."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from content.cmi5 import rules
from server.cmi5 import sessions, telling
from server.cmi5.course import Course
from server.cmi5.launching import template
from server.cmi5.models import Cmi5Registration, Cmi5Session
from server.db import db, write_transaction
from server.errors import Problem, not_allowed, not_logged_in
from server.lrs import actors, values
from server.lrs.callers import DEFINE, PROFILE, READ_MINE, STATE, WRITE, Caller, account_of
from server.lrs.calls import Call
from server.lrs.errors import Invalid
from server.lrs.values import JsonObject

_SCOPES = frozenset({WRITE, READ_MINE, STATE, PROFILE, DEFINE})


def load(key: str, token: str) -> Caller:
    """The caller behind an AU's token; Problem 401 once its session has ended."""
    row = sessions.of_token(key, token)
    if row is None:
        raise not_logged_in("This launch has ended, or its token is not known here.")
    registration, course = sessions.parties(db.session(), row)
    return Caller(
        id=f"cmi5-{row.id}",
        school=registration.school,
        scopes=_SCOPES,
        authority=account_of(registration.school, f"cmi5-{registration.id}"),
        own=actors.identifier(registration.actor),
        gate=AuGate(row, registration, course),
    )


class AuGate:
    """server.lrs.gate.Gate for one session of one AU."""

    def __init__(self, row: Cmi5Session, registration: Cmi5Registration, course: Course) -> None:
        self._id = row.id
        self._course = course
        self._unit = row.unit
        self._satisfies = False
        self._launch = {
            "actor": registration.actor,
            "activity": course.activity(row.unit),
            "registration": registration.id,
            "session": row.id,
            "mode": row.mode,
            "mastery_score": course.unit(row.unit)["mastery_score"],
            "template": template(course, row.unit, row.id),
        }

    def document(self, call: Call, resource: str, name: str | None) -> None:
        """Before a document is answered: Problem 403 when it is not this AU's to use."""
        activity = call.args.get("activityId")
        if activity is not None and activity != self._launch["activity"]:
            raise not_allowed("The activity must be the one that was launched.")
        registration = call.args.get("registration")
        if resource == "state" and (registration or "").lower() != self._launch["registration"]:
            raise _broken("8.1.4.0-3")
        facts: dict[str, Any] = {
            "document": {
                "resource": resource,
                "method": "GET" if call.method == "HEAD" else call.method,
                "id": name,
                "type": call.content_type,
                "body": _json(call),
            },
            "session": {},
            "unit": {},
        }
        fault = rules.document_fault(facts)
        if fault is not None:
            raise _broken(fault)
        changed = rules.after_document(facts)
        if changed:
            with write_transaction() as session:
                row = session.get_one(Cmi5Session, self._id)
                row.flags = {**row.flags, **changed}

    def admit(self, session: Session, sent: Sequence[JsonObject]) -> None:
        """Before statements are written, in their transaction: all of them, or Problem 403."""
        row = session.get_one(Cmi5Session, self._id, populate_existing=True)
        if sessions.ended(row):
            raise not_logged_in("This launch has ended.")
        registration = session.get_one(Cmi5Registration, row.registration, populate_existing=True)
        flags, unit = dict(row.flags), dict(registration.units.get(self._unit, {}))
        for statement in sent:
            facts = {
                "statement": statement,
                "launch": self._launch,
                "session": flags,
                "unit": unit,
            }
            fault = rules.statement_fault(facts)
            if fault is not None:
                raise _broken(fault)
            flags, unit = rules.after_statement(facts)
        row.flags = flags
        sessions.touch(row)
        if unit != registration.units.get(self._unit, {}):
            registration.units = {**registration.units, self._unit: unit}
            self._satisfies = True

    def kept(self, session: Session) -> None:
        """After they were written, still in the transaction: tell what they satisfy."""
        if self._satisfies:
            registration = session.get_one(Cmi5Registration, self._launch["registration"])
            telling.satisfy(self._course, registration, self._id)


def _json(call: Call) -> Any:
    if not call.body or call.content_type != "application/json":
        return None
    try:
        return values.parse_json(call.body)
    except Invalid:
        return None


def _broken(rule: str) -> Problem:
    return Problem(
        403,
        "cmi5-rule",
        "The request breaks a rule of cmi5",
        detail=f"Requirement {rule} of cmi5 is not kept.",
        hint="The lesson has to be corrected: give its author the number of the rule.",
        rule=rule,
    )
