"""A card for one school: packages that install themselves at the first start, and no identity."""

import shutil
import struct
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest

from server.install import card, first

MEGABYTE: Final = 1024 * 1024


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """What Debian has laid on a card that nobody has started yet."""
    root = tmp_path / "card"
    lay_system(root)
    return root


def lay_system(root: Path) -> None:
    for name in ("etc/ssh", "usr/share/zoneinfo/Asia", "usr/bin", "var/lib/dpkg/info"):
        (root / name).mkdir(parents=True)
    (root / "usr/bin/python3").symlink_to("python3.13")
    for name in ("python3-venv", "adduser"):
        (root / f"var/lib/dpkg/info/{name}.list").touch()
    (root / "etc/os-release").write_text("ID=debian\n")
    (root / "etc/machine-id").write_text("0123456789abcdef0123456789abcdef\n")
    (root / "etc/ssh/ssh_host_ed25519_key").write_text("secret of the image")
    (root / "usr/share/zoneinfo/Asia/Almaty").write_bytes(b"TZif")


@pytest.fixture
def packages(tmp_path: Path) -> list[Path]:
    made = [tmp_path / "tirek_0.1.0_arm64.deb", tmp_path / "python3-venv_3.11_arm64.deb"]
    for one in made:
        one.write_bytes(one.name.encode())
    return made


def is_ready(root: Path, packages: list[Path], name: str) -> None:
    assert (root / card.PACKAGES / card.FIRST.name).is_file()
    there = {path.name: path.read_bytes() for path in (root / card.PACKAGES).glob("*.deb")}
    assert there == {one.name: one.read_bytes() for one in packages}
    enabled = root / "etc/systemd/system/multi-user.target.wants" / card.UNIT
    assert str(enabled.readlink()) == f"/etc/systemd/system/{card.UNIT}"
    assert (root / "etc/systemd/system" / card.UNIT).is_file()
    assert (root / "etc/hostname").read_text() == f"{name}\n"
    assert f"127.0.1.1 {name}\n" in (root / "etc/hosts").read_text()
    assert str((root / "etc/localtime").readlink()) == "/usr/share/zoneinfo/Asia/Almaty"
    assert (root / "etc/machine-id").read_bytes() == b""
    assert list((root / "etc/ssh").iterdir()) == []


def test_a_prepared_card_installs_what_lies_on_it(system: Path, packages: list[Path]) -> None:
    card.prepare(system, packages, "s0421")
    is_ready(system, packages, "s0421")

    card.prepare(system, packages[:1], "s0422")  # another school, and a newer way to make it
    is_ready(system, packages[:1], "s0422")


def test_a_link_on_the_card_leads_nowhere_else(
    system: Path, packages: list[Path], tmp_path: Path
) -> None:
    outside = tmp_path / "hosts of this machine"
    outside.write_text("mine")
    (system / "etc/hosts").symlink_to(outside)

    card.prepare(system, packages, "s0421")

    assert outside.read_text() == "mine"
    is_ready(system, packages, "s0421")


@pytest.mark.parametrize("name", ["", "S0421", "-a", "a b", "a.b", "x" * 64])
def test_what_is_no_name_of_a_machine(system: Path, packages: list[Path], name: str) -> None:
    with pytest.raises(card.NotPrepared, match="no name"):
        card.prepare(system, packages, name)


def test_a_card_that_has_been_a_server_is_not_copied(system: Path, packages: list[Path]) -> None:
    (system / "var/lib/tirek").mkdir()
    card.prepare(system, packages, "s0421")  # an empty folder is nobody's
    (system / "var/lib/tirek/tirek.sqlite").touch()
    with pytest.raises(card.NotPrepared, match="twins"):
        card.prepare(system, packages, "s0421")


def test_a_system_on_which_the_package_cannot_work_is_told_at_the_desk(
    system: Path, packages: list[Path]
) -> None:
    (system / "var/lib/dpkg/info/python3-venv.list").unlink()
    card.prepare(system, packages, "s0421")  # it is one of those that are given
    with pytest.raises(card.NotPrepared, match="lacks python3-venv: fetch"):
        card.prepare(system, packages[:1], "s0421")
    python = system / "usr/bin/python3"
    for found in ("3.12", "3.14"):
        python.unlink()
        python.symlink_to(f"python{found}")
        with pytest.raises(card.NotPrepared, match=rf"3\.11 and 3\.13 .* has {found}: take"):
            card.prepare(system, packages, "s0421")
    python.unlink()
    with pytest.raises(card.NotPrepared, match="has none"):
        card.prepare(system, packages, "s0421")


def test_a_first_start_that_fails_says_so_to_who_stands_there(tmp_path: Path) -> None:
    (folder := tmp_path / "first").mkdir()
    (folder / "tirek_0.1.0_arm64.deb").touch()
    (tmp_path / "boot/firmware").mkdir(parents=True)
    note = tmp_path / "boot/firmware" / first.NOTE
    asked: list[str] = []
    slept: list[float] = []

    def broken(words: Sequence[str]) -> tuple[int, str]:
        asked.append(words[1])
        return 2, "Unpacking\ndamaged or missing: lxml==6 <arm64>\n"

    reason = first.install(folder, broken, slept.append)
    assert reason == "Unpacking\ndamaged or missing: lxml==6 <arm64>"
    assert asked == ["--configure", "--install"] * first.TRIES
    assert slept == [first.PAUSE_SECONDS] * (first.TRIES - 1)
    assert (folder / "tirek_0.1.0_arm64.deb").exists()
    first.note(tmp_path, reason)
    told = note.read_text(encoding="utf-8")
    assert [word in told for word in ("орнатылмады", "не установился", "missing: lxml")] == [
        True
    ] * 3

    with first.server(reason, port=0) as answering:
        threading.Thread(target=answering.serve_forever, daemon=True).start()
        with pytest.raises(urllib.error.HTTPError) as found:
            urllib.request.urlopen(f"http://127.0.0.1:{answering.server_port}/connect", timeout=10)
        shown = found.value.read().decode()
        found.value.close()
        answering.shutdown()
    assert found.value.code == 503
    assert "missing: lxml==6 &lt;arm64&gt;" in shown
    assert all(words in shown for words in first.WORDS)

    assert first.install(folder, lambda _words: (0, ""), slept.append) == ""
    assert not folder.exists()
    first.note(tmp_path, "")
    assert not note.exists()


def test_what_is_missing_is_told(
    system: Path, packages: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--root", str(system), "--name", "s0421", "--package"]
    assert card.main([*words, str(packages[0])]) == 0
    assert card.main([*words, str(tmp_path / "none.deb")]) == 1
    assert card.main([*words, str(packages[0]), "--zone", "Asia/Nowhere"]) == 1
    (system / "etc/os-release").unlink()
    assert card.main([*words, str(packages[0])]) == 1
    said = capsys.readouterr()
    assert said.out == "s0421: ready\n"
    assert [line.split(":")[0] for line in said.err.splitlines()][2].endswith("holds no system")


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    unit = tmp_path / card.UNIT
    shutil.copyfile(card._SYSTEM / card.UNIT, unit)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert card.UNIT not in done.stderr, done.stderr


def table_of_dos(*parts: tuple[int, int]) -> bytes:
    """The first sector: partitions by first sector and count."""
    entries = [struct.pack("<4xB3xII", 0x83, first, count) for first, count in parts]
    return bytes(446) + b"".join(entries).ljust(64, b"\0") + b"\x55\xaa"


def gpt(*parts: tuple[int, int]) -> bytes:
    """Sectors up to and with the entries."""
    header = b"EFI PART".ljust(72, b"\0") + struct.pack("<QII", 2, 128, 128)
    entries = [
        bytes(range(1, 33)) + struct.pack("<QQ", first, first + count - 1) + bytes(80)
        for first, count in parts
    ]
    whole = table_of_dos((1, 1)) + header.ljust(card.SECTOR, b"\0") + b"".join(entries)
    return whole + bytes(128 * 128 - len(entries) * 128)


START, COUNT = 16_384, 24_576


@pytest.mark.parametrize("table", [table_of_dos, gpt])
def test_an_image_with_two_partitions(
    tmp_path: Path, packages: list[Path], table: Callable[..., bytes]
) -> None:
    """As Raspberry Pi OS has them: what starts the board, and the system."""
    image, tree = tmp_path / "disk.img", tmp_path / "tree"
    lay_system(tree)
    system = tmp_path / "system.ext4"
    try:
        words = ["mkfs.ext4", "-q", "-d", str(tree), str(system), "12m"]
        subprocess.run(words, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as reason:
        pytest.skip(f"a file system cannot be made here: {reason}")
    with image.open("wb") as out:
        out.write(table((2048, 8192), (START, COUNT)))
        out.seek(START * card.SECTOR)
        out.write(system.read_bytes())
        out.truncate(24 * MEGABYTE)
    with pytest.raises(card.NotPrepared, match="has 2 partitions"), card.mounted(image, 3):
        pass
    try:
        with card.mounted(image, 2):
            pass
    except card.NotPrepared as reason:
        pytest.skip(f"no loop devices here: {reason}")

    words = ["--image", str(image), "--name", "s0421", "--package"]
    assert card.main([*words, str(packages[0])]) == 0

    with card.mounted(image, 2) as root:
        is_ready(root, packages[:1], "s0421")
