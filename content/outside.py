"""Addresses on the internet that a lesson needs, found in its pages, scripts and styles.

A best effort for the teacher's report: the player blocks every outside address anyway.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from content.errors import Note
from content.limits import MAX_OUTSIDE_HOSTS, MAX_SCAN_BYTES
from content.mime import extension
from content.report import Finding

_HOST: Final = rb"(?:https?:)?//([A-Za-z0-9][A-Za-z0-9.-]{0,251}\.[A-Za-z]{2,24})"
# A link in running text (<a href>) is no loss without the internet; what a page loads is.
_PAGE: Final = re.compile(
    rb"""<(?!a[\s>])[a-z][a-z0-9]{0,15}\s[^<>]{0,2000}?"""
    rb"""(?:src|href|data|poster)\s{0,9}=\s{0,9}["']?\s{0,9}""" + _HOST,
    re.IGNORECASE,
)
# What runs: without it a page is more likely empty than merely plainer.
_PROGRAM: Final = re.compile(
    rb"""<script\s[^<>]{0,2000}?src\s{0,9}=\s{0,9}["']?\s{0,9}""" + _HOST, re.IGNORECASE
)
_STYLE: Final = re.compile(
    rb"""(?:url\(\s{0,9}|@import\s{1,9})["']?\s{0,9}""" + _HOST, re.IGNORECASE
)
_SCRIPT: Final = re.compile(
    rb"""["'`]""" + _HOST.replace(rb"(?:https?:)?", rb"https?:"), re.IGNORECASE
)
_PATTERNS: Final = {
    "html": (_PROGRAM, _PAGE, _STYLE),
    "htm": (_PROGRAM, _PAGE, _STYLE),
    "xhtml": (_PROGRAM, _PAGE, _STYLE),
    "css": (_STYLE,),
    "js": (_SCRIPT,),
}
# Names of vocabularies that look like addresses and are never fetched.
_VOCABULARIES: Final = (
    "w3.org",
    "adlnet.org",
    "adlnet.gov",
    "imsglobal.org",
    "imsproject.org",
    "purl.org",
    "schema.org",
    "ns.adobe.com",
    "xmlsoap.org",
    "ieee.org",
    "w3id.org",
    "tincanapi.com",
    "activitystrea.ms",
)
# Programs that only count visitors: a lesson is whole without them.
_COUNTERS: Final = ("googletagmanager.com", "google-analytics.com", "yandex.ru", "hotjar.com")


class OutsideScan:
    """Watches files as they pass and remembers the hosts they would call."""

    def __init__(self) -> None:
        self._hosts: dict[str, Note] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One finding for each host, in the order in which they were met."""
        return tuple(Finding(note, host) for host, note in self._hosts.items())

    def watch(self, path: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """`chunks` unchanged; the first MAX_SCAN_BYTES of a page, script or style are searched."""
        patterns = _PATTERNS.get(extension(path), ())
        kept = bytearray()
        for chunk in chunks:
            if patterns and len(kept) < MAX_SCAN_BYTES:
                kept += chunk[: MAX_SCAN_BYTES - len(kept)]
            yield chunk
        # Most files name no host at all, and looking for two strokes costs next to nothing.
        for pattern in patterns if b"//" in kept else ():
            for match in pattern.finditer(kept):
                self._add(match.group(1).decode("ascii").lower(), runs=pattern is _PROGRAM)

    def _add(self, host: str, *, runs: bool) -> None:
        if _is_among(host, _VOCABULARIES):
            return
        if host in self._hosts or len(self._hosts) < MAX_OUTSIDE_HOSTS:
            if runs and not _is_among(host, _COUNTERS):
                self._hosts[host] = Note.OUTSIDE_SCRIPT
            else:
                self._hosts.setdefault(host, Note.OUTSIDE_ADDRESS)


def _is_among(host: str, names: tuple[str, ...]) -> bool:
    return any(host == name or host.endswith("." + name) for name in names)
