"""One person writes one record on two devices that have not heard of each other: both words stay,
whoever wrote them sees both on either device, and their next word over both ends it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.server import cast
from tests.server.attention.test_held import listed
from tests.server.conftest import School
from tests.server.inclusion.test_inclusion import MONDAY, ROUTE


@dataclass(frozen=True)
class Written:
    """What is written: the document that it becomes, and a word in which two devices differ."""

    kind: str
    document: str
    record: str | None
    fields: dict[str, Any]
    word: str
    words: tuple[Any, Any, Any]
    by: str = cast.GULNAR


def review(school: School) -> Written:
    route = school.phone(cast.MARAT).submit("route.set", ROUTE)["record"]
    fields = {"route": route, "learner": cast.ARU, "week": MONDAY, "progress": "slow"}
    record = f"{route}~20261123~{cast.MARAT}"
    words = ("Қосуды түсінді", "Түсінбеді", "Түсінді")
    return Written("route.review", "route_review", record, fields, "text", words, cast.MARAT)


def result(school: School) -> Written:
    club = {"school": cast.AKBULAQ, "kind": "elective", "name": "Шахмат"}
    leaders = {"leaders": [cast.GULNAR]}
    made = school.phone(cast.GULNAR).submit("club.set", {**club, **leaders})["record"]
    fields = {"club": made, "learner": cast.ARU, "period": "2026-h1", "test": None, "reason": ""}
    record = f"{made}~{cast.ARU}~2026-h1"
    words = ("passed", "failed", "passed")
    return Written("club.result", "club_result", record, fields, "outcome", words)


def inquiry(school: School) -> Written:
    fields = {"what": "duplicate", "withdrawn": False, "about": "Әлия екі рет жазылған"}
    made = school.phone(cast.GULNAR).submit("inquiry.ask", {"school": cast.AKBULAQ, **fields})
    words = ("Әлия 2014", "Әлия 2015", "Әлия, 2015 жылғы")
    return Written("inquiry.ask", "inquiry", made["record"], fields, "about", words)


def policy(_school: School) -> Written:
    fields = {"starts_on": "2026-09-01", "pass_subjects": [], "half_year_subjects": []}
    record = f"{cast.AKBULAQ}~2026-09-01"
    words = ("kz-tenths", "kz-nis", "kz-national")
    return Written("policy.adopt", "adopted_policy", record, fields, "policy", words)


def outcome(_school: School) -> Written:
    fields = {
        "class": cast.CLASS_5,
        "learner": cast.ARU,
        "year": 2026,
        "decision": "promoted",
        "date": "2027-05-25",
        "subjects": [],
    }
    words = ("7", "8", "9")
    return Written("year.decide", "year_outcome", f"{cast.ARU}~2026", fields, "protocol", words)


@pytest.mark.parametrize("of", [review, result, inquiry, policy, outcome])
def test_both_words_stay_until_the_next_one_over_both(
    school: School, of: Callable[[School], Written]
) -> None:
    it = of(school)
    phone, computer = school.phone(it.by), school.new_phone(it.by)
    before = _doc(phone, it).get("op")

    def write(device: Any, word: Any, base: str | None) -> None:
        school.clock.forward(seconds=60)
        fields = {"school": cast.AKBULAQ, **it.fields, it.word: word}
        made = device.submit(it.kind, fields, record=it.record, base=base)
        assert made["outcome"] == "admitted", made

    write(computer, it.words[0], before)
    write(phone, it.words[1], before)
    for device in (phone, computer):
        doc = _doc(device, it)
        assert doc[it.word] == it.words[1]
        (other,) = doc["others"]
        assert (other[it.word], other["author"]) == (it.words[0], it.by)
    # It is the writers' matter: the list of leaders tells of it, and families of the one word.
    assert [one["type"] for one in listed(school.phone(cast.GULNAR))] == ["written"]
    assert not _doc(school.phone(cast.ARU), it).get("others")

    for base in (doc["op"], other["op"]):
        write(phone, it.words[2], base)
    settled = _doc(computer, it)
    assert (settled[it.word], settled["others"]) == (it.words[2], [])
    assert listed(school.phone(cast.GULNAR)) == []


def _doc(device: Any, it: Written) -> dict[str, Any]:
    """The document as a device has it; empty where it has none."""
    device.refresh()
    found: dict[str, Any] = device.records.get((it.document, it.record), {})
    return found
