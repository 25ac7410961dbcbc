"""Films inside a package, made phone-sized under the names by which its pages call them.

Only MP4 is touched: what comes out is MP4 too, so that no page, caption or manifest has to change.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from content.blobs import BlobStore
from content.errors import Note
from content.limits import CHUNK_BYTES, LARGE_FILM_BYTES, MAX_PACKED_FILMS, PACKED_FILM_BYTES
from content.media_sizing import Sized, Sizer
from content.mime import extension
from content.report import Finding
from content.storing import Progress, Sources, saved

_MP4: Final = frozenset({"mp4", "m4v"})


def with_sized_films(
    sources: Sources,
    reopen: Callable[[str], Iterable[bytes]],
    store: BlobStore,
    sizer: Sizer,
    progress: Progress | None,
) -> tuple[Sources, tuple[Finding, ...]]:
    """`sources` with their films in phone-sized form, and what there is to say of it.

    `reopen` gives a file's bytes once more, so that a film that stays as it is can still be stored.
    Raises SizingCancelled and DiskFull.
    """
    films = [
        path
        for path, (size, _) in sources.items()
        if extension(path) in _MP4 and size >= PACKED_FILM_BYTES
    ][:MAX_PACKED_FILMS]
    if not sizer.available:
        large = (path for path in films if sources[path][0] > LARGE_FILM_BYTES)
        return sources, tuple(Finding(Note.KEPT_LARGE, path) for path in large)
    changed = dict(sources)
    notes = []
    for number, path in enumerate(films):
        sized = _sized(reopen(path), store, sizer, _share(progress, number, len(films)))
        if sized is not None:
            changed[path] = sized.size, _bytes(store, sized.sha256)
            notes.append(Finding(Note.SIZED_FOR_PHONES, saved(path, sized)))
    return changed, tuple(notes)


def _sized(
    chunks: Iterable[bytes], store: BlobStore, sizer: Sizer, progress: Progress | None
) -> Sized | None:
    with tempfile.TemporaryDirectory(dir=store.root / "tmp") as folder:
        film = Path(folder) / "film.mp4"
        with film.open("wb") as file:
            for chunk in chunks:
                store.require_room(len(chunk))
                file.write(chunk)
        return sizer.sized(film, "video", progress)


def _bytes(store: BlobStore, sha256: str) -> Iterator[bytes]:
    with store.open(sha256) as file:
        yield from iter(lambda: file.read(CHUNK_BYTES), b"")


def _share(progress: Progress | None, number: int, films: int) -> Progress | None:
    """The progress of one film as a part of that of all."""
    if progress is None:
        return None
    tell = progress
    return lambda done, total: tell(number * total + done, films * total)
