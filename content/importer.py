"""From an uploaded file to a lesson in the blob store.

Everything is judged before the first byte is stored, as far as that can be. Blobs are
addressed by their content, so an import that is cut off leaves nothing visible: the
description, which alone makes them a lesson, is stored last.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from content.archive import Archive
from content.blobs import BlobStore
from content.cmi5.structure import parse_structure
from content.description import Description, StoredFile
from content.errors import ContentRefused, Note, Refusal
from content.limits import (
    CHUNK_BYTES,
    MAX_DESCRIPTION_BYTES,
    MAX_ENTRY_BYTES,
    MAX_MANIFEST_BYTES,
    MAX_UPLOAD_BYTES,
    SNIFF_BYTES,
)
from content.manifest import parse_manifest, split_reference
from content.mime import extension, type_for
from content.names import shown
from content.outside import OutsideScan
from content.packages import cmi5
from content.packages.audio import plan_audio
from content.packages.captioned import plan_captioned
from content.packages.cmi5 import plan_cmi5
from content.packages.detect import (
    FileKind,
    Package,
    detect_file,
    detect_package,
    scorm_format,
)
from content.packages.epub import plan_epub
from content.packages.h5p import plan_h5p
from content.packages.html import plan_html, plan_page
from content.packages.media import plan_image, plan_pdf, plan_video
from content.packages.plan import Plan, file_name, title_from
from content.packages.scorm12 import plan_scorm12
from content.packages.scorm2004 import plan_scorm2004
from content.packages.tincan import parse_tincan, plan_tincan
from content.report import Finding, tidy

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Imported:
    """A stored lesson: its description, and that blob's sha256 (the identity) and size."""

    description: Description
    manifest_sha256: str
    manifest_size: int


def import_file(
    path: Path,
    filename: str,
    store: BlobStore,
    progress: Progress | None = None,
    *,
    launch: str | None = None,
    only_cmi5: bool = False,
) -> Imported:
    """Judge the file at `path`, store it and describe it.

    `filename` is the name the teacher knows it by, `progress` is told (bytes done, bytes in
    all), `launch` is the file a person chose after a refusal `no-launch-file` offered
    candidates, `only_cmi5` refuses everything but a cmi5 course.
    Raises ContentRefused when the file is not taken and DiskFull when there is no room; then no
    lesson has come into being.
    """
    name = file_name(filename)
    size = path.stat().st_size
    if size == 0:
        raise ContentRefused(Refusal.EMPTY_FILE, name)
    if size > MAX_UPLOAD_BYTES:
        raise ContentRefused(Refusal.TOO_LARGE, name, limit_bytes=MAX_UPLOAD_BYTES)
    with path.open("rb") as file:
        kind = detect_file(file.read(SNIFF_BYTES), name)
    meter = _Meter(progress)
    if kind == "zip":
        with Archive(path, name) as archive:
            if only_cmi5 and cmi5.MARKER not in archive.entries:
                raise ContentRefused(Refusal.CMI5_NOT_FOUND, name)
            plan = _plan_archive(archive, name, launch, marker=cmi5.MARKER if only_cmi5 else None)
            return _store_archive(archive, plan, store, meter)
    if only_cmi5 and kind != "cmi5":
        raise ContentRefused(Refusal.CMI5_NOT_FOUND, name)
    if size > MAX_ENTRY_BYTES:
        raise ContentRefused(Refusal.TOO_LARGE, name, limit_bytes=MAX_ENTRY_BYTES)
    plan = _plan_single(kind, path, size, name)
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(CHUNK_BYTES), b"")
        return _store(plan, {plan.launch: (size, chunks)}, store, meter)


def _plan_single(kind: FileKind, path: Path, size: int, name: str) -> Plan:
    if kind == "pdf":
        return plan_pdf(path, name)
    if kind == "video":
        return plan_video(path, name)
    if kind == "audio":
        return plan_audio(path, name)
    if kind == "image":
        return plan_image(path, name)
    if kind == "cmi5":
        return _plan_structure(path, size, name)
    return plan_page(size, name)


def _plan_structure(path: Path, size: int, name: str) -> Plan:
    if size > MAX_MANIFEST_BYTES:
        raise ContentRefused(Refusal.MANIFEST_TOO_LARGE, name)
    course = parse_structure(path.read_bytes(), name)
    return plan_cmi5(course, (), title=title_from(name), packaged=False)


def _plan_archive(
    archive: Archive, name: str, launch: str | None, *, marker: str | None = None
) -> Plan:
    package = (
        detect_package(archive.entries.keys(), name)
        if marker is None
        else Package("cmi5", "", marker)
    )
    if package.kind == "captioned":
        inside = _inside(archive, package.root)
        return plan_captioned(
            inside,
            lambda path: next(archive.chunks(package.root + path), b""),
            root=package.root,
        )
    if package.kind == "epub":
        return plan_epub(archive.entries.keys(), archive.read, title=title_from(name))
    if package.marker is None:
        return plan_html(_inside(archive, package.root), name, root=package.root, launch=launch)
    if package.kind == "h5p":
        return plan_h5p(
            _inside(archive, package.root),
            lambda path, limit: archive.read(package.root + path, limit),
            title=title_from(name),
            root=package.root,
        )
    if archive.entries[package.marker].size > MAX_MANIFEST_BYTES:
        raise ContentRefused(Refusal.MANIFEST_TOO_LARGE, shown(package.marker))
    data = archive.read(package.marker, MAX_MANIFEST_BYTES)
    if package.kind in ("cmi5", "tincan"):
        return _plan_xapi(archive, package, data, name, launch)
    # The name of the file alone: its folder may still be read in the wrong encoding.
    manifest = parse_manifest(data, package.marker.rsplit("/", 1)[-1])
    plan = {"scorm12": plan_scorm12, "scorm2004": plan_scorm2004}[scorm_format(manifest, name)]
    archive.decode_names(manifest.hrefs(), depth=package.root.count("/"))
    # The folder's own name may read differently now; the manifest is still the one marker.
    package = detect_package(archive.entries.keys(), name)
    return plan(
        manifest,
        _inside(archive, package.root),
        label="imsmanifest.xml",
        title=title_from(name),
        root=package.root,
        launch=launch,
    )


def _plan_xapi(
    archive: Archive, package: Package, data: bytes, name: str, launch: str | None
) -> Plan:
    if package.kind == "tincan":
        tincan = parse_tincan(data, "tincan.xml")
        archive.decode_names(tincan.hrefs(), depth=package.root.count("/"))
        package = detect_package(archive.entries.keys(), name)
        inside = _inside(archive, package.root)
        return plan_tincan(tincan, inside, title=title_from(name), root=package.root, launch=launch)
    course = parse_structure(data, cmi5.MARKER)
    hrefs = tuple(split_reference(unit.url)[0] for unit in course.units())
    archive.decode_names(hrefs, depth=package.root.count("/"))
    if package.root:
        package = detect_package(archive.entries.keys(), name)
    inside = _inside(archive, package.root)
    return plan_cmi5(
        course,
        inside,
        title=title_from(name),
        root=package.root,
        launch=launch,
        own_path=(package.marker or cmi5.MARKER).removeprefix(package.root),
    )


def _inside(archive: Archive, root: str) -> frozenset[str]:
    return frozenset(path[len(root) :] for path in archive.entries if path.startswith(root))


def _store_archive(archive: Archive, plan: Plan, store: BlobStore, meter: "_Meter") -> Imported:
    notes = list(archive.findings)
    sources: dict[str, tuple[int, Iterable[bytes]]] = {}
    for path, entry in archive.entries.items():
        if not path.startswith(plan.root):
            notes.append(Finding(Note.FILES_LEFT_OUT, path))
            continue
        inside = path[len(plan.root) :]
        sources[inside] = (entry.size, archive.chunks(path))
        if extension(inside) == "swf":
            notes.append(Finding(Note.FLASH_INSIDE, inside))
    if plan.root:
        notes.append(Finding(Note.ROOT_IN_FOLDER, plan.root.rstrip("/")))
    return _store(plan, sources, store, meter, notes)


def _store(
    plan: Plan,
    sources: dict[str, tuple[int, Iterable[bytes]]],
    store: BlobStore,
    meter: "_Meter",
    notes: Iterable[Finding] = (),
) -> Imported:
    total = sum(size for size, _ in sources.values())
    store.require_room(total)
    meter.start(total)
    scan = OutsideScan()
    files: dict[str, StoredFile] = {}
    with store.batch() as batch:
        for path, (_, chunks) in sources.items():
            sha256, size = batch.put_chunks(meter.count(scan.watch(path, chunks)))
            files[path] = StoredFile(sha256, size, type_for(path))
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
    data = description.canonical()
    if len(data) > MAX_DESCRIPTION_BYTES:
        raise ContentRefused(
            Refusal.TOO_LARGE, "imsmanifest.xml", limit_bytes=MAX_DESCRIPTION_BYTES
        )
    sha256, size = store.put(data)
    return Imported(description, sha256, size)


class _Meter:
    """Counts bytes on their way into the store and tells whoever asked."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._done = self._total = 0

    def start(self, total: int) -> None:
        self._total = total
        self._tell()

    def count(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            yield chunk
            self._done += len(chunk)
            self._tell()

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self._done, self._total)
