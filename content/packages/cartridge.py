"""Common Cartridge 1.0–1.3 and IMS content packages with more than pages: from the manifest to
lessons with pages, files, quizzes and written tasks.

What the app has no form for is named in the report: links to the internet, tools of other sites,
files that no phone opens by itself.
Sources: IMS Common Cartridge Profile 1.1 and 1.3 (resource types 3.3, web links 4.3, discussion
topics 4.2), IMS Content Packaging 1.1.4. Canvas's own additions are read where they say more.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final

from content.description import Format, Item
from content.errors import ContentRefused, Note, Refusal
from content.limits import MAX_COURSE_PIECES
from content.manifest import Manifest, ManifestItem, Resource, is_outside
from content.mime import extension
from content.names import shown
from content.packages.course_plan import (
    CoursePlan,
    PlannedLesson,
    PlannedPiece,
    quiz_piece,
    short,
)
from content.packages.pages import Pages, is_page
from content.packages.plan import page_candidates, single_item
from content.packages.qti import EMPTY, Converted, Files, number_of, points_text
from content.packages.qti2 import read_items, read_test
from content.packages.qti12 import read_qti12
from content.report import Finding
from content.rich_text import Rich, from_element, from_html, from_text
from content.xml_elements import all_text, attribute_of, child_of, name_of, text_of
from content.xml_repair import parse_xml

_FILES: Final[dict[str, Format]] = {
    "pdf": "pdf",
    "mp4": "video",
    "m4v": "video",
    "mp3": "audio",
    "m4a": "audio",
    "ogg": "audio",
    "jpg": "image",
    "jpeg": "image",
    "png": "image",
    "gif": "image",
    "webp": "image",
}
_DOCUMENTS: Final = frozenset(
    {
        "doc",
        "docx",
        "ppt",
        "pptx",
        "xls",
        "xlsx",
        "odt",
        "ods",
        "odp",
        "rtf",
        "swf",
        "zip",
        "rar",
        "flv",
        "avi",
        "mov",
        "wmv",
    }
)
_TITLE: Final = re.compile(r"<title>([^<]{1,500})</title>", re.IGNORECASE)
_TITLE_BYTES: Final = 16_384
"""Bytes at the start of a page among which its title stands."""
_CANVAS_QUIZ: Final = "non_cc_assessments/{}.xml.qti"


@dataclass
class _Run:
    """Pages that stand one after the other and are opened as one piece."""

    pages: list[tuple[str, str]] = field(default_factory=list)  # (title, path)
    more: set[str] = field(default_factory=set)


def plan_course(manifest: Manifest, files: Files, *, title: str, root: str = "") -> CoursePlan:
    """The lessons of a cartridge or of a package with quizzes; paths are relative to `root`.

    Raises ContentRefused `no-launch-file` when nothing in it can be opened, `quiz-empty` when
    it is nothing but a quiz none of whose questions could be taken.
    """
    return _Course(manifest, files, manifest.title or title).plan(root)


class _Course:
    def __init__(self, manifest: Manifest, files: Files, title: str) -> None:
        self._manifest = manifest
        self._files = files
        self._title = short(title)
        self._used: set[str] = set()
        self._pieces = 0
        self._full = False
        self._findings: list[Finding] = []
        self._empty: ContentRefused | None = None

    def plan(self, root: str) -> CoursePlan:
        lessons = [*self._modules(), *self._unlisted()]
        found = tuple(one for one in lessons if one.pieces)
        if not found:
            raise self._empty or ContentRefused(
                Refusal.NO_LAUNCH_FILE,
                "imsmanifest.xml",
                candidates=page_candidates(self._files.paths),
            )
        self._name_left_out(found)
        return CoursePlan(
            title=self._title,
            language=self._manifest.language,
            lessons=found,
            root=root,
            findings=(*self._manifest.findings, *self._findings, *self._files.findings),
        )

    def _modules(self) -> Iterator[PlannedLesson]:
        tops = self._manifest.items
        # Cartridges have one root item without a title around all modules.
        while len(tops) == 1 and tops[0].children and not tops[0].title:
            tops = tops[0].children
        loose: list[ManifestItem] = []
        for top in tops:
            if top.children:
                yield from self._lesson(self._title, loose)
                loose = []
                yield from self._lesson(top.title or self._title, [top])
            else:
                loose.append(top)
        yield from self._lesson(self._title, loose)

    def _unlisted(self) -> Iterator[PlannedLesson]:
        """Quizzes and tasks that no module names, and pages where there are no modules at all."""
        test = any("imsqti_test" in one.type for one in self._manifest.resources.values())
        questions: list[Resource] = []
        rows: list[ManifestItem] = []
        for resource in self._manifest.resources.values():
            if resource.identifier in self._used:
                continue
            if "imsqti_item" in resource.type:
                questions += [] if test else [resource]
                continue
            page = resource.href is not None and is_page(resource.href)
            wanted = self._is_task(resource) or (page and not self._used)
            if wanted:
                rows.append(_row(resource.identifier))
        pieces = tuple(self._question_pieces(questions))
        lesson = next(self._lesson(self._title, rows), None)
        both = (*pieces, *(lesson.pieces if lesson else ()))
        if both:
            yield PlannedLesson(self._title, both)

    def _question_pieces(self, questions: list[Resource]) -> Iterator[PlannedPiece]:
        paths = [path for one in questions if (path := self._path(one.href)) is not None]
        if paths:
            yield from self._quiz(lambda: read_items(paths, self._files, self._title), self._title)

    def _lesson(self, title: str, items: list[ManifestItem]) -> Iterator[PlannedLesson]:
        pieces: list[PlannedPiece] = []
        run = _Run()
        for item in _leaves(items):
            resource = self._manifest.resources.get(item.identifierref or "")
            if resource is None:
                if item.identifierref:
                    self._note(Note.ITEM_WITHOUT_FILE, item.title)
                continue
            self._used.add(resource.identifier)
            if self._pieces + len(pieces) >= MAX_COURSE_PIECES:
                self._leave_out(item.title)
                continue
            path = self._path(resource.href)
            if path is not None and is_page(path) and not self._is_task(resource):
                run.pages.append((item.title or self._page_title(path), path))
                run.more |= self._belonging(resource)
                continue
            made = list(self._pieces_of(item, resource, path))
            if made:
                pieces += [*self._run_piece(run, title), *made]
                run = _Run()
        pieces += self._run_piece(run, title)
        room = MAX_COURSE_PIECES - self._pieces
        if len(pieces) > room:
            self._leave_out(pieces[room].title)
        kept = tuple(pieces[: max(0, room)])
        self._pieces += len(kept)
        if kept:
            yield PlannedLesson(short(title), kept)

    def _leave_out(self, title: str) -> None:
        """There are too many parts: the first that is left out is named."""
        if not self._full:
            self._full = True
            self._note(Note.PARTS_LEFT_OUT, title)

    def _pieces_of(
        self, item: ManifestItem, resource: Resource, path: str | None
    ) -> Iterator[PlannedPiece]:
        name = item.title
        kind = resource.type
        if "imsqti" in kind:
            yield from self._quiz(self._qti(resource, name), name)
        elif self._is_task(resource):
            yield from self._task(resource, name)
        elif kind.startswith("imswl"):
            self._link(resource, name)
        elif kind.startswith("imsbasiclti"):
            self._note(Note.TOOL_LEFT_OUT, name)
        elif resource.href and is_outside(resource.href):
            self._note(Note.LINK_NEEDS_INTERNET, f"{name} ({resource.href})")
        elif path is None:
            self._note(Note.FILE_MISSING, resource.href or name)
        elif extension(path) in _FILES:
            title = short(name or path.rsplit("/", 1)[-1])
            yield PlannedPiece(
                format=_FILES[extension(path)],
                title=title,
                language=self._manifest.language,
                launch=path,
                items=single_item(title, path),
                files=frozenset({path}),
            )
        elif extension(path) not in {"xml", "txt"}:
            self._note(Note.FILE_KIND_LEFT_OUT, path)

    def _page_title(self, path: str) -> str:
        """What a page calls itself; its file name where it says nothing."""
        page = (self._files.read_page(path) or b"")[:_TITLE_BYTES].decode("utf-8", "replace")
        found = _TITLE.search(page)
        title = " ".join(unescape(found.group(1)).split()) if found else ""
        return title or path.rsplit("/", 1)[-1]

    def _run_piece(self, run: _Run, title: str) -> list[PlannedPiece]:
        if not run.pages:
            return []
        pages = Pages(self._files)
        pages.take([path for _, path in run.pages])
        pages.take(run.more)
        items = tuple(
            Item(id=f"page-{number}", title=short(name), launch=path)
            for number, (name, path) in enumerate(run.pages, 1)
        )
        return [
            PlannedPiece(
                format="html",
                title=items[0].title if len(items) == 1 else short(title),
                language=self._manifest.language,
                launch=run.pages[0][1],
                items=items,
                files=frozenset(pages.needed),
                made=pages.made,
            )
        ]

    def _quiz(self, read: Callable[[], Converted], title: str) -> Iterator[PlannedPiece]:
        try:
            converted = read()
        except ContentRefused as error:
            self._note(Note.QUIZ_QUESTION_LOST, title or error.subject)
            self._empty = self._empty or error
            return
        yield quiz_piece(converted, title, self._manifest.language)

    def _qti(self, resource: Resource, title: str) -> Callable[[], Converted]:
        canvas = _CANVAS_QUIZ.format(resource.identifier)
        written = canvas if canvas in self._files.paths else None
        path = written or self._path(resource.href) or self._first(resource, "xml")
        if path is None:
            raise_missing = ContentRefused(Refusal.QUIZ_EMPTY, shown(title or self._title), lost=0)

            def missing() -> Converted:
                raise raise_missing

            return missing
        if "imsqti_test" in resource.type or "imsqti_assessment_xmlv2" in resource.type:
            return lambda: read_test(path, self._files, title or self._title)
        if "imsqti_item" in resource.type:
            return lambda: read_items([path], self._files, title or self._title)
        return lambda: read_qti12(path, self._files, title or self._title)

    def _is_task(self, resource: Resource) -> bool:
        """A discussion topic or an assignment, or a quiz: something to be done."""
        kind = resource.type
        if "imsqti" in kind or kind.startswith(("imsdt", "assignment")):
            return "question-bank" not in kind
        return any(
            file.rsplit("/", 1)[-1] in {"assignment_settings.xml"} for file in resource.files
        )

    def _task(self, resource: Resource, title: str) -> Iterator[PlannedPiece]:
        """A written task: one question that the teacher reads."""
        name, prompt, points = title, [], "1"
        for href in (*resource.files, resource.href or ""):
            path = self._path(href)
            if path is None:
                continue
            if is_page(path):
                data = self._files.read_page(path) or b""
                prompt = from_html(_body(data.decode("utf-8", "replace")), self._files.image(path))
            elif extension(path) == "xml":
                found, text, worth = self._topic(path)
                name, prompt, points = name or found, prompt or text, worth or points
        question: dict[str, Any] = {
            "id": "task",
            "type": "essay",
            "prompt": prompt or from_text(name),
            "points": points,
        }
        quiz = {**EMPTY, "title": name, "view": "list", "questions": [question]}
        yield quiz_piece(Converted(quiz), name or self._title, self._manifest.language)

    def _topic(self, path: str) -> tuple[str, Rich, str | None]:
        xml = parse_xml(self._files.read(path), path.rsplit("/", 1)[-1])
        root = xml.root
        title = text_of(root, "title")
        element = next(
            (
                one
                for one in root
                if name_of(one) in {"text", "instructor_text"} and all_text(one).strip()
            ),
            None,
        )
        text: Rich = []
        if element is not None:
            image = self._files.image(path)
            html = "html" in attribute_of(element, "texttype").lower()
            if len(element):
                text = from_element(element, image)
            else:
                text = (from_html if html else _plain)(all_text(element), image)
        gradable = child_of(root, "gradable")
        points = None if gradable is None else number_of(attribute_of(gradable, "points_possible"))
        written = text_of(root, "points_possible")
        points = points if points is not None or not written else number_of(written)
        return title, text, points_text(points) if points else None

    def _link(self, resource: Resource, title: str) -> None:
        address = ""
        path = self._path(resource.href) or self._first(resource, "xml")
        if path is not None:
            xml = parse_xml(self._files.read(path), path.rsplit("/", 1)[-1])
            link = child_of(xml.root, "url")
            address = "" if link is None else attribute_of(link, "href")
            title = title or text_of(xml.root, "title")
        self._note(Note.LINK_NEEDS_INTERNET, f"{title} ({address})" if address else title)

    def _name_left_out(self, lessons: tuple[PlannedLesson, ...]) -> None:
        """Documents of the package that no piece opens; a teacher may be looking for them."""
        used = {path for one in lessons for piece in one.pieces for path in piece.files}
        for path in sorted(self._files.paths - used):
            if extension(path) in _DOCUMENTS | {"pdf"}:
                self._note(Note.FILE_KIND_LEFT_OUT, path)

    def _belonging(self, resource: Resource) -> set[str]:
        """Files of a resource and of those it depends on."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [resource]
        while waiting:
            one = waiting.pop()
            if one.identifier in seen:
                continue
            seen.add(one.identifier)
            for href in (one.href, *one.files):
                path = self._path(href)
                if path is not None:
                    found.add(path)
                elif href and not is_outside(href):
                    self._note(Note.FILE_MISSING, href)
            known = (self._manifest.resources.get(name) for name in one.dependencies)
            waiting += [other for other in known if other is not None]
        return found

    def _path(self, href: str | None) -> str | None:
        return self._files.find(href, "") if href else None

    def _first(self, resource: Resource, kind: str) -> str | None:
        paths = (self._path(href) for href in resource.files)
        return next((path for path in paths if path and extension(path) == kind), None)

    def _note(self, code: Note, subject: str) -> None:
        self._findings.append(Finding(code, shown(subject)))


def _leaves(items: list[ManifestItem]) -> Iterator[ManifestItem]:
    for item in items:
        if item.identifierref:
            yield item
        yield from _leaves(list(item.children))


def _row(identifier: str) -> ManifestItem:
    return ManifestItem(identifier, "", identifier, "", True, {}, ())


def _body(page: str) -> str:
    start, end = page.lower().find("<body"), page.lower().rfind("</body")
    if start < 0:
        return page
    return page[page.find(">", start) + 1 : end if end > start else None]


def _plain(text: str, _image: Any) -> Rich:
    return from_text(text)
