"""Prepares a card for one school: a system image that installs Tirek by itself when it is first
switched on, so that at the school there is only power, a cable and a code to scan.

`python -m server.install.card --root FOLDER --package tirek.deb --name s0421` works on a mounted
system; `--image disk.img --partition 2` mounts that partition itself (Linux, as root). The card
draws no identity: it does so at the school, at its first start.
"""

import argparse
import contextlib
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from server.install.wheels import PYTHONS

_SYSTEM: Final = Path(__file__).parent / "system"
UNIT: Final = "tirek-first.service"
FIRST: Final = Path(__file__).with_name("first.py")
PACKAGES: Final = Path("var/lib/tirek-first")
_UNITS: Final = Path("etc/systemd/system")
SECTOR: Final = 512
MAX_PARTITIONS: Final = 128
"""Entries of a GPT, as every tool makes them."""
_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
ZONE: Final = "Asia/Almaty"
_WANTED: Final = ("python3-venv", "adduser")
"""What the package needs besides Python, and not every image has."""
_USED: Final = ("var/lib/tirek", "opt/tirek/releases")
"""Where a box that has run keeps its identity and its programs."""


class NotPrepared(Exception):
    """The card was left as it was; the text says why."""


def prepare(root: Path, packages: Sequence[Path], name: str, zone: str = ZONE) -> None:
    """Lay the packages, the unit, the box's name and its time zone into the system below `root`.

    Doing it again changes nothing but what was given anew. Raises NotPrepared.
    """
    _must_fit(root, packages, name, zone)
    place = root / PACKAGES
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*.deb"):
        old.unlink()
    for package in packages:
        shutil.copyfile(package, place / package.name)
    shutil.copyfile(FIRST, place / FIRST.name)
    _write(root / _UNITS / UNIT, (_SYSTEM / UNIT).read_text(encoding="utf-8"))
    _link(root / _UNITS / "multi-user.target.wants" / UNIT, f"/{_UNITS}/{UNIT}")
    _write(root / "etc/hostname", f"{name}\n")
    _write(root / "etc/hosts", f"127.0.0.1 localhost\n127.0.1.1 {name}\n::1 localhost\n")
    _link(root / "etc/localtime", f"/usr/share/zoneinfo/{zone}")
    # Each copy of the card is to be a machine of its own: systemd draws an id for an empty file.
    _write(root / "etc/machine-id", "")
    for key in (root / "etc/ssh").glob("ssh_host_*"):
        key.unlink()
    os.sync()


def _must_fit(root: Path, packages: Sequence[Path], name: str, zone: str) -> None:
    if not _NAME.fullmatch(name):
        raise NotPrepared(f"{name!r} is no name for a machine: small letters, digits and hyphens")
    if not (root / "etc/os-release").exists():
        raise NotPrepared(f"{root} holds no system: mount its root, not its boot partition")
    for place in _USED:
        if (root / place).is_dir() and any((root / place).iterdir()):
            raise NotPrepared(
                f"a server has run here already (/{place}): two boxes from this card would be twins"
            )
    if not (root / "usr/share/zoneinfo" / zone).exists():
        raise NotPrepared(f"the system knows no time zone {zone}")
    for package in packages:
        if package.suffix != ".deb" or not package.is_file():
            raise NotPrepared(f"{package} is no package")
    _must_suffice(root, {package.name.partition("_")[0] for package in packages})


def _must_suffice(root: Path, given: set[str]) -> None:
    """Told here, by a desk with a network: at the school dpkg would only fail."""
    python = root / "usr/bin/python3"
    found = python.readlink().name.removeprefix("python") if python.is_symlink() else "none"
    if found not in PYTHONS:
        raise NotPrepared(
            f"the package is for Python {' and '.join(PYTHONS)} (Debian 12, Debian 13, and "
            f"Raspberry Pi OS of these), and this system has {found}: take another image"
        )
    installed = root / "var/lib/dpkg/info"
    lacking = [
        name for name in _WANTED if name not in given and not (installed / f"{name}.list").is_file()
    ]
    if lacking:
        raise NotPrepared(
            f"the system lacks {' and '.join(lacking)}: fetch them with `apt-get download` on such "
            "a system, with what they need, and name each with --package"
        )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        path.unlink()  # else it would be written outside the card
    path.write_text(text, encoding="utf-8")


def _link(path: Path, target: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(target)


@contextlib.contextmanager
def mounted(image: Path, partition: int) -> Iterator[Path]:
    """The partition's root folder; needs root and loop devices. Raises NotPrepared."""
    with tempfile.TemporaryDirectory(prefix="tirek-card-") as folder, contextlib.ExitStack() as end:
        try:
            offset, size = _bounds(image, partition)
            options = f"loop,offset={offset},sizelimit={size}"
            _run("mount", "-o", options, str(image), folder)
            end.callback(_run, "umount", folder)
        except (OSError, subprocess.CalledProcessError) as error:
            told = getattr(error, "stderr", None) or error
            raise NotPrepared(
                f"partition {partition} of {image} cannot be mounted: {told}"
            ) from None
        yield Path(folder)


def _bounds(image: Path, partition: int) -> tuple[int, int]:
    """Where the partition begins and how long it is, in bytes: of a table of DOS or a GPT."""
    with image.open("rb") as stream:
        first = stream.read(2 * SECTOR)
        if first[510:512] != b"\x55\xaa":
            raise NotPrepared(f"{image} has no table of partitions")
        if first[SECTOR : SECTOR + 8] == b"EFI PART":
            found = list(_of_gpt(stream, first[SECTOR:]))
        else:
            entries = (first[446 + 16 * n : 462 + 16 * n] for n in range(4))
            found = [struct.unpack("<8xII", entry) for entry in entries if entry[4]]
    if not 1 <= partition <= len(found):
        raise NotPrepared(f"{image} has {len(found)} partitions")
    start, count = found[partition - 1]
    return start * SECTOR, count * SECTOR


def _of_gpt(stream: BinaryIO, header: bytes) -> Iterator[tuple[int, int]]:
    """First sector and count of each (UEFI specification, section 5.3)."""
    table, count, size = struct.unpack_from("<QII", header, 72)
    stream.seek(table * SECTOR)
    for _ in range(min(count, MAX_PARTITIONS)):
        entry = stream.read(size)
        if len(entry) >= 48 and any(entry[:16]):
            first, last = struct.unpack_from("<QQ", entry, 32)
            yield first, last - first + 1


def _run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def main(words: Sequence[str] | None = None) -> int:
    """0 for a card that is ready."""
    parser = argparse.ArgumentParser(prog="card", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--root", type=Path, help="the mounted root of the card's system")
    where.add_argument("--image", type=Path, help="an image of the whole card")
    parser.add_argument(
        "--partition", type=int, default=2, help="the image's root: 2 on Raspberry Pi OS"
    )
    parser.add_argument(
        "--package",
        type=Path,
        action="append",
        required=True,
        help="tirek.deb, and once more for each package that it depends on",
    )
    parser.add_argument("--name", required=True, help="the box's name on the network")
    parser.add_argument("--zone", default=ZONE)
    options = parser.parse_args(words)
    try:
        if options.root is not None:
            prepare(options.root, options.package, options.name, options.zone)
        else:
            with mounted(options.image, options.partition) as root:
                prepare(root, options.package, options.name, options.zone)
    except NotPrepared as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    sys.stdout.write(f"{options.name}: ready\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
