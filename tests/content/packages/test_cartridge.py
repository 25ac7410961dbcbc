"""A cartridge becomes lessons; a package of pages becomes a lesson; losses are named."""

from pathlib import Path

import pytest

from content import quiz as quizzes
from content.blobs import BlobStore
from content.errors import ContentRefused
from content.importer import import_file
from content.storing import Imported
from tests.content.archives import zip_of
from tests.content.manifests import manifest
from tests.content.packages.questions import condition, declared, equal, item2, item12
from tests.content.packages.test_qti2 import CHOICE
from tests.content.packages.test_qti12 import CHOICE as CHOICE12

CARTRIDGE = "<schema>IMS Common Cartridge</schema><schemaversion>1.1.0</schemaversion>"
QUIZ = (
    '<questestinterop><assessment ident="a" title="Тест"><section>'
    + item12(CHOICE12, condition(equal("a")))
    + "</section></assessment></questestinterop>"
)
TOPIC = (
    '<topic xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1"><title>Пікір</title>'
    '<text texttype="text/html">&lt;p&gt;Не ойлайсың?&lt;/p&gt;</text></topic>'
)
LINK = '<webLink><title>Уики</title><url href="https://kk.wikipedia.org/wiki/Абай"/></webLink>'
PAGE = (
    "<html><body><img src='$IMS-CC-FILEBASE$/сурет 1.png'>"
    "<a href='$WIKI_REFERENCE$/pages/ekinshi'>ары</a><a href='#x'>x</a></body></html>"
)


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", reserve_bytes=0)


def item(ref: str, title: str, inner: str = "") -> str:
    named = f' identifierref="{ref}"' if ref else ""
    return f'<item identifier="i-{title}"{named}><title>{title}</title>{inner}</item>'


def resource(ident: str, kind: str, *files: str, href: str = "") -> str:
    named = f' href="{href}"' if href else ""
    inner = "".join(f'<file href="{file}"/>' for file in files)
    return f'<resource identifier="{ident}" type="{kind}"{named}>{inner}</resource>'


RESOURCES = (
    resource("p1", "webcontent", "wiki_content/birinshi.html", href="wiki_content/birinshi.html")
    + resource("p2", "webcontent", href="wiki_content/ekinshi.html")
    + resource("q", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "q/assessment.xml")
    + resource("t", "imsdt_xmlv1p1", "t.xml")
    + resource("w", "imswl_xmlv1p1", "w.xml")
    + resource("l", "imsbasiclti_xmlv1p0", "l.xml")
    + resource("d", "webcontent", href="web_resources/план.docx")
    + resource("pdf", "webcontent", href="web_resources/кітап.pdf")
)
FILES = {
    "wiki_content/birinshi.html": PAGE.encode(),
    "wiki_content/ekinshi.html": b"<html>2</html>",
    "web_resources/сурет 1.png": b"png",
    "web_resources/план.docx": b"docx",
    "web_resources/кітап.pdf": b"%PDF-1.7\n%%EOF",
    "q/assessment.xml": QUIZ.encode(),
    "t.xml": TOPIC.encode(),
    "w.xml": LINK.encode(),
    "l.xml": b"<x/>",
}


def bring(  # noqa: PLR0917 - the parts of a package, in its own order
    folder: Path, store: BlobStore, items: str, resources: str, files: dict[str, bytes],
    version: str = CARTRIDGE,
) -> Imported:  # fmt: skip
    data = manifest(items, resources, attributes="", version=version, title="7-сынып")
    path = zip_of(folder, {"imsmanifest.xml": data, **files})
    return import_file(path, "курс.imscc", store)


def shape(imported: Imported) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            lesson.title,
            [(piece.description.format, piece.description.title) for piece in lesson.pieces],
        )
        for lesson in imported.lessons
    ]


def remarks(imported: Imported) -> set[tuple[str, str]]:
    return {(note.code, note.subject) for note in imported.report}


def test_modules_become_lessons_and_their_parts_things_to_open(
    tmp_path: Path, store: BlobStore
) -> None:
    first = item("p1", "Бірінші") + item("p2", "Екінші") + item("q", "Сынақ") + item("t", "Пікір")
    second = item("pdf", "Кітап") + item("w", "Уики") + item("l", "Құрал") + item("d", "Жоспар")
    items = item("", "1-тарау", first) + item("", "2-тарау", second) + item("x", "Бос")
    done = bring(tmp_path, store, items, RESOURCES, FILES)

    assert shape(done) == [
        ("1-тарау", [("html", "1-тарау"), ("quiz", "Сынақ"), ("quiz", "Пікір")]),
        ("2-тарау", [("pdf", "Кітап")]),
    ]
    assert remarks(done) == {
        ("link-needs-internet", "Уики (https://kk.wikipedia.org/wiki/Абай)"),
        ("tool-left-out", "Құрал"),
        ("file-kind-left-out", "web_resources/план.docx"),
        ("item-without-file", "Бос"),
    }
    assert done.title == "7-сынып"


def test_pages_take_along_what_they_show_under_plain_addresses(
    tmp_path: Path, store: BlobStore
) -> None:
    done = bring(tmp_path, store, item("p1", "Бірінші"), RESOURCES, FILES)
    pages = done.lessons[0].pieces[0].description
    assert set(pages.files) == {
        "wiki_content/birinshi.html",
        "wiki_content/ekinshi.html",
        "web_resources/сурет 1.png",
    }
    page = store.read(pages.files["wiki_content/birinshi.html"].sha256).decode()
    assert "src='../web_resources/%D1%81%D1%83%D1%80%D0%B5%D1%82%201.png'" in page
    assert "href='ekinshi.html'" in page


def test_a_quiz_and_a_task_are_quizzes_of_ours(tmp_path: Path, store: BlobStore) -> None:
    items = item("", "М", item("q", "Сынақ") + item("t", "Пікір"))
    quiz, task = bring(tmp_path, store, items, RESOURCES, FILES).lessons[0].pieces
    read = [
        quizzes.decode(store.read(piece.description.files["quiz.json"].sha256))
        for piece in (quiz, task)
    ]
    assert [one["title"] for one in read] == ["Сынақ", "Пікір"]
    assert [one["questions"][0]["type"] for one in read] == ["choice", "essay"]
    assert read[1]["questions"][0]["prompt"] == ["Не ойлайсың?"]


def test_what_no_module_names_is_found_at_the_end(tmp_path: Path, store: BlobStore) -> None:
    done = bring(tmp_path, store, item("p1", "Бірінші"), RESOURCES, FILES)
    assert shape(done)[-1] == ("7-сынып", [("quiz", "Тест"), ("quiz", "Пікір")])


def test_too_many_parts_are_named_not_hidden(tmp_path: Path, store: BlobStore) -> None:
    many = "".join(
        item("", f"{n}", item("q", f"Сынақ {n}") + item("p1", f"Бет {n}")) for n in range(30)
    )
    done = bring(tmp_path, store, many, RESOURCES, FILES)
    assert len(done.pieces) == 48
    assert ("parts-left-out", "Сынақ 24") in remarks(done)


def test_a_plain_package_of_pages_keeps_its_tree(tmp_path: Path, store: BlobStore) -> None:
    items = item("", "Тарау", item("p1", "Бірінші") + item("p2", "Екінші"))
    pages = "".join(
        resource(f"p{n}", "webcontent", href=f"wiki_content/{name}.html")
        for n, name in ((1, "birinshi"), (2, "ekinshi"))
    )
    done = bring(tmp_path, store, items, pages, FILES, version="")
    description = done.description
    assert description.format == "html"
    assert [one.title for one in description.items[0].children] == ["Бірінші", "Екінші"]
    assert len(description.files) == len(FILES) + 1


def test_a_package_of_items_is_one_quiz_and_a_test_is_the_test(
    tmp_path: Path, store: BlobStore
) -> None:
    rows = "".join(resource(f"r{n}", "imsqti_item_xmlv2p1", href=f"items/{n}.xml") for n in (1, 2))
    files = {f"items/{n}.xml": item2(declared("a"), CHOICE).encode() for n in (1, 2)}
    alone = bring(tmp_path, store, "", rows, files, version="")
    assert shape(alone) == [("7-сынып", [("quiz", "7-сынып")])]

    test = (
        '<assessmentTest title="Бақылау"><assessmentItemRef identifier="a" href="items/2.xml"/>'
        "</assessmentTest>"
    )
    rows += resource("t", "imsqti_test_xmlv2p1", href="test.xml")
    whole = bring(tmp_path, store, "", rows, {**files, "test.xml": test.encode()}, version="")
    assert shape(whole) == [("7-сынып", [("quiz", "Бақылау")])]


def test_questions_in_a_file_of_their_own_need_no_package(tmp_path: Path, store: BlobStore) -> None:
    for name, data in (("a.xml", QUIZ), ("b.xml", item2(declared("a"), CHOICE))):
        path = tmp_path / name
        path.write_text(data, "utf-8")
        assert import_file(path, name, store).description.format == "quiz"


@pytest.mark.parametrize(
    ("resources", "code"),
    [
        (resource("w", "imswl_xmlv1p1", "w.xml"), "no-launch-file"),
        (resource("q", "imsqti_xmlv1p2", "q/assessment.xml"), "quiz-empty"),
        ("", "no-launch-file"),
    ],
)
def test_a_package_with_nothing_to_open_is_refused(
    tmp_path: Path, store: BlobStore, resources: str, code: str
) -> None:
    files = {**FILES, "q/assessment.xml": b"<questestinterop/>"}
    with pytest.raises(ContentRefused) as caught:
        bring(tmp_path, store, "", resources, files)
    assert caught.value.code == code
    assert list(store.iter()) == []


def test_a_page_is_chosen_where_the_package_names_none(tmp_path: Path, store: BlobStore) -> None:
    with pytest.raises(ContentRefused) as caught:
        bring(tmp_path, store, "", "", FILES)
    pages = caught.value.details["candidates"]
    assert isinstance(pages, list)
    page = pages[0]
    made = import_file(tmp_path / "lesson.zip", "курс.imscc", store, launch=page)
    assert (made.description.format, made.description.launch) == ("html", page)


def test_one_import_gives_the_same_identities_as_the_next(tmp_path: Path, store: BlobStore) -> None:
    items = item("", "М", item("p1", "Бірінші") + item("q", "Сынақ"))
    assert bring(tmp_path, store, items, RESOURCES, FILES) == bring(
        tmp_path, store, items, RESOURCES, FILES
    )
