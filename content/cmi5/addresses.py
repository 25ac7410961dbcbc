"""Identifiers and launch addresses of a course structure (cmi5 3, 8.1, 13.1.4, 14)."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from content.errors import ContentRefused, Refusal
from content.limits import MAX_REFERENCE_CHARS

RESERVED_PARAMETERS: Final = ("endpoint", "fetch", "actor", "registration", "activityId")
"""Query parameters that the launch itself adds (8.1)."""
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f]+")
_ADDRESS: Final = re.compile(r"[^\x00-\x20<>\"{}|\\^`\x7f]+")
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


def check_iri(text: str) -> str:
    """A fully qualified IRI (3.0.0.0-1), else ContentRefused `cmi5-id-invalid`."""
    if not _IRI.fullmatch(text) or len(text) > MAX_REFERENCE_CHARS:
        raise ContentRefused(Refusal.CMI5_ID_INVALID, text)
    return text


def is_absolute(url: str) -> bool:
    """Whether an address that `check_address` has seen names its own host."""
    return bool(urlsplit(url).scheme)


def check_address(url: str) -> str:
    """A launch address: http(s), or relative to the package.

    Raises ContentRefused `cmi5-url-invalid`, or `cmi5-url-reserved` where its query has a
    parameter of the launch itself (8.1.0.0-6).
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise ContentRefused(Refusal.CMI5_URL_INVALID, url) from None
    whole = parts.scheme in {"http", "https"} and bool(host)
    relative = not parts.scheme and not parts.netloc and bool(parts.path)
    fits = _ADDRESS.fullmatch(url) and not _BAD_ESCAPE.search(url)
    if not fits or not (whole or relative) or len(url) > MAX_REFERENCE_CHARS:
        raise ContentRefused(Refusal.CMI5_URL_INVALID, url)
    for name, _ in parse_qsl(parts.query, keep_blank_values=True):
        if name in RESERVED_PARAMETERS:
            raise ContentRefused(Refusal.CMI5_URL_RESERVED, url, parameter=name)
    return url
