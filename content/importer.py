"""From an uploaded file to a lesson in the blob store.

Everything is judged before the first byte is stored, as far as that can be. Blobs are
addressed by their content, so an import that is cut off leaves nothing visible: the
description, which alone makes them a lesson, is stored last.
"""

from collections.abc import Iterable
from pathlib import Path

from content.archive import Archive
from content.blobs import BlobStore
from content.cmi5.structure import parse_structure
from content.errors import ContentRefused, Note, Refusal
from content.limits import (
    CHUNK_BYTES,
    LARGE_FILM_BYTES,
    MAX_ENTRY_BYTES,
    MAX_MANIFEST_BYTES,
    MAX_QTI_BYTES,
    MAX_UPLOAD_BYTES,
    SNIFF_BYTES,
)
from content.manifest import parse_manifest, split_reference
from content.media_sizing import Sized, Sizer
from content.mime import extension
from content.names import shown
from content.packages import cmi5
from content.packages.audio import plan_audio
from content.packages.captioned import plan_captioned
from content.packages.cartridge import plan_course
from content.packages.cmi5 import plan_cmi5
from content.packages.course_plan import CoursePlan, PlannedLesson, quiz_piece
from content.packages.detect import (
    FileKind,
    Package,
    detect_file,
    detect_package,
    is_heic,
    manifest_format,
    media_kind,
)
from content.packages.epub import plan_epub
from content.packages.h5p import plan_h5p
from content.packages.html import plan_html, plan_page
from content.packages.ims_cp import has_only_pages, plan_ims_cp
from content.packages.media import plan_image, plan_pdf, plan_video
from content.packages.plan import Plan, file_name, title_from
from content.packages.qti import Files
from content.packages.qti2 import read_items
from content.packages.qti12 import read_qti12
from content.packages.scorm12 import plan_scorm12
from content.packages.scorm2004 import plan_scorm2004
from content.packages.tincan import parse_tincan, plan_tincan
from content.packed_films import with_sized_films
from content.report import Finding
from content.storing import (
    Imported,
    Meter,
    Progress,
    Sources,
    store_course,
    store_lesson,
    store_sized,
)
from content.supplied import Supplied


def import_file(
    path: Path,
    filename: str,
    store: BlobStore,
    progress: Progress | None = None,
    *,
    launch: str | None = None,
    only_cmi5: bool = False,
    sizer: Sizer | None = None,
    libraries: Path | None = None,
) -> Imported:
    """Judge the file at `path`, store it and describe it.

    `filename` is the name the teacher knows it by, `progress` is told (bytes done, bytes in
    all), `launch` is the file a person chose after a refusal `no-launch-file` offered
    candidates, `only_cmi5` refuses everything but a cmi5 course, `sizer` makes films, recordings
    and photos phone-sized, `libraries` is the folder of copies for `content.supplied`.
    Raises ContentRefused when the file is not taken and DiskFull when there is no room; then no
    lesson has come into being.
    """
    name = file_name(filename)
    size = path.stat().st_size
    if size == 0:
        raise ContentRefused(Refusal.EMPTY_FILE, name)
    if size > MAX_UPLOAD_BYTES:
        raise ContentRefused(Refusal.TOO_LARGE, name, limit_bytes=MAX_UPLOAD_BYTES)
    remarks: tuple[Finding, ...] = ()
    with path.open("rb") as file:
        head = file.read(SNIFF_BYTES)
    if sizer is not None and not only_cmi5:
        photo = sizer.photo(path) if is_heic(head) else None
        if photo is not None:
            return store_sized(photo, name, store)
        sized = _phone_sized(path, head, name, sizer, progress)
        if isinstance(sized, Sized):
            return store_sized(sized, name, store)
        if sized:
            remarks = (Finding(Note.KEPT_LARGE, name),)
    kind = detect_file(head, name)
    meter = Meter(progress)
    if kind == "zip":
        with Archive(path, name) as archive:
            if only_cmi5 and cmi5.MARKER not in archive.entries:
                raise ContentRefused(Refusal.CMI5_NOT_FOUND, name)
            plan = _plan_archive(archive, name, launch, marker=cmi5.MARKER if only_cmi5 else None)
            supplied = Supplied(libraries) if libraries is not None else None
            return _store_archive(archive, plan, store, meter, sizer=sizer, supplied=supplied)
    if only_cmi5 and kind != "cmi5":
        raise ContentRefused(Refusal.CMI5_NOT_FOUND, name)
    if size > MAX_ENTRY_BYTES:
        raise ContentRefused(Refusal.TOO_LARGE, name, limit_bytes=MAX_ENTRY_BYTES)
    if kind == "qti":
        questions = _plan_questions(path, name)
        return store_course(questions, {name: (size, (path.read_bytes(),))}, store, meter)
    plan = _plan_single(kind, path, size, name)
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(CHUNK_BYTES), b"")
        return store_lesson(plan, {plan.launch: (size, chunks)}, store, meter, remarks)


def _phone_sized(
    path: Path, head: bytes, name: str, sizer: Sizer, progress: Progress | None
) -> Sized | bool:
    """The phone-sized form of a film, recording or photo; else whether one would be worth it."""
    kind = media_kind(head, name)
    if kind is None:
        return False
    if not sizer.available:
        return kind == "video" and path.stat().st_size > LARGE_FILM_BYTES
    return sizer.sized(path, kind, progress) or False


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


def _plan_questions(path: Path, name: str) -> CoursePlan:
    """A file of questions by itself, without a package around it."""

    def read(_: str, limit: int) -> bytes:
        if path.stat().st_size > limit:
            raise ContentRefused(Refusal.TOO_LARGE, name, limit_bytes=limit)
        return path.read_bytes()

    files = Files(frozenset({name}), read)
    title = title_from(name)
    old = b"<questestinterop" in read(name, MAX_QTI_BYTES)
    converted = read_qti12(name, files, title) if old else read_items([name], files, title)
    lesson = PlannedLesson(title, (quiz_piece(converted, converted.title(), None),))
    return CoursePlan(converted.title(), None, (lesson,), findings=tuple(files.findings))


def _plan_structure(path: Path, size: int, name: str) -> Plan:
    if size > MAX_MANIFEST_BYTES:
        raise ContentRefused(Refusal.MANIFEST_TOO_LARGE, name)
    course = parse_structure(path.read_bytes(), name)
    return plan_cmi5(course, (), title=title_from(name), packaged=False)


def _plan_archive(
    archive: Archive, name: str, launch: str | None, *, marker: str | None = None
) -> Plan | CoursePlan:
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
    if package.kind == "epub" and launch is None:
        return plan_epub(archive.entries.keys(), archive.read, title=title_from(name))
    if package.marker is None or package.kind == "epub":
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
    return _plan_manifest(archive, package, data, name, launch)


def _plan_manifest(
    archive: Archive, package: Package, data: bytes, name: str, launch: str | None
) -> Plan | CoursePlan:
    # The name of the file alone: its folder may still be read in the wrong encoding.
    manifest = parse_manifest(data, (package.marker or "").rsplit("/", 1)[-1])
    kind = manifest_format(manifest)
    archive.decode_names(manifest.hrefs(), depth=package.root.count("/"))
    # The folder's own name may read differently now; the manifest is still the one marker.
    package = detect_package(archive.entries.keys(), name)
    inside = _inside(archive, package.root)
    if kind == "cartridge" or (kind == "ims_cp" and not has_only_pages(manifest)):
        if launch is not None:
            return plan_html(inside, name, root=package.root, launch=launch)
        files = Files(inside, lambda path, limit: archive.read(package.root + path, limit))
        return plan_course(manifest, files, title=title_from(name), root=package.root)
    plan = {"scorm12": plan_scorm12, "scorm2004": plan_scorm2004}.get(kind, plan_ims_cp)
    return plan(
        manifest,
        inside,
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


def _store_archive(
    archive: Archive,
    plan: Plan | CoursePlan,
    store: BlobStore,
    meter: Meter,
    *,
    sizer: Sizer | None,
    supplied: Supplied | None,
) -> Imported:
    notes = list(archive.findings)
    sources: dict[str, tuple[int, Iterable[bytes]]] = {}
    flash: list[str] = []
    for path, entry in archive.entries.items():
        if not path.startswith(plan.root):
            notes.append(Finding(Note.FILES_LEFT_OUT, path))
            continue
        inside = path[len(plan.root) :]
        if extension(inside) == "swf":
            flash.append(inside)
            continue
        sources[inside] = (entry.size, archive.chunks(path))
    if flash:
        # Tools of the time export everything twice; one line says it for all of them.
        more = f" (+{len(flash) - 1})" if len(flash) > 1 else ""
        notes.append(Finding(Note.FLASH_INSIDE, flash[0] + more))
    if plan.root:
        notes.append(Finding(Note.ROOT_IN_FOLDER, plan.root.rstrip("/")))
    made: Sources = sources
    if sizer is not None:
        made, films = with_sized_films(
            sources, lambda path: archive.chunks(plan.root + path), store, sizer, meter.progress
        )
        notes += films
    if supplied is not None:
        made, copies = supplied.put_into(made, lambda path: archive.chunks(plan.root + path))
        notes += copies
    if isinstance(plan, CoursePlan):
        return store_course(plan, made, store, meter, notes)
    return store_lesson(plan, made, store, meter, notes)
