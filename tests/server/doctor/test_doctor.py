"""What ails a box is found, told in three languages, and never made worse."""

import json
import re
import socket
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import server.doctor
from server.backup import above, recovery, service
from server.backup.making import Hooks
from server.backup.vault import FOLDER
from server.cli import tirek
from server.config import Config
from server.db import write_transaction
from server.doctor import program
from server.doctor.findings import LEVELS, Finding, worst
from server.doctor.looking import examine
from server.doctor.machine import Machine
from server.doctor.telling import advice, lines, what
from server.doctor.words import WORDS
from server.operations.port import log_store
from server.people import sealing
from server.status.sizes import size_text
from tests.server import cast
from tests.server.conftest import MONDAY_MS, School

CODE = re.compile(r'"((?:[a-z]+-)*[a-z]+)", "(?:ok|advice|warning|bad)"')
DAY_MS = 24 * 3600 * 1000


def used() -> set[str]:
    folder = Path(server.doctor.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    return (set(CODE.findall(text)) | {"clock-ahead", "clock-behind"}) - set(LEVELS)


def test_every_finding_has_its_words_in_three_languages_with_the_same_figures() -> None:
    assert used() == set(WORDS["en"])
    for language in ("kk", "ru"):
        assert set(WORDS[language]) == set(WORDS["en"])
        for code, pair in WORDS[language].items():
            for told, english in zip(pair, WORDS["en"][code], strict=True):
                assert figures(told) == figures(english), (language, code)
                assert bool(told) == bool(english), (language, code)


def figures(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def root_with(folder: Path, **files: str) -> Path:
    """A /proc and a /sys as some box has them; names have __ for / and a b c for odd signs."""
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="ascii")
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> Callable[..., dict[str, Finding]]:
    home = tmp_path / "home"
    home.mkdir()

    def look(now_ms: int = MONDAY_MS, **files: str) -> dict[str, Finding]:
        root = root_with(tmp_path / "root", **files)
        return {one.code: one for one in Machine(home, root).look(now_ms, upstream=True)}

    return look


def test_a_machine_that_tells_nothing_has_nothing_wrong(
    machine: Callable[..., dict[str, Finding]],
) -> None:
    assert worst(list(machine().values())) in {"ok", "warning"}
    assert machine()["clock-ok"].level == "ok"


def test_a_dying_disk_is_told(machine: Callable[..., dict[str, Finding]]) -> None:
    found = machine(
        proc__mounts="/dev/sda1 / ext4 ro,relatime 0 0\nproc /proc proc rw 0 0\n",
        sys__fs__ext4__sda1__errors_count="3\n",
    )
    assert found["disk-readonly"].level == found["disk-errors"].level == "bad"
    assert found["disk-errors"].values == {"device": "/dev/sda1", "errors": 3}


def test_a_worn_card_and_what_wears_it(machine: Callable[..., dict[str, Finding]]) -> None:
    found = machine(
        proc__mounts="/dev/mmcblk0p2 / ext4 rw,strictatime 0 0\n",
        proc__swaps="Filename Type Size Used Priority\n/var/swap file 102396 0 -2\n",
        **{"sys__class__mmc_host__mmc0__mmc0:0001__life_time": "0x09 0x0a\n"},
    )
    assert {"card-swap", "card-atime", "card-worn"} <= set(found)
    assert found["card-worn"].level == "warning"
    assert "card-atime" not in machine(proc__mounts="/dev/mmcblk0p2 / ext4 rw,noatime 0 0\n")


def test_clocks_batteries_heat_memory_and_the_link(
    machine: Callable[..., dict[str, Finding]],
) -> None:
    assert machine(now_ms=86_400_000)["clock-behind"].level == "bad"
    assert "clock-ok" not in machine(now_ms=86_400_000)
    apart = machine(**{"sys__class__rtc__rtc0__since_epoch": str(MONDAY_MS // 1000 - 3600)})
    assert apart["clock-battery"].level == "warning"
    found = machine(
        sys__class__rtc__rtc0__since_epoch=str(MONDAY_MS // 1000),
        sys__class__thermal__thermal_zone0__temp="85500\n",
        proc__meminfo="MemTotal: 262144 kB\nMemFree: 1000 kB\n",
        proc__sys__net__ipv4__tcp_congestion_control="cubic\n",
        **{"sys__devices__platform__soc__soc:firmware__get_throttled": "0x50005\n"},
    )
    assert found["hot"].values == {"degrees": 85}
    assert {"memory-low", "power-low", "tcp-bbr", "clock-ok"} <= set(found)


def test_a_board_without_a_battery_is_told_so(
    machine: Callable[..., dict[str, Finding]],
) -> None:
    found = machine(**{"proc__device-tree__model": "Raspberry Pi 4"})
    assert found["clock-no-battery"].level == "advice"


def settings(home: Path, **more: str) -> Config:
    return Config.load(
        {"TIREK_HOME": str(home), **{f"TIREK_{k.upper()}": v for k, v in more.items()}}
    )


def codes(home: Path, now_ms: int = MONDAY_MS, **more: str) -> dict[str, Finding]:
    found = examine(settings(home, **more), now_ms, thorough=True, roads=False)
    assert [one.level for one in found] == sorted((one.level for one in found), key=LEVELS.index)
    return {one.code: one for one in found}


@pytest.mark.sqlite
def test_a_school_s_copies_keys_and_road(school: School, tmp_path: Path) -> None:
    home = school.home
    with school.app.app_context():
        sealing.private_key(home)
    found = codes(home)
    assert {"backup-no-key", "database-ok", "keys-ok", "rung-http", "upstream-none"} <= set(found)
    recovery.fresh(home, seen=False)
    assert codes(home)["backup-key-unseen"].level == "warning"
    recovery.confirm(home)
    found = codes(home)
    assert "backup-none" in found
    assert "backup-key-unseen" not in found
    disk = tmp_path / "disk"
    (disk / FOLDER).mkdir(parents=True)
    with school.app.app_context():
        service.make(disk)
    fresh = codes(home, MONDAY_MS + DAY_MS)
    assert fresh["backup-ok"].values["days"] == 1
    assert "backup-same-disk" in fresh
    assert codes(home, MONDAY_MS + 9 * DAY_MS)["backup-old"].level == "bad"
    for code, told in (("no-room", "backup-no-room"), ("no-room-here", "backup-no-room-here")):
        with school.app.app_context(), write_transaction() as session:
            failed = {"at_ms": MONDAY_MS, "disk": "/media/usb", "code": code, "subject": "full"}
            log_store(session).set_state("backup.failed", json.dumps(failed))
        found = codes(home)
        assert found[told].level == "bad"
        assert "backup-failed" not in found
        for language in ("kk", "ru", "en"):
            assert lines([found[told]], language)
    (home / "keys" / "node.x25519").chmod(0o644)
    assert codes(home)["keys-open"].values["files"] == "node.x25519"
    assert "upstream-never" in codes(home, upstream_url="http://127.0.0.1:9", upstream_token="t")


@pytest.mark.sqlite
def test_the_copy_at_the_node_above_is_told_as_what_it_is(school: School) -> None:
    home = school.home
    hub = {"upstream_url": "http://hub.example", "upstream_token": "t"}

    def at(days: int, backup_above: str = "20MB") -> dict[str, Finding]:
        return codes(home, MONDAY_MS + days * DAY_MS, backup_above=backup_above, **hub)

    recovery.fresh(home)
    assert not [code for code in codes(home) if code.startswith("copy-above")]
    assert not [c for c in at(0, backup_above="off") if c.startswith("copy-above")]
    assert at(0)["copy-above-none"].level == "advice"
    school.restart(**hub)
    with school.app.app_context():
        assert above.prepare(school.app.extensions["tirek.config"], Hooks())
        vault = above.vault(school.app.extensions["tirek.config"])
        above.arrived(vault.root.name, "0" * 64, vault.read(vault.names()[0]))
    told = at(0)
    assert {"copy-above-today", "backup-only-above"} <= set(told)
    assert "backup-none" not in told
    for language in ("kk", "ru", "en"):
        said = "\n".join(lines(list(told.values()), language))
        assert size_text(told["copy-above-today"].values["bytes"], language) in said
    assert at(2)["copy-above"].values["days"] == 2
    assert at(15)["copy-above-old"].level == "warning"
    with school.app.app_context():
        above.failed("refused")
    assert at(0)["copy-above-refused"].level == "warning"
    with school.app.app_context():
        above.failed("no-room-here")
    assert at(0)["backup-no-room-here"].level == "bad"
    assert "backup-no-room-here" not in at(0, backup_above="off")
    recovery.fresh(home)  # what lies there opens with the former paper only
    assert {"copy-above-none", "backup-none"} <= set(at(0))


@pytest.mark.sqlite
def test_a_damaged_database_is_told_and_left_alone(school: School, tmp_path: Path) -> None:
    home = tmp_path / "broken"
    home.mkdir()
    data = bytearray((school.home / "tirek.sqlite").read_bytes())
    data[40 * 4096 : 60 * 4096] = b"\x55" * (20 * 4096)
    (home / "tirek.sqlite").write_bytes(data)
    found = codes(home)
    assert found["database-damaged"].level == "bad"
    assert (home / "tirek.sqlite").read_bytes() == bytes(data)
    (home / "tirek.sqlite").write_bytes(b"no database at all" * 500)
    assert "database-damaged" in codes(home)


@pytest.mark.sqlite
def test_ports_and_the_node_above(school: School) -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]
        config = settings(
            school.home, port=str(port), content_port="1", upstream_url=f"http://127.0.0.1:{port}",
            upstream_token="t",
        )  # fmt: skip
        looked = program.Program(config, MONDAY_MS)
        assert {one.code for one in looked.ports()} == {"ports-taken"}
        assert "upstream-unreachable" not in {one.code for one in looked.upstream(ask=True)}
    assert {one.code for one in looked.ports()} == {"not-running"}
    assert "upstream-unreachable" in {one.code for one in looked.upstream(ask=True)}


def test_every_finding_can_be_told() -> None:
    values = {"free": 3_000_000_000, "total": 5, "bytes": 7, "days": 3, "degrees": 85}
    for code in WORDS["kk"]:
        pair = [figures(text) for text in WORDS["kk"][code]]
        finding = Finding(
            code, "warning", {**{name: "x" for one in pair for name in one}, **values}
        )
        for language in WORDS:
            assert "{" not in what(finding, language) + advice(finding, language)
    told = list(lines([Finding("disk-low", "warning", values)], "ru"))
    assert told[0].startswith("! На диске мало места: свободно 2,8 ГБ")
    assert told[1].startswith("  → ")


def test_the_administrator_asks_and_a_pupil_may_not(school: School) -> None:
    answer = school.phone(cast.AIZHAN).get("/api/v1/doctor?language=ru").get_json()
    assert answer["level"] in {"bad", "warning", "advice"}
    rung = next(one for one in answer["findings"] if one["code"] == "rung-http")
    assert rung["advice"] == WORDS["ru"]["rung-http"][1]
    assert school.phone(cast.ARU).get("/api/v1/doctor").status_code == 403
    assert school.phone(cast.AIZHAN).get("/api/v1/doctor?language=de").status_code == 422


def test_the_command_tells_by_its_exit_code(tmp_path: Path) -> None:
    def run(*words: str) -> tuple[int, dict[str, object]]:
        done = CliRunner().invoke(
            tirek, ["doctor", "--json", "--offline", *words], env={"TIREK_HOME": str(tmp_path)}
        )
        return done.exit_code, json.loads(done.stdout)

    code, told = run("--language", "en")
    assert (code, told["level"] == "bad") in {(0, False), (1, True)}
    assert not (tmp_path / "tirek.sqlite").exists()
    (tmp_path / "tirek.sqlite").write_bytes(b"rubbish" * 1000)
    assert run()[0] == 1
