"""A plain IMS content package: pages in the order and depth of its organisation, without SCORM.

Source: IMS Content Packaging 1.1.4. A page that was opened counts as read.
"""

from collections.abc import Collection, Mapping
from typing import Any

from content.manifest import Manifest, ManifestItem, split_reference
from content.packages.pages import is_page
from content.packages.plan import Plan
from content.packages.scorm import ManifestPlanner


def plan_ims_cp(
    manifest: Manifest,
    paths: Collection[str],
    *,
    label: str,
    title: str,
    root: str = "",
    launch: str | None = None,
) -> Plan:
    """The plan of a package of pages; the arguments and refusals are those of plan_scorm12."""
    return _Planner(manifest, paths, label, launch).plan(title, root)


def has_only_pages(manifest: Manifest) -> bool:
    """Whether everything that the organisation opens is a page inside the package."""
    opened = [
        manifest.resources.get(item.identifierref or "")
        for item in manifest.walk()
        if item.identifierref
    ]
    return bool(opened) and all(
        one is not None and one.href is not None and is_page(split_reference(one.href)[0])
        for one in opened
    )


class _Planner(ManifestPlanner):
    format = "html"

    def values(self, item: ManifestItem, identifier: str) -> Mapping[str, Any]:  # noqa: ARG002
        return {}
