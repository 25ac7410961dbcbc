"""Plain pages: one HTML file, or an archive of pages without any manifest."""

from collections.abc import Collection

from content.errors import ContentRefused, Note, Refusal
from content.limits import MAX_HTML_FILE_BYTES
from content.mime import extension
from content.packages.plan import (
    PAGE_EXTENSIONS,
    Plan,
    file_name,
    page_candidates,
    single_item,
    title_from,
)
from content.report import Finding


def plan_html(
    paths: Collection[str], filename: str, *, root: str = "", launch: str | None = None
) -> Plan:
    """The plan of an archive of pages; `paths` are relative to `root`.

    The lesson opens with `launch` when a person chose one, else with index.html, else with
    the only page in the root. Raises ContentRefused `no-launch-file` (details: candidates).
    """
    findings: tuple[Finding, ...] = ()
    page = _first_page(paths)
    if launch is not None and launch in paths:
        page = launch
        findings = (Finding(Note.LAUNCH_CHOSEN, launch),)
    if page is None:
        raise ContentRefused(
            Refusal.NO_LAUNCH_FILE, "index.html", candidates=page_candidates(paths)
        )
    title = title_from(filename)
    return Plan("html", title, None, page, single_item(title, page), root, findings)


def _first_page(paths: Collection[str]) -> str | None:
    in_root = sorted(
        path for path in paths if "/" not in path and extension(path) in PAGE_EXTENSIONS
    )
    for name in ("index.html", "index.htm", "index.xhtml"):
        for path in in_root:
            if path.casefold() == name:
                return path
    return in_root[0] if len(in_root) == 1 else None


def plan_page(size: int, filename: str) -> Plan:
    """The plan of a single HTML file of `size` bytes. Raises ContentRefused `too-large`."""
    if size > MAX_HTML_FILE_BYTES:
        raise ContentRefused(Refusal.TOO_LARGE, filename, limit_bytes=MAX_HTML_FILE_BYTES)
    name = file_name(filename)
    if extension(name) not in PAGE_EXTENSIONS:
        name += ".html"
    title = title_from(filename)
    return Plan("html", title, None, name, single_item(title, name))
