"""Photos that few phones open (HEIC), made legible when they are asked for.

Nothing of it is kept here: what is made of a person's file would have to be backed up and erased
with it. The phone that asked keeps it.
"""

import tempfile
import threading
from pathlib import Path
from typing import Final

from content.limits import SNIFF_BYTES
from content.media_sizing import Sizer
from content.packages.detect import is_heic
from server.classroom.limits import PHOTO_WAIT_SECONDS
from server.errors import Problem
from server.library.stores import original_store, personal_store

_one_at_a_time: Final = threading.Lock()


def legible_photo(sha256: str) -> bytes:
    """The personal file as a JPEG of at most 1600 pixels, without where it was taken.

    Raises Problem 422 for what is no such photo or cannot be read by this server, 503 while it is
    busy with others.
    """
    store = personal_store()
    path = store.path(sha256)
    with path.open("rb") as file:
        head = file.read(SNIFF_BYTES)
    if not is_heic(head):
        raise _unreadable()
    # Twelve megapixels fill a hundred megabytes: a class's photos are read one after another.
    if not _one_at_a_time.acquire(timeout=PHOTO_WAIT_SECONDS):
        raise Problem(
            503,
            "unavailable",
            "The server is busy with other photos",
            hint="Open it again in a minute.",
            headers={"Retry-After": str(PHOTO_WAIT_SECONDS)},
        )
    try:
        with tempfile.TemporaryDirectory(dir=store.root / "tmp") as folder:
            made = Sizer(store, original_store()).legible(path, Path(folder))
            if made is None:
                raise _unreadable()
            return made.read_bytes()
    finally:
        _one_at_a_time.release()


def _unreadable() -> Problem:
    return Problem(
        422,
        "photo-unreadable",
        "This server cannot show the photo",
        hint="Download it, or ask for it as JPEG: in the camera's settings, Most Compatible.",
    )
