"""A phone sends what lessons say of its owner, and of nobody else."""

import uuid
from typing import Any, Final

from flask import Flask

from server.lrs.callers import account_of
from tests.server import cast
from tests.server.conftest import School
from tests.support.xapi import ANSWERED, FRACTIONS, VOIDED, Client


def statement(person: str = cast.ARU, **changes: Any) -> dict[str, Any]:
    own = account_of(cast.AKBULAQ, person)
    return {
        "actor": own,
        "authority": own,
        "verb": {"id": ANSWERED},
        "object": {"objectType": "Activity", "id": FRACTIONS},
        "result": {"score": {"scaled": {"#": "0.75"}}},
        "timestamp": "2026-11-23T04:00:00.000Z",
        "version": "1.0.0",
        **changes,
    }


def put(place: School, made: dict[str, Any], **more: Any) -> Any:
    phone = place.phone(cast.ARU)
    fields = {"school": cast.AKBULAQ, "statement": made, **more}
    [answer] = phone.send(phone.make("statement.put", fields, record=str(uuid.uuid4())))
    return answer


def test_a_statement_of_the_owner_is_found_in_the_record_store(school: School, app: Flask) -> None:
    assert put(school, statement())["outcome"] == "admitted"
    [found] = Client.with_key(app).find()
    assert found["result"]["score"]["scaled"] == 0.75
    assert found["authority"]["account"]["name"] == cast.ARU


NOT_OWN: Final[list[tuple[dict[str, Any], dict[str, Any]]]] = [
    ({"actor": account_of(cast.AKBULAQ, cast.DIAS)}, {}),
    ({"authority": account_of(cast.AKBULAQ, "lms")}, {}),
    ({"authority": {"objectType": "Agent", "mbox": "mailto:a@example.kz"}}, {}),
    (
        {
            "verb": {"id": VOIDED},
            "object": {"objectType": "StatementRef", "id": str(uuid.UUID(int=1))},
        },
        {},
    ),
    ({}, {"school": cast.DALA}),
]


def test_a_statement_in_another_name_is_held(school: School, app: Flask) -> None:
    for changes, more in NOT_OWN:
        answer = put(school, statement(**changes), **more)
        assert (answer["outcome"], answer["reason"]) == ("held", "statement-not-own"), changes
    assert Client.with_key(app).find() == []


INVALID: Final[list[dict[str, Any]]] = [
    {"verb": {"id": "answered"}},
    {"object": {}},
    {"actor": "aru"},
    {"colour": "red"},
    {"result": {"score": {"scaled": 7}}},
    {"attachments": [{"usageType": "https://example.kz/photo", "display": {"kk": "Сурет"},
                      "contentType": "image/png", "length": 3, "sha2": "0" * 64}]},
]  # fmt: skip


def test_what_is_no_statement_is_held(school: School) -> None:
    for changes in INVALID:
        answer = put(school, statement(**changes))
        assert (answer["outcome"], answer["reason"]) == ("held", "statement-invalid"), changes


def test_a_wrong_clock_does_not_move_when_a_statement_was_kept(school: School, app: Flask) -> None:
    phone = school.phone(cast.ARU)
    fields = {"school": cast.AKBULAQ, "statement": statement()}
    in_2030 = 1_893_456_000_000
    ahead = phone.make("statement.put", fields, record=str(uuid.uuid4()), at_ms=in_2030)
    [answer] = phone.send(ahead)
    assert answer["outcome"] == "corrected"
    [found] = Client.with_key(app).find()
    assert found["stored"] < "2027"
