"""Two phones without a link pass one unit in one registration: both are kept, one counts."""

import uuid
from typing import Any

import pytest

from server.lrs.callers import account_of
from tests.server import cast
from tests.server.phone import Phone
from tests.server.upstream.conftest import Pair, new_hub, pair
from tests.support.xapi import Client

__all__ = ["new_hub", "pair"]

ADL = "http://adlnet.gov/expapi/verbs/"
CATEGORIES = "https://w3id.org/xapi/cmi5/context/categories/"
UNIT = "https://tirek.invalid/units/fractions-1"
REGISTRATION = "7f0c1a52-3a8e-4c8e-9a0d-0d9f6f7c1e11"


def said(phone: Phone, verb: str, score: str | None = None) -> dict[str, Any]:
    """What the app's record store makes of a unit's statement, at the phone's own moment."""
    own = account_of(cast.AKBULAQ, cast.ARU)
    result: dict[str, Any] = {"success": verb == "passed", "duration": "PT30S"}
    if score is not None:
        result["score"] = {"scaled": {"#": score}}
    made = {
        "actor": own,
        "authority": own,
        "verb": {"id": ADL + verb},
        "object": {"objectType": "Activity", "id": UNIT},
        "result": result,
        "context": {
            "registration": REGISTRATION,
            "contextActivities": {
                "category": [{"id": f"{CATEGORIES}cmi5"}, {"id": f"{CATEGORIES}moveon"}]
            },
        },
        "timestamp": "2026-11-23T04:00:00.000Z",
        "version": "1.0.0",
    }
    fields = {"school": cast.AKBULAQ, "statement": made}
    return phone.make("statement.put", fields, record=str(uuid.uuid4()))


def marks(phone: Phone) -> dict[str, str | None]:
    page = phone.get(f"/api/v1/statements?learner={cast.ARU}").get_json()
    return {one["id"]: one["uncounted"] for one in page["statements"]}


@pytest.mark.parametrize("late", [False, True], ids=["in order", "the earlier one later"])
def test_the_earlier_passed_counts_whichever_phone_comes_first(pair: Pair, late: bool) -> None:
    school = pair.school
    one, other = school.new_phone(cast.ARU), school.new_phone(cast.ARU)
    first = said(one, "passed", "0.5")
    school.clock.forward(seconds=60)
    second, failed = said(other, "passed", "0.9"), said(other, "failed")
    deliveries = [(one, [first]), (other, [second, failed])]
    for phone, several in reversed(deliveries) if late else deliveries:
        answers = phone.send(*several)
        assert {answer["outcome"] for answer in answers} == {"admitted"}
        pair.exchange()
    expected = {
        first["record"]: None,
        second["record"]: "9.3.0.0-7",
        failed["record"]: "9.3.0.0-8",
    }

    assert marks(one) == expected
    assert marks(pair.phone_at_hub(cast.ARU)) == expected
    kept = Client.with_key(pair.hub).find(registration=REGISTRATION)
    assert {statement["id"] for statement in kept} == set(expected)

    picture = school.phone(cast.MARAT).get(f"/api/v1/classes/{cast.CLASS_5}/activity").get_json()
    [unit] = picture["activities"]
    assert (unit["passed"], unit["failed"], unit["mean"]) == (1, 0, 0.5)


def test_alone_the_later_one_counts_until_the_earlier_comes(pair: Pair) -> None:
    school = pair.school
    one, other = school.new_phone(cast.ARU), school.new_phone(cast.ARU)
    first = said(one, "passed")
    school.clock.forward(seconds=60)
    second = said(other, "passed")

    other.send(second)
    assert marks(other) == {second["record"]: None}
    one.send(first)
    assert marks(other) == {first["record"]: None, second["record"]: "9.3.0.0-7"}
