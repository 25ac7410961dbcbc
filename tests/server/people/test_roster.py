"""Roster records: what they may hold, and what they become."""

from typing import Any

import pytest
from sqlalchemy import select

from server.clock import today
from server.db import db
from server.operations.catalogue import catalogue
from server.operations.local import submit
from server.operations.port import log_store, server_port
from server.people.directory import grants_of, school_of_class
from server.people.grants import holds, leads, teaches
from server.people.models import Enrolment, Person
from sync.apply import rebuild
from sync.core.ops import OpId
from tests.server import cast

pytestmark = pytest.mark.usefixtures("in_app")

ENROLMENT = {"person": cast.ARU, "school": cast.AKBULAQ, "class": cast.CLASS_5, "grade": 5}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("enrolment.set", {**ENROLMENT, "starts_on": "2026-02-30"}),
        ("enrolment.set", {**ENROLMENT, "starts_on": "1 September"}),
        ("enrolment.set", {**ENROLMENT, "starts_on": "20260901"}),
        ("enrolment.set", {**ENROLMENT, "grade": 13}),
        ("enrolment.set", {**ENROLMENT, "colour": "red"}),
        ("enrolment.set", {**ENROLMENT, "class": "5 Ә"}),
        ("class.set", {"school": cast.AKBULAQ, "label": "5", "grades": []}),
        ("role.set", {"person": cast.ARU, "role": "king", "school": cast.AKBULAQ}),
        ("person.set", {"family_name": "", "given_name": "Ару"}),
        ("credential.set", {"person": cast.ARU, "sealed": {"0" * 16: "text"}}),
        ("school.set", {"name": "x", "language": "de"}),
        ("writer.issue", {"writer": "0" * 16 + "\n", "person": cast.ARU}),
    ],
)
def test_wrong_fields_are_refused_before_anything_is_written(
    kind: str, fields: dict[str, Any]
) -> None:
    before = log_store(db.session()).knowledge()

    with pytest.raises(ValueError, match=kind):
        submit(kind, "r", fields)

    assert log_store(db.session()).knowledge() == before


def test_an_undeclared_kind_is_a_mistake() -> None:
    with pytest.raises(LookupError, match=r"dance\.set"):
        submit("dance.set", "r", {})


def test_an_operation_of_the_node_names_its_record_by_default() -> None:
    op = submit("person.set", None, {"family_name": "Ким", "given_name": "Олег"})

    assert db.session.get_one(Person, str(op)).display_name == "Ким Олег"
    kept = log_store(db.session()).get(OpId.parse(str(op)))
    assert kept is not None
    assert kept.verdict.outcome == "admitted"


def test_rights_are_those_of_a_day() -> None:
    cast.role(
        cast.OLGA, "teacher", cast.AKBULAQ, cast.CLASS_4, starts_on="2026-12-01",
        ends_on="2026-12-31",
    )  # fmt: skip
    session = db.session()

    def on(day: str) -> bool:
        return teaches(grants_of(session, cast.OLGA, today().fromisoformat(day)), cast.CLASS_4)

    assert [on(d) for d in ("2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_who_leads_and_who_does_not() -> None:
    session = db.session()
    gulnar = grants_of(session, cast.GULNAR, today())
    marat = grants_of(session, cast.MARAT, today())

    assert leads(gulnar, cast.AKBULAQ)
    assert not leads(gulnar, cast.DALA)
    assert not leads(marat, cast.AKBULAQ)
    assert holds(marat, {"teacher"}, cast.AKBULAQ)
    assert school_of_class(session, cast.CLASS_5) == cast.AKBULAQ


def test_the_tables_can_be_built_again_from_the_log() -> None:
    def people() -> list[tuple[str, str | None]]:
        rows = db.session.execute(select(Person.id, Person.login).order_by(Person.id))
        return [(row[0], row[1]) for row in rows]

    def enrolments() -> set[str]:
        return set(db.session.scalars(select(Enrolment.id)))

    from server.db import write_transaction

    before = people(), enrolments()
    with write_transaction() as session:
        store, port = server_port(session)
        done = rebuild(store, catalogue().registry, port)

    assert done >= len(cast.EVERYBODY)
    assert (people(), enrolments()) == before
