"""What the administrator reads of the certificates that phones are shown."""

from pathlib import Path

import pytest

from server.certificates.authority import Places, new_authority, new_leaf
from server.certificates.files import WebFiles
from server.config import Config
from server.doctor.findings import Finding
from server.doctor.looking import examine
from server.doctor.web import look
from tests.support.authority import PublicAuthority

NOW_MS = 1_800_000_000_000
DAY_MS = 86_400_000
NAME = "s0421.mektep.example"


def config_of(home: Path, **more: str) -> Config:
    ports = {"TIREK_TLS_PORT": "8443", "TIREK_TLS_CONTENT_PORT": "8444"}
    return Config.load({"TIREK_HOME": str(home), **ports, **more})


def found(home: Path, days: float = 0) -> dict[str, Finding]:
    return {one.code: one for one in look(config_of(home), NOW_MS + int(days * DAY_MS))}


def test_without_https_nothing_is_said_of_it(tmp_path: Path) -> None:
    assert list(look(Config.load({"TIREK_HOME": str(tmp_path)}), NOW_MS)) == []


def test_without_a_certificate_phones_are_left_with_http(tmp_path: Path) -> None:
    assert set(found(tmp_path)) == {"rung-http"}


@pytest.mark.parametrize(
    ("days", "code", "level"),
    [
        (0, "certificate-ok", "ok"),
        (44, "certificate-ok", "ok"),
        (55, "certificate-soon", "warning"),
        (70, "certificate-over", "bad"),
    ],
)
def test_the_end_is_told_in_time(tmp_path: Path, days: int, code: str, level: str) -> None:
    files = WebFiles(tmp_path)
    files.put(files.public, PublicAuthority(NOW_MS, days=64).pair(NAME))

    assert (found(tmp_path, days)[code].level) == level


def test_the_boxs_own_authority_ends_as_well(tmp_path: Path) -> None:
    files = WebFiles(tmp_path)
    made = new_authority("school", ["tirek.local"], NOW_MS)
    files.put(files.authority, made)
    files.put(files.local, new_leaf(made, Places(("tirek.local",), ()), NOW_MS))

    assert set(found(tmp_path)) == {"certificate-local"}
    assert found(tmp_path, 700)["authority-soon"].values["days"] == 30
    assert found(tmp_path, 731)["authority-over"].level == "bad"


def test_damaged_files_and_open_ones_are_named(tmp_path: Path) -> None:
    files = WebFiles(tmp_path)
    files.put(files.public, PublicAuthority(NOW_MS).pair(NAME))
    (tmp_path / "keys").mkdir()
    files.public.chmod(0o640)
    told = {one.code: one for one in examine(config_of(tmp_path), NOW_MS, roads=False)}
    assert told["keys-open"].values["files"] == "public.pem"
    files.public.write_bytes(b"half a ke")
    assert found(tmp_path)["certificate-broken"].values["file"] == "public"
