"""Why no course content comes at present, in words for people; nothing when it does."""

from typing import Any

from content.errors import DiskFull
from server.library.stores import course_store

LANGUAGES = ("kk", "ru", "en")
LEAST_BYTES = 1024 * 1024
"""Room that is asked for: less than that, and nothing can be put together."""


def paused() -> dict[str, Any] | None:
    """`reason` and a `message` per language."""
    try:
        course_store().require_room(LEAST_BYTES)
    except DiskFull as error:
        message = {language: error.message(language) for language in LANGUAGES}
        return {"reason": error.code, "message": message}
    return None
