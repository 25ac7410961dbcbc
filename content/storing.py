"""Putting a planned lesson into the blob store: files first, the descriptions that name them last.

Blobs are addressed by their content, so an import that is cut off leaves nothing visible. All of a
lesson is one batch: its bytes are synced at once, then get their names in this order.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from content.blobs import Batch, BlobStore
from content.description import Description, Format, StoredFile
from content.errors import ContentRefused, Note, Refusal
from content.limits import MAX_DESCRIPTION_BYTES
from content.media_sizing import Sized
from content.mime import type_for
from content.outside import OutsideScan
from content.packages.course_plan import CoursePlan, PlannedPiece
from content.packages.plan import Plan, single_item, title_from
from content.report import Finding, tidy

Progress = Callable[[int, int], None]
Sources = Mapping[str, tuple[int, Iterable[bytes]]]
"""path → (size in bytes, the bytes piece by piece, readable once)"""


@dataclass(frozen=True)
class Piece:
    """One thing to open: its description, and that blob's sha256 (the identity) and size."""

    description: Description
    manifest_sha256: str
    manifest_size: int


@dataclass(frozen=True)
class ImportedLesson:
    """A lesson that came in: a title and at least one piece."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Imported:
    """What a file became: mostly one lesson with one piece; a cartridge may become many.

    `report` tells of the whole file; each piece's own description carries what is about it.
    """

    title: str
    lessons: tuple[ImportedLesson, ...]
    report: tuple[Finding, ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Every piece of every lesson."""
        return tuple(piece for lesson in self.lessons for piece in lesson.pieces)

    @property
    def description(self) -> Description:
        """The description of the first piece."""
        return self.lessons[0].pieces[0].description

    @property
    def manifest_sha256(self) -> str:
        """The identity of the first piece."""
        return self.lessons[0].pieces[0].manifest_sha256

    @property
    def phone_bytes(self) -> int:
        """Bytes that a phone keeps for all of it: a file that several pieces share counts once."""
        sizes = {
            file.sha256: file.size
            for piece in self.pieces
            for file in piece.description.files.values()
        }
        return sum(sizes.values())


class Meter:
    """Counts bytes on their way into the store and tells whoever asked."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self._done = self._total = 0

    def start(self, total: int) -> None:
        """There are `total` bytes to come."""
        self._total = total
        self._tell()

    def count(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """`chunks` unchanged, each told of once it was taken."""
        for chunk in chunks:
            yield chunk
            self._done += len(chunk)
            self._tell()

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self._done, self._total)


def store_lesson(
    plan: Plan, sources: Sources, store: BlobStore, meter: Meter, notes: Iterable[Finding] = ()
) -> Imported:
    """Store all `sources` as one lesson with one piece. Raises ContentRefused, DiskFull."""
    scan = OutsideScan()
    with store.batch() as batch:
        files = _put(sources, {}, batch, meter, scan)[0]
        for path, kind in plan.types.items():
            files[path] = replace(files[path], type=kind)
        description = Description(
            format=plan.format,
            title=plan.title,
            language=plan.language,
            launch=plan.launch,
            items=plan.items,
            files=files,
            report=tidy((*notes, *plan.findings, *scan.findings)),
            sequencing=plan.sequencing,
            xapi=plan.xapi,
        )
        piece = _described(description, batch)
    lesson = ImportedLesson(description.title, (piece,))
    return Imported(description.title, (lesson,), description.report)


def store_course(
    plan: CoursePlan,
    sources: Sources,
    store: BlobStore,
    meter: Meter,
    notes: Iterable[Finding] = (),
) -> Imported:
    """Store those of `sources` that a piece of the plan needs. Raises ContentRefused, DiskFull."""
    planned = [piece for lesson in plan.lessons for piece in lesson.pieces]
    needed = {path for piece in planned for path in piece.files if path not in piece.made}
    used = {path: source for path, source in sources.items() if path in needed}
    made = {
        (number, path): data
        for number, one in enumerate(planned)
        for path, data in one.made.items()
    }
    scan = OutsideScan()
    pieces: dict[int, Piece] = {}
    with store.batch() as batch:
        files, own = _put(used, made, batch, meter, scan)
        for number, one in enumerate(planned):
            mine = {path: files[path] for path in sorted(one.files) if path not in one.made}
            mine |= {path: own[number, path] for path in sorted(one.made)}
            pieces[id(one)] = _described(_description(one, mine), batch)
    return Imported(
        plan.title,
        tuple(
            ImportedLesson(lesson.title, tuple(pieces[id(one)] for one in lesson.pieces))
            for lesson in plan.lessons
        ),
        tidy((*notes, *plan.findings, *scan.findings)),
    )


def store_sized(sized: Sized, filename: str, store: BlobStore) -> Imported:
    """Describe a file that was made phone-sized and lies in the store already."""
    kinds: dict[str, Format] = {"mp4": "video", "m4a": "audio", "jpg": "image"}
    title = title_from(filename)
    stem = filename.rsplit(".", 1)[0] or "file"
    launch = f"{stem}.{sized.ending}"
    report = (Finding(Note.SIZED_FOR_PHONES, saved(filename, sized)),)
    description = Description(
        format=kinds[sized.ending],
        title=title,
        language=None,
        launch=launch,
        items=single_item(title, launch),
        files={launch: StoredFile(sized.sha256, sized.size, type_for(launch))},
        report=report,
        source=sized.source(),
    )
    piece = _described(description, store)
    return Imported(title, (ImportedLesson(title, (piece,)),), report)


def saved(name: str, sized: Sized) -> str:
    """What was gained by making a file phone-sized, as its report says it."""
    return f"{name}, {_megabytes(sized.source_size)} → {_megabytes(sized.size)} MB"


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}"


def _description(piece: PlannedPiece, files: Mapping[str, StoredFile]) -> Description:
    return Description(
        format=piece.format,
        title=piece.title,
        language=piece.language,
        launch=piece.launch,
        items=piece.items,
        files=files,
    )


def _put(
    sources: Sources,
    made: Mapping[tuple[int, str], bytes],
    batch: Batch,
    meter: Meter,
    scan: OutsideScan,
) -> tuple[dict[str, StoredFile], dict[tuple[int, str], StoredFile]]:
    total = sum(size for size, _ in sources.values()) + sum(map(len, made.values()))
    batch.require_room(total)
    meter.start(total)
    files: dict[str, StoredFile] = {}
    own: dict[tuple[int, str], StoredFile] = {}
    for path, (_, chunks) in sources.items():
        sha256, size = batch.put_chunks(meter.count(scan.watch(path, chunks)))
        files[path] = StoredFile(sha256, size, type_for(path))
    for key, data in made.items():
        sha256, size = batch.put_chunks(meter.count(scan.watch(key[1], (data,))))
        own[key] = StoredFile(sha256, size, type_for(key[1]))
    return files, own


def _described(description: Description, store: BlobStore | Batch) -> Piece:
    data = description.canonical()
    if len(data) > MAX_DESCRIPTION_BYTES:
        raise ContentRefused(
            Refusal.TOO_LARGE, "imsmanifest.xml", limit_bytes=MAX_DESCRIPTION_BYTES
        )
    sha256, size = store.put_chunks((data,))
    return Piece(description, sha256, size)
