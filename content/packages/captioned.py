"""A film or a recording zipped together with its captions (WebVTT)."""

from collections.abc import Callable, Collection
from typing import Final

from content.errors import ContentRefused, Note, Refusal
from content.limits import SNIFF_BYTES
from content.mime import extension
from content.packages.detect import PLAYED, detect_file
from content.packages.plan import Plan, single_item, title_from
from content.report import Finding

_SIGNATURE: Final = b"WEBVTT"
_BOM: Final = b"\xef\xbb\xbf"

Head = Callable[[str], bytes]
"""path → the first SNIFF_BYTES of a file of the archive."""


def plan_captioned(paths: Collection[str], head: Head, *, root: str = "") -> Plan:
    """The plan of an archive with one film or recording; every .vtt file in it is shown as
    captions, in the language that its name ends in (`su.kk.vtt`).

    Raises ContentRefused like detect_file, and `unknown-format` for what is neither.
    """
    media = next(path for path in paths if extension(path) in PLAYED)
    kind = detect_file(head(media)[:SNIFF_BYTES], media)
    if kind not in {"video", "audio"}:
        raise ContentRefused(Refusal.UNKNOWN_FORMAT, media)
    notes = [
        Finding(Note.CAPTIONS_UNREADABLE, path)
        for path in sorted(paths)
        if extension(path) == "vtt" and not head(path).removeprefix(_BOM).startswith(_SIGNATURE)
    ]
    title = title_from(media)
    return Plan(
        format="video" if kind == "video" else "audio",
        title=title,
        language=None,
        launch=media,
        items=single_item(title, media),
        root=root,
        findings=tuple(notes),
    )
