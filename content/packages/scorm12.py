"""SCORM 1.2: from the manifest and the paths of the archive to a plan.

Source: SCORM 1.2 Content Aggregation Model, 2.3.2 (items) and 2.3.4 (resources).
"""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from content.errors import Note
from content.manifest import Manifest, ManifestItem
from content.packages.plan import Plan
from content.packages.scorm import ManifestPlanner

_TIME_SPAN: Final = re.compile(r"\d{2,4}:\d{2}:\d{2}(?:\.\d{1,2})?")


def plan_scorm12(
    manifest: Manifest,
    paths: Collection[str],
    *,
    label: str,
    title: str,
    root: str = "",
    launch: str | None = None,
) -> Plan:
    """The plan of a SCORM 1.2 package.

    `paths` are relative to `root`, `label` is the manifest's name in messages, `title`
    serves where the package has none, and `launch` is a file chosen by a person in place of
    one missing launch file. Raises ContentRefused `no-launch-file` (details: candidates),
    `launch-outside` or `unsupported-flash`. Other missing files only become findings.
    """
    return _Planner(manifest, paths, label, launch).plan(title, root)


class _Planner(ManifestPlanner):
    format = "scorm12"

    def values(self, item: ManifestItem, identifier: str) -> Mapping[str, Any]:  # noqa: ARG002
        values = item.values
        return {
            "prerequisites": values.get("prerequisites"),
            "mastery_score": self._mastery_score(values.get("masteryscore")),
            "max_time_allowed": self._max_time_allowed(values.get("maxtimeallowed")),
        }

    def _mastery_score(self, written: str | None) -> float | None:
        if written is None:
            return None
        # Half of Europe types a comma.
        if re.fullmatch(r"\d{1,3}(?:[.,]\d{1,6})?", written):
            score = float(written.replace(",", "."))
            if score <= 100:
                return score
        self.note(Note.VALUE_IGNORED, f"masteryscore={written}")
        return None

    def _max_time_allowed(self, written: str | None) -> str | None:
        if written is None or _TIME_SPAN.fullmatch(written):
            return written
        self.note(Note.VALUE_IGNORED, f"maxtimeallowed={written}")
        return None
