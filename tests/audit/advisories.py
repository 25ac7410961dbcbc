"""What is published against the packages that the locks pin.

Python's come from the package index's own JSON (`/pypi/<name>/<version>/json`, its field
`vulnerabilities`), which is what pip-audit asks; npm's from `npm audit`. pip-audit itself would
bring 26 more packages into the lock to ask that one question.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

_PIN: Final = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
_AT_ONCE: Final = 8
_SECONDS: Final = 20.0
_NPM_SECONDS: Final = 120.0
_MOST_BYTES: Final = 64 * 1024 * 1024
_NOT_FOUND: Final = 404


class Unreachable(Exception):
    """The list could not be asked; the text says what happened."""


@dataclass(frozen=True, slots=True, order=True)
class Hole:
    """One advisory against one package."""

    package: str
    version: str
    id: str
    words: str

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {self.id} {self.words}".rstrip()


def pins(lock: str) -> list[tuple[str, str]]:
    """(name, version) of a lock as `uv pip compile` writes it."""
    return _PIN.findall(lock)


def index() -> str:
    """The package index that pip is set to, without its `/simple`."""
    told = os.environ.get("PIP_INDEX_URL") or import_module("pip._internal.models.index").PyPI.url
    return str(told).rstrip("/").removesuffix("/simple")


def of_python(at: str, wanted: Iterable[tuple[str, str]]) -> list[Hole]:
    """Advisories that were not withdrawn. Raises Unreachable."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = pool.map(lambda pin: list(_of_pin(at, *pin)), sorted(set(wanted)))
        return sorted(hole for holes in found for hole in holes)


def _of_pin(at: str, name: str, version: str) -> Iterator[Hole]:
    try:
        with urlopen(f"{at}/pypi/{name}/{version}/json", timeout=_SECONDS) as answer:  # noqa: S310
            told = json.loads(answer.read(_MOST_BYTES))
    except HTTPError as error:
        if error.code == _NOT_FOUND:
            raise Unreachable(f"the index knows no {name} {version}") from error
        raise Unreachable(f"{name}: the index answers {error.code}") from error
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise Unreachable(f"{name}: {error}") from error
    if "vulnerabilities" not in told:
        raise Unreachable("the index publishes no advisories")
    for one in told["vulnerabilities"]:
        if not one.get("withdrawn"):
            mended = ", ".join(one.get("fixed_in") or ()) or "nothing yet"
            names = " ".join([one["id"], *(one.get("aliases") or ())])
            yield Hole(name, version, names, f"(mended in {mended})")


def of_npm(folder: Path) -> list[Hole]:
    """What `npm audit` says of the lock in this folder. Raises Unreachable."""
    words = ["npm", "audit", "--json", "--package-lock-only"]
    try:
        done = subprocess.run(
            words, cwd=folder, capture_output=True, text=True, timeout=_NPM_SECONDS, check=False
        )
        told: dict[str, Any] = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise Unreachable(f"npm audit: {error}") from error
    if "vulnerabilities" not in told:
        why = told.get("message") or (told.get("error") or {}).get("summary") or "no answer"
        raise Unreachable(f"npm audit: {why}")
    return sorted(
        Hole(name, one.get("range", ""), via["url"], via["title"])
        for name, one in told["vulnerabilities"].items()
        for via in one["via"]
        if isinstance(via, dict)
    )
