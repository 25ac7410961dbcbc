"""The first of September: the box was off for a hundred days, its battery is dead, its certificate
has ended, and phones come back with what was done in May."""

import shutil
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from server.certificates.files import WebFiles
from server.doctor.words import WORDS
from tests.faults import tables
from tests.faults.dial import Dial
from tests.faults.victim import Victim
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.phone import Phone
from tests.support.authority import PublicAuthority
from tests.support.ports import free_ports

pytestmark = pytest.mark.slow

NAME: Final = "s0421.mektep.example"


def at(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type,misc]


NOW: Final = datetime.now(UTC)
YEAR: Final = NOW.year + (datetime(NOW.year, 5, 24, tzinfo=UTC) <= NOW)
"""Of the May that comes next: what the school has is made now, and no box goes back behind it."""
MAY: Final = at(YEAR, 5, 24, 4)
SEPTEMBER: Final = at(YEAR, 9, 1, 3)
DEAD: Final = 45_000
"""What a box without a battery believes, three quarters of a minute after it was switched on."""


@pytest.fixture
def school(folder: Path, new_victim: Callable[..., Victim], dial: Dial) -> Victim:
    """Running on 24 May, with a certificate for two months."""
    dial.set(MAY)
    tls, tls_content = free_ports(2)
    ports = {"TIREK_TLS_PORT": str(tls), "TIREK_TLS_CONTENT_PORT": str(tls_content)}
    made = new_victim("box", **ports, **dial.env)
    shutil.copytree(folder, made.home)
    files = WebFiles(made.home)
    authority = PublicAuthority(MAY, days=64)
    files.put(files.public, authority.pair(NAME))
    authority.write_root(made.home.with_name("root.pem"))
    made.start()
    return made


def on(phone: Phone, unix_ms: int) -> Phone:
    phone.clock.unix_ms = unix_ms
    return phone


def look(phone: Phone, language: str) -> dict[str, Any]:
    answer = phone.get("/api/v1/doctor", query_string={"language": language})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {one["code"]: one for one in answer.get_json()["findings"]}


def test_a_box_that_slept_all_summer(school: Victim, dial: Dial) -> None:
    marat, aru, dias, aizhan = (
        on(school.phone(one), MAY) for one in (cast.MARAT, cast.ARU, cast.DIAS, cast.AIZHAN)
    )
    task = set_task(marat)
    done = aru.submit("submission.hand_in", work(task, text="Мамырда жеткен"))
    assert done["outcome"] == "admitted"
    school.stop()  # the caretaker pulls the plug; the phones go on for a day
    on(dias, MAY + 3_600_000)
    waits = [
        dias.make("submission.hand_in", work(task, text=f"Мамырда жазылған {n}")) for n in range(3)
    ]
    mark = marat.make(
        "mark.give",
        {"assignment": task, "learner": cast.ARU, "submission": None, "mark": "9", "max": 10,
         "comment": "Жазда тексердім."},
        record=f"{task}~{cast.ARU}",
        at_ms=at(YEAR, 7, 10, 6),
    )  # fmt: skip

    dial.set(DEAD)
    school.start_again()

    # Nobody is locked out, and all that was made in May and July is there and counts.
    for phone in (marat, aru, dias, aizhan):
        on(phone, SEPTEMBER)
    # A box that does not know of the summer may put them in another order, and takes them all.
    for came in (*dias.send(*waits), *marat.send(mark)):
        assert came["outcome"] in {"admitted", "corrected"}, came
    marat.refresh()
    texts = {doc["text"] for (kind, _), doc in marat.records.items() if kind == "submission"}
    assert texts == {"Мамырда жеткен", *(f"Мамырда жазылған {n}" for n in range(3))}
    assert f"{task}~{cast.ARU}" in marat.ids("mark")

    # Plain words, in the language of whoever looks after the box; the time comes from a phone.
    for language in WORDS:
        told = look(aizhan, language)["clock-behind"]
        assert (told["level"], told["advice"]) == ("bad", WORDS[language]["clock-behind"][1])
    now = datetime.fromtimestamp(SEPTEMBER / 1000, UTC).isoformat()
    answer = aizhan.request("PUT", "/api/v1/clock", json={"time": now})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found = look(aizhan, "kk")
    assert found["certificate-over"]["level"] == "bad"
    assert found["certificate-over"]["values"]["days"] == 36
    with pytest.raises(ssl.SSLError, match=r"expired|not yet valid|verify failed"):
        ssl.get_server_certificate(
            ("127.0.0.1", int(school.env["TIREK_TLS_PORT"])),
            ca_certs=str(school.home.with_name("root.pem")),
        )

    # And the new year begins, over HTTP until the next certificate has come.
    second = set_task(marat, title="Қайталау")
    assert aru.submit("submission.hand_in", work(second))["outcome"] == "admitted"
    assert give(marat, second, cast.ARU)["outcome"] == "admitted"
    school.stop()
    assert tables.is_sound(school.home)
