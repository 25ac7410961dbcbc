"""The administrator sees by which addresses the box can be opened, and until when."""

from typing import Any

import pytest

from server.certificates import settling
from server.certificates.files import WebFiles
from server.doctor.limits import CERTIFICATE_SOON_DAYS
from tests.server import cast
from tests.server.conftest import School
from tests.support.authority import PublicAuthority

NAME = "s1.mektep.example"


def seen(school: School) -> dict[str, Any]:
    answer = school.phone(cast.AIZHAN).get("/api/v1/certificates")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    told: dict[str, Any] = answer.get_json()
    return {**told, **{one["rung"]: one for one in told["rungs"]}}


def test_a_new_box_is_opened_by_its_plain_address(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "lan_addresses", lambda: ["192.168.1.5"])
    told = seen(school)
    assert (told["name"], told["waiting"], told["tls"]) == (None, False, False)
    assert [one["rung"] for one in told["rungs"]] == ["named", "local", "plain"]
    assert [told[one]["state"] for one in ("named", "local", "plain")] == ["none", "none", "ok"]
    assert any("192.168.1.5" in one for one in told["plain"]["addresses"])


def test_a_certificate_stands_ends_soon_and_has_ended(school: School) -> None:
    files = WebFiles(school.home)
    files.put(files.public, PublicAuthority(school.clock(), days=90).pair(NAME))
    assert seen(school)["named"]["state"] == "ok"
    left = seen(school)["named"]["days_left"]
    school.clock.forward(days=left - CERTIFICATE_SOON_DAYS + 1)
    assert seen(school)["named"]["state"] == "soon"
    school.clock.forward(days=CERTIFICATE_SOON_DAYS + 1)
    told = seen(school)["named"]
    assert (told["state"], told["days_left"] < 0) == ("over", True)


@pytest.mark.parametrize("person", [cast.MARAT, cast.ARU, cast.GULNAR])
def test_it_is_the_administrators(school: School, person: str) -> None:
    assert school.phone(person).get("/api/v1/certificates").status_code == 403
