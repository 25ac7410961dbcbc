"""SCORM 2004 (2nd to 4th edition): from the manifest and the paths of the archive to a plan.

The plan's `sequencing` is what `content.description` documents under that name.
Source: SCORM 2004 4th Ed. CAM 3.4 and 5; earlier editions are read as subsets of it.
"""

from collections.abc import Collection, Mapping
from typing import Any

from content.manifest import Manifest, ManifestItem
from content.packages.plan import Plan
from content.packages.scorm import ManifestPlanner


def plan_scorm2004(
    manifest: Manifest,
    paths: Collection[str],
    *,
    label: str,
    title: str,
    root: str = "",
    launch: str | None = None,
) -> Plan:
    """The plan of a SCORM 2004 package; parameters and errors as in `plan_scorm12`."""
    return _Planner(manifest, paths, label, launch).plan(title, root)


class _Planner(ManifestPlanner):
    format = "scorm2004"

    def __init__(
        self, manifest: Manifest, paths: Collection[str], label: str, chosen: str | None
    ) -> None:
        super().__init__(manifest, paths, label, chosen)
        self._activities: dict[str, Any] = {}
        self._assets: list[str] = []

    def values(self, item: ManifestItem, identifier: str) -> Mapping[str, Any]:
        if item.sequencing.rules:
            self._activities[identifier] = item.sequencing.rules
        resource = self.manifest.resources.get(item.identifierref or "")
        if resource is not None and resource.scorm_type == "asset":
            self._assets.append(identifier)
        return {}

    def sequencing(self) -> Mapping[str, Any]:
        whole = self.manifest.organization
        return {
            "id": whole.identifier or "organization",
            "objectives_global": whole.objectives_global,
            "data_global": whole.data_global,
            "root": whole.sequencing.rules,
            "activities": self._activities,
            "assets": self._assets,
        }
