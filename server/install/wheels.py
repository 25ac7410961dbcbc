"""The list of a release's wheels, each by its hash and for the Pythons that it is for.

A system's Python differs by its release, and some wheels are made for one Python only: a release
brings each of them, and pip takes what fits (environment markers, PEP 508; tags, PEP 425).
"""

import hashlib
import itertools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

PYTHONS: Final = ("3.11", "3.13")
"""Debian 12's and Debian 13's, and so of Raspberry Pi OS."""
LIST: Final = "requirements.txt"
_ONE_PYTHON: Final = re.compile(r"cp3(\d+)")
_OWN: Final = 1000
"""How well a wheel fits that was made for just this Python."""


class Lacking(Exception):
    """A part has no wheel for one of the Pythons."""


def listed(wheels: Path) -> str:
    """The lines of requirements.txt for the wheels of a folder. Raises Lacking."""
    by_name: dict[str, list[Path]] = {}
    for wheel in sorted(wheels.glob("*.whl")):
        by_name.setdefault(wheel.name.split("-")[0], []).append(wheel)
    return "".join(line for name, files in by_name.items() for line in _lines(_chosen(name, files)))


def depends() -> str:
    """Which python3 the package wants, as Debian's control files say it."""
    words = [f"python3 (>= {PYTHONS[0]})"]
    for one, other in itertools.pairwise(PYTHONS):
        if _minor(other) > _minor(one) + 1:
            words.append(f"python3 (<< 3.{_minor(one) + 1}) | python3 (>= {other})")
    return ", ".join([*words, f"python3 (<< 3.{_minor(PYTHONS[-1]) + 1})"])


def _chosen(name: str, files: Sequence[Path]) -> dict[Path, list[str]]:
    """The wheel that each Python takes."""
    found: dict[Path, list[str]] = {}
    for python in PYTHONS:
        fitting = [(fits, file) for file in files if (fits := _fits(file, _minor(python))) >= 0]
        if not fitting:
            raise Lacking(f"{name} has no wheel for Python {python}")
        found.setdefault(max(fitting)[1], []).append(python)
    return found


def _lines(chosen: dict[Path, list[str]]) -> Iterable[str]:
    for wheel, pythons in chosen.items():
        distribution, release = wheel.name.split("-")[:2]
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        only = " or ".join(f'python_version == "{one}"' for one in pythons)
        where = "" if len(pythons) == len(PYTHONS) else f" ; {only}"
        yield f"{distribution}=={release}{where} --hash=sha256:{digest}\n"


def _fits(wheel: Path, minor: int) -> int:
    """How well: the higher the better, -1 for not at all."""
    pythons, abi = (part.split(".") for part in wheel.stem.split("-")[-3:-1])
    if f"cp3{minor}" in pythons and f"cp3{minor}" in abi:
        return _OWN
    since = [int(known[1]) for one in pythons if (known := _ONE_PYTHON.fullmatch(one))]
    if "abi3" in abi:
        return max((one for one in since if one <= minor), default=-1)
    return 0 if "none" in abi and "py3" in pythons else -1


def _minor(python: str) -> int:
    return int(python.partition(".")[2])
