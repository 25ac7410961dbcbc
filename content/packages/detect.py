"""What an uploaded file is, by its bytes and by what lies in the root of the archive.

The file's extension is a hint of last resort: teachers rename files.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from content.errors import ContentRefused, Refusal
from content.limits import MAX_CANDIDATES
from content.manifest import Manifest
from content.mime import extension

FileKind = Literal["zip", "pdf", "video", "audio", "image", "html", "cmi5", "qti"]
PackageKind = Literal["manifest", "cmi5", "tincan", "h5p", "epub", "captioned", "html"]
ManifestFormat = Literal["scorm12", "scorm2004", "cartridge", "ims_cp"]

_ISO_MEDIA_IMAGES: Final = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED_MAGIC: Final[tuple[tuple[bytes, Refusal], ...]] = (
    (b"FWS", Refusal.UNSUPPORTED_FLASH),
    (b"CWS", Refusal.UNSUPPORTED_FLASH),
    (b"ZWS", Refusal.UNSUPPORTED_FLASH),
    (b"Rar!\x1a\x07", Refusal.UNSUPPORTED_ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Refusal.UNSUPPORTED_ARCHIVE),
    (b"\x1f\x8b", Refusal.UNSUPPORTED_ARCHIVE),
    (_OLD_OFFICE, Refusal.UNSUPPORTED_OFFICE),
    (b"\x1aE\xdf\xa3", Refusal.UNSUPPORTED_VIDEO),
    (b"FLV\x01", Refusal.UNSUPPORTED_VIDEO),
    (b"fLaC", Refusal.UNSUPPORTED_AUDIO),
)
_QTI_ROOTS: Final = (b"<questestinterop", b"<assessmentItem")
_REFUSED_EXTENSIONS: Final = {
    "mbz": Refusal.UNSUPPORTED_MOODLE,
    "crs": Refusal.UNSUPPORTED_AICC,
    "swf": Refusal.UNSUPPORTED_FLASH,
    "wmv": Refusal.UNSUPPORTED_VIDEO,
    "mpg": Refusal.UNSUPPORTED_VIDEO,
}
_MARKERS: Final[dict[str, Refusal | None]] = {
    "imsmanifest.xml": None,
    "cmi5.xml": None,
    "tincan.xml": None,
    "h5p.json": None,
    "moodle_backup.xml": Refusal.UNSUPPORTED_MOODLE,
}
"""In order of precedence: an export may hold several, and SCORM tells most of what was learned."""
PLAYED: Final = frozenset({"mp4", "m4v", "mp3", "m4a", "ogg", "oga"})
"""Extensions of films and recordings that may come with captions in one archive."""
_KINDS: Final[dict[str, PackageKind]] = {
    "h5p.json": "h5p",
    "cmi5.xml": "cmi5",
    "tincan.xml": "tincan",
}


@dataclass(frozen=True)
class Package:
    """What an archive holds: its kind, and the folder that is its root ("" or `…/`)."""

    kind: PackageKind
    root: str
    marker: str | None = None  # the manifest's path inside the archive


def detect_file(head: bytes, filename: str) -> FileKind:
    """The kind of a file from its first bytes (SNIFF_BYTES of them).

    Raises ContentRefused `unknown-format` or the `unsupported-…` code of what it is.
    """
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    # PDF readers accept up to 1,024 bytes of anything before the signature.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    media = _media(head, filename)
    if media is not None:
        return media
    kind = extension(filename)
    for magic, refusal in _REFUSED_MAGIC:
        if head.startswith(magic):
            raise ContentRefused(_REFUSED_EXTENSIONS.get(kind, refusal), filename)
    if b"<courseStructure" in head:
        return "cmi5"
    if any(root in head for root in _QTI_ROOTS):
        return "qti"
    if kind in _REFUSED_EXTENSIONS:
        raise ContentRefused(_REFUSED_EXTENSIONS[kind], filename)
    if kind == "zip":
        raise ContentRefused(Refusal.NOT_AN_ARCHIVE, filename)
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    looks_like_page = start.startswith((b"<!doctype html", b"<html"))
    if looks_like_page or (kind in {"html", "htm", "xhtml"} and b"\x00" not in head):
        return "html"
    raise ContentRefused(Refusal.UNKNOWN_FORMAT, filename)


def media_kind(head: bytes, filename: str) -> Literal["video", "audio", "image"] | None:
    """What a media file is, also one that no phone plays as it is; None for anything else."""
    try:
        found = detect_file(head, filename)
    except ContentRefused as error:
        refused: dict[str, Literal["video", "audio"]] = {
            Refusal.UNSUPPORTED_VIDEO: "video",
            Refusal.UNSUPPORTED_AUDIO: "audio",
        }
        return refused.get(error.code)
    kinds: dict[str, Literal["video", "audio", "image"]] = {
        "video": "video",
        "audio": "audio",
        "image": "image",
    }
    return kinds.get(found)


def _media(head: bytes, filename: str) -> FileKind | None:
    if head[4:8] == b"ftyp":
        return _iso_media(head[8:12], filename)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")):
        return "image"
    if head.startswith(b"RIFF"):
        return _riff(head[8:12], filename)
    # An MP3 without tags begins with a frame, whose first byte says too little by itself.
    if head.startswith((b"ID3", b"OggS")) or (
        extension(filename) == "mp3" and head.startswith(b"\xff")
    ):
        return _sound(head, filename)
    return None


def _sound(head: bytes, filename: str) -> FileKind:
    if head.startswith(b"OggS") and b"\x80theora" in head[:512]:
        raise ContentRefused(Refusal.UNSUPPORTED_VIDEO, filename)
    return "audio"


def is_heic(head: bytes) -> bool:
    """Whether these are the first bytes of a photo as iPhones take it."""
    brand = head[8:12]
    return head[4:8] == b"ftyp" and brand in _ISO_MEDIA_IMAGES and brand != b"avif"


def _iso_media(brand: bytes, filename: str) -> FileKind:
    if brand in _ISO_MEDIA_IMAGES:
        heic = brand != b"avif"
        raise ContentRefused(Refusal.UNSUPPORTED_HEIC if heic else Refusal.UNKNOWN_FORMAT, filename)
    if brand.startswith(b"qt"):
        raise ContentRefused(Refusal.UNSUPPORTED_VIDEO, filename)
    if brand.startswith((b"M4A", b"M4B")):
        return "audio"
    return "video"


def _riff(form: bytes, filename: str) -> FileKind:
    if form == b"WEBP":
        return "image"
    if form == b"WAVE":
        raise ContentRefused(Refusal.UNSUPPORTED_AUDIO, filename)
    raise ContentRefused(Refusal.UNSUPPORTED_VIDEO, filename)


def detect_package(paths: Collection[str], filename: str) -> Package:
    """What the archive with these package paths holds.

    A package inside one folder is found there. Raises ContentRefused `several-packages`,
    `unknown-format` or an `unsupported-…` code.
    """
    found = _marked(paths, root="")
    if found is None and not _has_index(paths):
        roots = _marked_folders(paths)
        if len(roots) > 1:
            raise ContentRefused(
                Refusal.SEVERAL_PACKAGES,
                filename,
                candidates=[root.rstrip("/") for root in roots[:MAX_CANDIDATES]],
            )
        found = _marked(paths, root=roots[0]) if roots else None
    if found is not None:
        refusal = _MARKERS[found.marker.rsplit("/", 1)[-1].casefold()] if found.marker else None
        if refusal is not None:
            raise ContentRefused(refusal, filename)
        return found
    if "META-INF/container.xml" in paths:
        return Package("epub", "")
    if _is_captioned(paths):
        return Package("captioned", _common_folder(paths))
    _refuse_by_contents(paths, filename)
    return Package("html", _common_folder(paths))


def _marked(paths: Collection[str], root: str) -> Package | None:
    here = {path[len(root) :].casefold(): path for path in paths if path.startswith(root)}
    for marker in _MARKERS:
        if marker in here:
            return Package(_KINDS.get(marker, "manifest"), root, here[marker])
    return None


def _marked_folders(paths: Collection[str]) -> list[str]:
    """The folders nearest the root that hold a marker, each ending in `/`."""
    roots = {
        path[: path.rfind("/") + 1]
        for path in paths
        if path.rsplit("/", 1)[-1].casefold() in _MARKERS
    }
    nearest = min((root.count("/") for root in roots), default=0)
    return sorted(root for root in roots if root.count("/") == nearest)


def _has_index(paths: Collection[str]) -> bool:
    return any(path.casefold() in {"index.html", "index.htm"} for path in paths)


def _refuse_by_contents(paths: Collection[str], filename: str) -> None:
    folded = {path.casefold() for path in paths}
    kinds = {extension(path) for path in folded}
    if "[content_types].xml" in folded:
        raise ContentRefused(Refusal.UNSUPPORTED_OFFICE, filename)
    if "crs" in kinds and kinds & {"au", "des", "cst"}:
        raise ContentRefused(Refusal.UNSUPPORTED_AICC, filename)
    if kinds & {"html", "htm", "xhtml"}:
        return
    raise ContentRefused(
        Refusal.UNSUPPORTED_FLASH if "swf" in kinds else Refusal.UNKNOWN_FORMAT, filename
    )


def _is_captioned(paths: Collection[str]) -> bool:
    """One film or recording with captions beside it, and nothing else."""
    kinds = [extension(path) for path in paths]
    return (
        "vtt" in kinds
        and len([kind for kind in kinds if kind != "vtt"]) == 1
        and bool(PLAYED & set(kinds))
    )


def _common_folder(paths: Collection[str]) -> str:
    """The deepest folder that holds every file, so that a zipped folder opens as its own root."""
    folders = [path.split("/")[:-1] for path in paths]
    common: list[str] = []
    for segments in zip(*folders, strict=False):
        if len(set(segments)) > 1:
            break
        common.append(segments[0])
    return "".join(f"{segment}/" for segment in common)


def manifest_format(manifest: Manifest) -> ManifestFormat:
    """Which standard a manifest follows: SCORM, Common Cartridge, or plain content packaging.

    The stated schema version decides; packages without one are told apart by namespaces and
    by the attributes their resources carry.
    """
    version = manifest.schema_version.casefold()
    schema = manifest.schema.casefold()
    spaces = " ".join(sorted(manifest.namespaces)).casefold()
    types = {resource.type for resource in manifest.resources.values()}
    scorm_types = any(resource.scorm_type for resource in manifest.resources.values())
    if "common cartridge" in schema or "imscc" in spaces:
        return "cartridge"
    if "2004" in version or "cam 1.3" in version:
        return "scorm2004"
    if "scorm" in schema and version.startswith("1.2"):
        return "scorm12"
    if any(kind.startswith("imsqti") for kind in types) and not scorm_types:
        return "cartridge"
    if "adlcp_v1p3" in spaces:
        return "scorm2004"
    return "scorm12" if "adlcp_rootv1p" in spaces or scorm_types else "ims_cp"
