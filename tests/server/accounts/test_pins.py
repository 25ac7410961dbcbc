"""PINs: a tablet that a teacher has made the class's, its names, and what keeps guessers out."""

from typing import Any

import pytest

from server.accounts import limits
from server.accounts.guessing import Guesses
from tests.server import cast
from tests.server.conftest import School


@pytest.fixture
def tablet(school: School) -> str:
    """5 Ә's tablet."""
    answer = school.phone(cast.BOTA).request(
        "POST", f"/api/v1/classes/{cast.CLASS_5}/tablets", json={"device": "Lenovo M10"}
    )
    assert answer.status_code == 201
    secret: str = answer.get_json()["tablet"]
    return secret


@pytest.fixture
def pin(school: School) -> str:
    """Ару's PIN."""
    return new_pin(school, cast.ARU)


def new_pin(school: School, person: str) -> str:
    answer = school.phone(cast.BOTA).request(
        "POST", f"/api/v1/people/{person}/card", json={"way": "pin"}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    made: str = answer.get_json()["cards"][0]["pin"]
    return made


def wrong(pin: str) -> str:
    return "0000" if pin != "0000" else "1111"


def names(school: School, tablet: str) -> tuple[int, Any]:
    answer = school.app.test_client().post("/api/v1/sessions/names", json={"tablet": tablet})
    return answer.status_code, answer.get_json()


def enter(school: School, tablet: str, pin: str, person: str = cast.ARU) -> tuple[int, Any]:
    body = {"tablet": tablet, "person": person, "pin": pin, "device": "Lenovo M10"}
    answer = school.app.test_client().post("/api/v1/sessions/pin", json=body)
    return answer.status_code, answer.get_json()


def test_a_child_taps_her_name_and_four_signs(school: School, tablet: str, pin: str) -> None:
    assert names(school, tablet) == (
        200,
        {
            "class": cast.CLASS_5,
            "class_label": "5 Ә",
            "pupils": [{"id": cast.ARU, "name": "Серікбаева Ару"}],
        },
    )
    status, session = enter(school, tablet, pin)
    assert (status, session["person"]["id"]) == (201, cast.ARU)


def test_a_pin_is_of_no_use_anywhere_else(school: School, tablet: str, pin: str) -> None:
    assert names(school, "made-up")[1]["type"] == "/problems/tablet-closed"
    assert enter(school, "made-up", pin)[0] == 401
    other = school.phone(cast.AIZHAN).request(
        "POST", f"/api/v1/classes/{cast.CLASS_23}/tablets", json={}
    )
    status, told = enter(school, other.get_json()["tablet"], pin)
    assert (status, told["type"]) == (401, "/problems/bad-pin")
    plain = {"login": "aru", "password": pin}
    assert school.app.test_client().post("/api/v1/sessions", json=plain).status_code == 401


def test_a_new_pin_ends_the_old_one_and_leaves_devices_alone(
    school: School, tablet: str, pin: str
) -> None:
    aru = school.phone(cast.ARU)
    again = new_pin(school, cast.ARU)
    while again == pin:
        again = new_pin(school, cast.ARU)

    assert enter(school, tablet, pin)[0] == 401
    assert enter(school, tablet, again)[0] == 201
    assert aru.get("/api/v1/me").status_code == 200


def test_a_tablet_taken_away_shows_nothing_more(school: School, tablet: str, pin: str) -> None:
    bota = school.phone(cast.BOTA)
    path = f"/api/v1/classes/{cast.CLASS_5}/tablets"
    (row,) = bota.get(path).get_json()["tablets"]
    assert row["device"] == "Lenovo M10"

    assert bota.request("DELETE", f"{path}/{row['id']}").status_code == 204

    assert bota.get(path).get_json()["tablets"] == []
    assert names(school, tablet)[0] == 401
    assert enter(school, tablet, pin)[0] == 401


def test_guessing_meets_a_pause_then_a_lock_that_a_new_pin_opens(
    school: School, tablet: str, pin: str
) -> None:
    for _ in range(limits.PIN_DAY_FAILURES // limits.PIN_FAILURES_ALLOWED):
        for _ in range(limits.PIN_FAILURES_ALLOWED):
            assert enter(school, tablet, wrong(pin))[0] == 401
        last = enter(school, tablet, pin)
        school.clock.forward(seconds=limits.PIN_PAUSE_SECONDS)
    assert (last[0], last[1]["type"]) == (403, "/problems/pin-locked")

    assert enter(school, tablet, pin)[0] == 403, "the right one, too, until somebody helps"
    fresh = new_pin(school, cast.ARU)
    assert enter(school, tablet, fresh)[0] == 201


def test_a_pause_says_how_long_and_ends(school: School, tablet: str, pin: str) -> None:
    for _ in range(limits.PIN_FAILURES_ALLOWED):
        enter(school, tablet, wrong(pin))

    status, told = enter(school, tablet, pin)
    assert (status, told["type"]) == (429, "/problems/too-many-attempts")
    assert 0 < told["retry_after"] <= limits.PIN_PAUSE_SECONDS + 1
    school.clock.forward(seconds=limits.PIN_PAUSE_SECONDS)
    assert enter(school, tablet, pin)[0] == 201


class TestWhatAGuesserGets:
    """A whole day at the counters alone, one try a second."""

    def tries(self, pupils: int) -> int:
        counters, tried = Guesses(), 0
        for second in range(limits.DAY_SECONDS):
            pupil = str(second % pupils)
            if counters.shut(pupil, "tablet", "5a", second) is None:
                counters.failed(pupil, "tablet", "5a", second)
                tried += 1
        return tried

    def test_at_one_pupil(self) -> None:
        assert self.tries(1) == limits.PIN_DAY_FAILURES

    def test_at_a_whole_class(self) -> None:
        assert self.tries(30) == limits.CLASS_DAY_FAILURES

    def test_a_class_that_knows_its_pins_is_never_stopped(self) -> None:
        counters = Guesses()
        for second in range(1000):
            pupil = str(second % 30)
            assert counters.shut(pupil, "tablet", "5a", second) is None
            counters.failed(pupil, "tablet", "5a", second)
            counters.succeeded(pupil, "tablet", "5a")
