"""H5P: from h5p.json and the paths of the archive to a plan.

Source: the H5P package definition (h5p.json, library.json, `content/content.json`). The
player runs the libraries that travel in the package, so each of them has to be there.
"""

import json
from collections.abc import Collection
from typing import Any, Final

from content.errors import ContentRefused, Refusal
from content.limits import (
    MAX_H5P_JSON_BYTES,
    MAX_H5P_LIBRARIES,
    MAX_LIBRARIES_NAMED,
    MAX_TEXT_CHARS,
)
from content.names import shown
from content.packages.plan import Plan, Read, single_item

H5P_JSON: Final = "h5p.json"
CONTENT_JSON: Final = "content/content.json"
_NO_LANGUAGE: Final = frozenset({"", "und", "zxx"})


def plan_h5p(paths: Collection[str], read: Read, *, title: str, root: str = "") -> Plan:
    """The plan of an H5P package; `paths` and what `read` takes are relative to `root`.

    Raises ContentRefused `h5p-incomplete` when h5p.json or the content cannot be read, and
    `h5p-libraries-missing` (details: libraries) when a library did not travel along.
    """
    described = _read_object(H5P_JSON, paths, read)
    _read_object(CONTENT_JSON, paths, read)
    main = described.get("mainLibrary")
    wanted = _dependencies(described)
    if not isinstance(main, str) or main not in {name for name, _ in wanted}:
        raise ContentRefused(Refusal.H5P_INCOMPLETE, H5P_JSON)
    # Hand-made packages leave the version out of all folder names; the player looks at the first.
    plain = f"{wanted[0][1]}/library.json" not in paths and f"{wanted[0][0]}/library.json" in paths
    missing = _missing_libraries(wanted, paths, read, int(not plain))
    if missing:
        raise ContentRefused(
            Refusal.H5P_LIBRARIES_MISSING, main[:200], libraries=missing[:MAX_LIBRARIES_NAMED]
        )
    written = described.get("title")
    named = " ".join(written.split())[:MAX_TEXT_CHARS] if isinstance(written, str) else ""
    return Plan(
        format="h5p",
        title=named or title,
        language=_language(described),
        launch=H5P_JSON,
        items=single_item(named or title, H5P_JSON),
        root=root,
    )


def _language(described: dict[str, Any]) -> str | None:
    for key in ("defaultLanguage", "language"):
        value = described.get(key)
        if isinstance(value, str) and value.casefold() not in _NO_LANGUAGE and len(value) <= 35:
            return value
    return None


def _read_object(path: str, paths: Collection[str], read: Read) -> dict[str, Any]:
    if path not in paths:
        raise ContentRefused(Refusal.H5P_INCOMPLETE, path)
    try:
        value = json.loads(read(path, MAX_H5P_JSON_BYTES).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ContentRefused(Refusal.H5P_INCOMPLETE, shown(path)) from error
    if not isinstance(value, dict):
        raise ContentRefused(Refusal.H5P_INCOMPLETE, shown(path))
    return value


def _dependencies(described: dict[str, Any]) -> list[tuple[str, str]]:
    """(machine name, folder) of every library that must be loaded before the content runs."""
    rows = described.get("preloadedDependencies")
    found: list[tuple[str, str]] = []
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            continue
        name, major, minor = (
            row.get(key) for key in ("machineName", "majorVersion", "minorVersion")
        )
        if isinstance(name, str) and major is not None and minor is not None:
            found.append((name, f"{name}-{major}.{minor}"))
    return found


def _missing_libraries(
    wanted: list[tuple[str, str]], paths: Collection[str], read: Read, form: int
) -> list[str]:
    """Folders of libraries that the content or its libraries need and that are not there.

    `form` chooses between (name, folder with version) of each dependency.
    """
    waiting = [names[form] for names in wanted]
    seen: set[str] = set()
    missing: list[str] = []
    while waiting and len(seen) < MAX_H5P_LIBRARIES:
        folder = waiting.pop(0)
        if folder in seen:
            continue
        seen.add(folder)
        path = f"{folder}/library.json"
        if path not in paths:
            missing.append(shown(folder))
            continue
        library = _read_object(path, paths, read)
        waiting += [names[form] for names in _dependencies(library)]
    return missing
