"""The ADL conformance suite for SCORM 2004 4th Ed., run against importer, engine and data model.

The suite's manifests go through the importer; what it makes of them is played by the driver in
pwa/tests/scorm2004, which makes every call of every case and checks the order of delivery.
"""

import json
import os
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from content.description import Item
from content.manifest import parse_manifest
from content.packages.scorm2004 import plan_scorm2004

ROOT: Final = Path(__file__).parents[3]
FOLDER: Final = Path(os.environ.get("TIREK_TEST_PACKAGES") or ROOT.parent / "shared" / "packages")
ARCHIVE: Final = FOLDER / "adl-scorm2004-4ed-lms-cases.zip"
KNOWN: Final = Path(__file__).with_name("known_failures.txt")

PATIENCE_SECONDS: Final = 240
"""The run takes about five; a machine under load may need more."""

Prepared = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Outcome:
    """`faults` has every case by name, with None for one that passed."""

    faults: dict[str, str | None]

    @property
    def passed(self) -> int:
        return sum(fault is None for fault in self.faults.values())


def known_failures() -> frozenset[str]:
    """Cases that are known to fail, one a line; `#` begins a remark."""
    lines = (line.partition("#")[0].strip() for line in KNOWN.read_text("utf-8").splitlines())
    return frozenset(line for line in lines if line)


def prepare(archive: Path) -> Prepared:
    """Every case with its text and its packages as the importer describes them."""
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        packages = {
            name.split("/")[-2].removeprefix("LMSTestPackage_"): _package(opened.read(name))
            for name in names
            if name.endswith("/imsmanifest.xml")
        }
        texts = {
            Path(name).stem: opened.read(name).decode("utf-8", "replace")
            for name in sorted(names)
            if name.endswith(".properties")
        }
    return {
        case: {
            "text": text,
            # One case is about data that two packages share.
            "packages": {
                name: packages[name] for name in (case, f"{case}a", f"{case}b") if name in packages
            },
        }
        for case, text in texts.items()
    }


def _package(manifest: bytes) -> dict[str, Any]:
    parsed = parse_manifest(manifest, "imsmanifest.xml")
    plan = plan_scorm2004(parsed, set(parsed.hrefs()), label="imsmanifest.xml", title="package")
    return {
        "title": plan.title,
        "items": [_item(item) for item in plan.items],
        "sequencing": plan.sequencing,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "launch": item.launch,
        "parameters": item.parameters,
        "launch_data": item.launch_data,
        "time_limit_action": item.time_limit_action,
        "visible": item.visible,
        "children": [_item(child) for child in item.children],
    }


def run(archive: Path, folder: Path) -> Outcome:
    """Plays the suite; `folder` is for files between the two halves."""
    cases, report = folder / "adl-cases.json", folder / "adl-report.json"
    cases.write_text(json.dumps(prepare(archive)), "utf-8")
    done = subprocess.run(
        ["node_modules/.bin/vitest", "run", "tests/scorm2004/adl.test.ts"],
        cwd=ROOT / "pwa",
        env={**os.environ, "VITE_ADL_CASES": str(cases), "VITE_ADL_REPORT": str(report)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    if done.returncode != 0 or not report.is_file():
        raise RuntimeError(f"the driver broke off:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Outcome(json.loads(report.read_text("utf-8")))
