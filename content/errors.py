"""What can go wrong with content, in words a teacher can act on."""

from collections.abc import Mapping
from enum import StrEnum

from content.messages import FINDINGS, PROBLEMS, REFUSALS, Language, say


class Refusal(StrEnum):
    """Why a file was not taken. The values are stable: clients and the logs rely on them."""

    ARCHIVE_BOMB = "archive-bomb"
    ARCHIVE_DAMAGED = "archive-damaged"
    CMI5_ID_INVALID = "cmi5-id-invalid"
    CMI5_ID_REPEATED = "cmi5-id-repeated"
    CMI5_NOT_FOUND = "cmi5-not-found"
    CMI5_SCHEMA_MISSING = "cmi5-schema-missing"
    CMI5_STRUCTURE = "cmi5-structure"
    CMI5_URL_INVALID = "cmi5-url-invalid"
    CMI5_URL_RELATIVE = "cmi5-url-relative"
    CMI5_URL_RESERVED = "cmi5-url-reserved"
    COMPRESSION_UNSUPPORTED = "compression-unsupported"
    DUPLICATE_ENTRY = "duplicate-entry"
    EMPTY_FILE = "empty-file"
    ENCRYPTED = "encrypted"
    EPUB_PROTECTED = "epub-protected"
    FILE_DAMAGED = "file-damaged"
    H5P_INCOMPLETE = "h5p-incomplete"
    H5P_LIBRARIES_MISSING = "h5p-libraries-missing"
    IMAGE_TOO_LARGE = "image-too-large"
    LAUNCH_OUTSIDE = "launch-outside"
    MANIFEST_ENTITIES = "manifest-entities"
    MANIFEST_TOO_LARGE = "manifest-too-large"
    MANIFEST_UNREADABLE = "manifest-unreadable"
    NAME_FORBIDDEN = "name-forbidden"
    NO_LAUNCH_FILE = "no-launch-file"
    NOT_AN_ARCHIVE = "not-an-archive"
    OVERLAPPING_ENTRIES = "overlapping-entries"
    PATH_OUTSIDE = "path-outside"
    QUIZ_EMPTY = "quiz-empty"
    SEVERAL_PACKAGES = "several-packages"
    TINCAN_STRUCTURE = "tincan-structure"
    TOO_LARGE = "too-large"
    TOO_MANY_ENTRIES = "too-many-entries"
    UNKNOWN_FORMAT = "unknown-format"
    UNSUPPORTED_AICC = "unsupported-aicc"
    UNSUPPORTED_ARCHIVE = "unsupported-archive"
    UNSUPPORTED_AUDIO = "unsupported-audio"
    UNSUPPORTED_FLASH = "unsupported-flash"
    UNSUPPORTED_HEIC = "unsupported-heic"
    UNSUPPORTED_MOODLE = "unsupported-moodle"
    UNSUPPORTED_OFFICE = "unsupported-office"
    UNSUPPORTED_VIDEO = "unsupported-video"


class Note(StrEnum):
    """What a report tells about a file that was taken."""

    AMPERSANDS_REPAIRED = "ampersands-repaired"
    AUDIO_NOT_EVERYWHERE = "audio-not-everywhere"
    CAPTIONS_UNREADABLE = "captions-unreadable"
    CHARACTERS_REMOVED = "characters-removed"
    ENCODING_REPAIRED = "encoding-repaired"
    FILE_KIND_LEFT_OUT = "file-kind-left-out"
    FILE_MISSING = "file-missing"
    FILES_LEFT_OUT = "files-left-out"
    FLASH_INSIDE = "flash-inside"
    IDENTIFIER_REPAIRED = "identifier-repaired"
    ITEM_WITHOUT_FILE = "item-without-file"
    LAUNCH_CHOSEN = "launch-chosen"
    LAUNCH_ELSEWHERE = "launch-elsewhere"
    LEADING_BLANK_REMOVED = "leading-blank-removed"
    KEPT_LARGE = "kept-large"
    LIBRARY_SUPPLIED = "library-supplied"
    LINK_NEEDS_INTERNET = "link-needs-internet"
    MARKUP_REPAIRED = "markup-repaired"
    NAMES_DECODED = "names-decoded"
    NAMES_DIFFER_IN_CASE = "names-differ-in-case"
    OUTSIDE_ADDRESS = "outside-address"
    OUTSIDE_SCRIPT = "outside-script"
    PARTS_LEFT_OUT = "parts-left-out"
    PATH_REPAIRED = "path-repaired"
    QUIZ_PICTURE_LOST = "quiz-picture-lost"
    QUIZ_QUESTION_LOST = "quiz-question-lost"
    QUIZ_SCORING_SIMPLER = "quiz-scoring-simpler"
    REPORT_SHORTENED = "report-shortened"
    ROOT_IN_FOLDER = "root-in-folder"
    SPECIAL_ENTRY_SKIPPED = "special-entry-skipped"
    SIZED_FOR_PHONES = "sized-for-phones"
    TEXT_LAYER_BROKEN = "text-layer-broken"
    TOOL_LEFT_OUT = "tool-left-out"
    VALUE_IGNORED = "value-ignored"
    VIDEO_STARTS_SLOWLY = "video-starts-slowly"


class ContentError(Exception):
    """Any failure of this package: a code, the thing it is about, and what to do.

    `code` is a stable kebab-case name, `subject` the file, entry or value concerned,
    `details` further values of the message (plain JSON types).
    """

    texts: Mapping[str, Mapping[Language, str]] = PROBLEMS

    def __init__(self, code: str, subject: str = "", **details: object) -> None:
        super().__init__(f"{code}: {subject}" if subject else code)
        self.code = str(code)
        self.subject = subject
        self.details: dict[str, object] = details

    def message(self, lang: str) -> str:
        """One or two sentences in `lang` (kk, ru or en; anything else gives kk)."""
        return say(self.texts, self.code, lang, self.subject, self.details)


class ContentRefused(ContentError):
    """The file was read, judged and not taken; nothing of it is visible anywhere."""

    texts = REFUSALS

    def __init__(self, code: Refusal, subject: str = "", **details: object) -> None:
        super().__init__(code, subject, **details)


class BlobMissing(ContentError):
    """No blob of that sha256 is in the store."""

    def __init__(self, sha256: str) -> None:
        super().__init__("blob-missing", sha256)


class BadBlobName(ContentError, ValueError):
    """A string that is not 64 lower-case hexadecimal digits was used as a blob's name."""

    def __init__(self, name: str) -> None:
        super().__init__("bad-blob-name", name[:80])


class DiskFull(ContentError):
    """The disk has no room, or only the room kept for the school's own records."""

    def __init__(self, subject: str, *, needed_bytes: int, free_bytes: int) -> None:
        super().__init__("disk-full", subject, needed_bytes=needed_bytes, free_bytes=free_bytes)


class DescriptionInvalid(ContentError, ValueError):
    """A stored description breaks its own rules; `subject` is the place inside it."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__("description-invalid", place, reason=reason)


class PackRefused(ContentError, ValueError):
    """A delta pack is not what it says; `subject` is the place, or the base's damaged file."""

    def __init__(self, code: str, place: str) -> None:
        super().__init__(code, place)


class EditionInvalid(ContentError, ValueError):
    """A manifest or range list of an edition breaks its own rules; `subject` is the place."""

    def __init__(self, place: str) -> None:
        super().__init__("edition-invalid", place)


def note_message(code: str, lang: str, subject: str) -> str:
    """The sentence for one finding of a report, in kk, ru or en."""
    return say(FINDINGS, code, lang, subject, {})
