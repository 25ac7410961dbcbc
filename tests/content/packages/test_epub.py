"""A book becomes its chapters in reading order, named by its table of contents."""

from pathlib import Path

import pytest

from content.blobs import BlobStore
from content.errors import ContentRefused
from content.importer import import_file
from content.packages.epub import plan_epub
from content.packages.plan import Plan
from tests.content.archives import zip_of
from tests.content.books import book

ENCRYPTION = """<encryption><EncryptedData><EncryptionMethod Algorithm="{algorithm}"/>
</EncryptedData></encryption>"""


def plan(files: dict[str, bytes]) -> Plan:
    return plan_epub(files, lambda path, _: files[path], title="файл")


@pytest.mark.parametrize("version", [2, 3])
def test_chapters_come_in_reading_order_with_their_titles(version: int) -> None:
    made = plan(book(version=version))
    assert (made.format, made.title, made.language) == ("epub", "Абай жолы", "kk")
    assert made.launch == "OEBPS/cover.xhtml"
    assert [(item.title, item.launch, item.visible) for item in made.items] == [
        ("1", "OEBPS/cover.xhtml", False),
        ("Бірінші тарау", "OEBPS/text/1 tarau.xhtml", True),
        ("Екінші тарау", "OEBPS/text/2.xhtml", True),
    ]
    assert [(note.code, note.subject) for note in made.findings] == [
        ("file-missing", "OEBPS/text/gone.xhtml")
    ]


def test_a_book_without_a_table_of_contents_lists_its_chapters_by_number() -> None:
    files = book(version=2)
    del files["OEBPS/toc.ncx"]
    made = plan(files)
    assert [(item.title, item.visible) for item in made.items] == [
        ("1", True),
        ("2", True),
        ("3", True),
    ]


def test_a_book_locked_to_its_buyer_is_refused_and_one_with_scrambled_fonts_is_not() -> None:
    files = book()
    fonts = ENCRYPTION.format(algorithm="http://www.idpf.org/2008/embedding")
    assert plan({**files, "META-INF/encryption.xml": fonts.encode()}).format == "epub"
    locked = ENCRYPTION.format(algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(ContentRefused) as caught:
        plan({**files, "META-INF/encryption.xml": locked.encode()})
    assert caught.value.code == "epub-protected"


def test_a_page_is_chosen_where_the_book_names_none(tmp_path: Path) -> None:
    store = BlobStore(tmp_path / "blobs")
    path = zip_of(tmp_path, {**book(), "OEBPS/book.opf": b"<package><spine/></package>"})
    with pytest.raises(ContentRefused) as caught:
        import_file(path, "кітап.epub", store)
    pages = caught.value.details["candidates"]
    assert isinstance(pages, list)
    page = pages[0]
    made = import_file(path, "кітап.epub", store, launch=page)
    assert (made.description.format, made.description.launch) == ("html", page)


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        ("OEBPS/book.opf", None, "no-launch-file"),
        ("OEBPS/book.opf", b"<package><spine/></package>", "no-launch-file"),
        ("META-INF/container.xml", b"<container/>", "no-launch-file"),
        ("META-INF/container.xml", b"nothing", "manifest-unreadable"),
        ("OEBPS/book.opf", b'<!DOCTYPE p [<!ENTITY a "b">]><package/>', "manifest-entities"),
    ],
)
def test_a_book_that_cannot_be_read_is_refused(path: str, data: bytes | None, code: str) -> None:
    files = {name: kept for name, kept in book().items() if name != path}
    with pytest.raises(ContentRefused) as caught:
        plan(files if data is None else {**files, path: data})
    assert caught.value.code == code


def test_a_book_is_imported_with_all_its_files(tmp_path: Path) -> None:
    store = BlobStore(tmp_path / "blobs", reserve_bytes=0)
    path = zip_of(tmp_path, book(), "Абай.epub")
    description = import_file(path, "Абай.epub", store).description
    assert (description.format, len(description.items)) == ("epub", 3)
    assert description.files["OEBPS/text/2.xhtml"].type == "application/xhtml+xml"


def test_chapters_of_xhtml_named_html_are_shown_as_what_they_are(tmp_path: Path) -> None:
    """As converters write them: a browser would take what follows an empty title for the title."""
    files = book()
    renamed = {"cover.xhtml": "cover.html", "text/2.xhtml": "text/2.htm", "css": "css"}
    opf = files["OEBPS/book.opf"].decode()
    for old, new in renamed.items():
        opf = opf.replace(f'"{old}"', f'"{new}"')
    empty = b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>1</body></html>'
    sloppy = empty.replace(b"1", b"<p>1<br>&nbsp;")
    made = {**files, "OEBPS/book.opf": opf.encode(), "OEBPS/cover.html": empty}
    made |= {"OEBPS/text/2.htm": sloppy, "OEBPS/loose.html": empty}

    store = BlobStore(tmp_path / "blobs", reserve_bytes=0)
    path = zip_of(tmp_path, made, "Абай.epub")
    found = import_file(path, "Абай.epub", store).description.files
    assert found["OEBPS/cover.html"].type == "application/xhtml+xml"
    assert found["OEBPS/text/2.htm"].type == "text/html", "no XML: it would show a fault"
    assert found["OEBPS/loose.html"].type == "text/html", "the book does not know it"
    assert found["OEBPS/book.css"].type == "text/css"
    for name in ("<html>1</html>", "<html xmlns='http://www.w3.org/1999/xhtml'>&a;</html>"):
        assert plan({**made, "OEBPS/cover.html": name.encode()}).types == {}
