"""From a course structure and the archive's paths to a plan (cmi5 13, 14).

Items get short ids of their own (`au-1`, `block-1`: their place in the document), because the
publisher's are IRIs of any length; the description's `xapi` member keeps those.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from content.cmi5.addresses import is_absolute
from content.cmi5.structure import Block, CourseStructure, Texts, Unit
from content.description import Item
from content.errors import ContentRefused, Note, Refusal
from content.manifest import split_reference
from content.mime import extension
from content.names import PathIndex, shown
from content.packages.plan import Plan, page_candidates
from content.report import Finding

MARKER: Final = "cmi5.xml"
_PREFERRED: Final = ("kk", "ru", "en")


def plan_cmi5(
    course: CourseStructure,
    paths: Collection[str],
    *,
    title: str,
    root: str = "",
    launch: str | None = None,
    packaged: bool = True,
    own_path: str = MARKER,
) -> Plan:
    """The plan of a course.

    `paths` are relative to `root`; `launch` is a file chosen in place of one missing launch
    file; `packaged` is False for a course structure without an archive, `own_path` the structure
    itself inside it. Raises ContentRefused
    `no-launch-file`, and `cmi5-url-relative` where there is no archive (14.2.0.0-1).
    """
    return _Planner(course, paths, launch, packaged=packaged).plan(title, root, own_path)


class _Planner:
    def __init__(
        self, course: CourseStructure, paths: Collection[str], chosen: str | None, *, packaged: bool
    ) -> None:
        self._course = course
        self._paths = paths
        self._index = PathIndex(paths)
        self._chosen = chosen if chosen in paths else None
        self._replaced: str | None = None
        self._packaged = packaged
        self._findings = list(course.findings)
        self._units: dict[str, dict[str, Any]] = {}
        self._blocks: dict[str, dict[str, Any]] = {}

    def plan(self, title: str, root: str, own_path: str) -> Plan:
        items = tuple(self._item(one) for one in self._course.children)
        launches = (item.launch for top in items for item in top.walk())
        return Plan(
            format="cmi5",
            title=said(self._course.title) or title,
            language=_language(self._course.title),
            # A course whose units all lie elsewhere still opens: with its structure alone.
            launch=next((path for path in launches if path), own_path),
            items=items,
            root=root,
            findings=tuple(self._findings),
            xapi=self._xapi(),
        )

    def _item(self, one: Unit | Block) -> Item:
        if isinstance(one, Unit):
            return self._unit(one)
        identifier = f"block-{len(self._blocks) + 1}"
        self._blocks[identifier] = _named(one)
        children = tuple(self._item(child) for child in one.children)
        return Item(id=identifier, title=said(one.title) or one.id, children=children)

    def _unit(self, unit: Unit) -> Item:
        identifier = f"au-{len(self._units) + 1}"
        self._units[identifier] = {
            **_named(unit),
            "move_on": unit.move_on,
            "mastery_score": unit.mastery_score,
            "launch_method": unit.launch_method,
            "launch_parameters": unit.launch_parameters,
            "entitlement_key": unit.entitlement_key,
            "activity_type": unit.activity_type,
        }
        launch, parameters = self._launch(unit.url)
        if launch is None:
            self._units[identifier]["url"] = unit.url
        return Item(
            id=identifier,
            title=said(unit.title) or unit.id,
            launch=launch,
            parameters=parameters,
            mastery_score=None if unit.mastery_score is None else unit.mastery_score * 100,
        )

    def _launch(self, url: str) -> tuple[str | None, str]:
        if is_absolute(url):
            self._note(Note.LAUNCH_ELSEWHERE, url)
            return None, ""
        if not self._packaged:
            raise ContentRefused(Refusal.CMI5_URL_RELATIVE, url)
        href, rest = split_reference(url)
        path, exact = self._index.find(href)
        if path is None:
            return self._instead(href), rest
        if not exact:
            self._note(Note.PATH_REPAIRED, href)
        if extension(path) == "swf":
            raise ContentRefused(Refusal.UNSUPPORTED_FLASH, path)
        return path, rest

    def _instead(self, href: str) -> str:
        if self._chosen is None or self._replaced not in {None, href}:
            raise ContentRefused(
                Refusal.NO_LAUNCH_FILE, shown(href), candidates=page_candidates(self._paths)
            )
        self._replaced = href
        self._note(Note.LAUNCH_CHOSEN, self._chosen)
        return self._chosen

    def _xapi(self) -> Mapping[str, Any]:
        return {
            "course": {
                "id": self._course.id,
                "title": self._course.title,
                "description": self._course.description,
            },
            "blocks": self._blocks,
            "units": self._units,
            "objectives": [
                {"id": one.id, "title": one.title, "description": one.description}
                for one in self._course.objectives
            ],
        }

    def _note(self, code: Note, subject: str) -> None:
        self._findings.append(Finding(code, shown(subject)))


def _named(one: Unit | Block) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "objectives": list(one.objectives),
    }


def said(texts: Texts) -> str:
    """One of the texts: in Kazakh, Russian or English where there is one, else the first."""
    for wanted in _PREFERRED:
        for language, text in texts.items():
            if language.partition("-")[0].lower() == wanted:
                return text
    return next(iter(texts.values()), "")


def _language(texts: Texts) -> str | None:
    tags = {tag.partition("-")[0].lower() for tag in texts}
    return next((one for one in _PREFERRED if one in tags), None)
