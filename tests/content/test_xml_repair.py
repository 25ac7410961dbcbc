"""XML from teachers' tools is read or repaired once; XML from attackers is refused."""

import tracemalloc

import pytest

from content import limits
from content.errors import ContentRefused
from content.xml_repair import parse_xml

HEAD = '<?xml version="1.0" encoding="{}"?>\n'
BODY = "<m><t>Жай бөлшек</t></m>"
RUSSIAN = "<m><t>Простые дроби</t></m>"


def title(data: bytes) -> tuple[str | None, list[str]]:
    xml = parse_xml(data, "imsmanifest.xml")
    return xml.root.findtext("t"), [repair.code for repair in xml.repairs]


def refusal(data: bytes) -> ContentRefused:
    with pytest.raises(ContentRefused) as caught:
        parse_xml(data, "imsmanifest.xml")
    assert caught.value.subject == "imsmanifest.xml"
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        (HEAD.format("UTF-8") + BODY).encode(),
        ("\ufeff" + HEAD.format("utf-8") + BODY).encode(),
        BODY.encode(),
        (HEAD.format("UTF-16") + BODY).encode("utf-16"),
        (HEAD.format("UTF-16") + BODY).encode("utf-16-le"),
        (HEAD.format("KZ-1048") + BODY).encode("kz1048"),
        b"\n" + BODY.encode(),
    ],
)
def test_sound_xml_is_read_without_a_remark(data: bytes) -> None:
    assert title(data) == ("Жай бөлшек", [])


@pytest.mark.parametrize("declared", ["UTF-8", "klingon", "zlib", "us-ascii"])
def test_windows_text_under_a_wrong_name_is_read_and_told(declared: str) -> None:
    data = (HEAD.format(declared) + RUSSIAN).encode("cp1251")
    assert title(data) == ("Простые дроби", ["encoding-repaired"])


def test_utf_8_declared_as_windows_is_read_as_what_it_is() -> None:
    data = (HEAD.format("windows-1251") + BODY).encode()
    assert title(data) == ("Жай бөлшек", ["encoding-repaired"])


def test_windows_text_under_its_right_name_needs_no_repair() -> None:
    assert title((HEAD.format("windows-1251") + RUSSIAN).encode("cp1251")) == ("Простые дроби", [])


@pytest.mark.parametrize("start", [b"\n", b"  \r\n", b"\n\xef\xbb\xbf"])
def test_a_blank_before_the_declaration_is_removed_and_told(start: bytes) -> None:
    data = start + (HEAD.format("UTF-8") + BODY).encode()
    assert title(data) == ("Жай бөлшек", ["leading-blank-removed"])


def test_bare_ampersands_and_names_of_html_are_repaired_and_told() -> None:
    data = b"<m href='a?b=1&c=2'><t>Q&A&nbsp;&amp; R&D&LT; &#65;</t></m>"
    xml = parse_xml(data, "x")
    assert xml.root.get("href") == "a?b=1&c=2"
    assert xml.root.findtext("t") == "Q&A\u00a0& R&D< A"
    assert [repair.code for repair in xml.repairs] == ["ampersands-repaired"]


def test_characters_that_xml_forbids_are_removed_and_told() -> None:
    assert title(b"<m><t>one\x0btwo</t></m>") == ("onetwo", ["characters-removed"])


def test_broken_markup_is_recovered_and_told() -> None:
    assert title(b"<m><t>title</t><item></m>") == ("title", ["markup-repaired"])


@pytest.mark.parametrize("data", [b"", b"   ", b"not xml", b"\x00\x01\x02", b"<"])
def test_what_is_no_xml_is_refused_with_a_line(data: bytes) -> None:
    error = refusal(data)
    assert error.code == "manifest-unreadable"
    assert error.details["line"] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_any_encoding(encoding: str) -> None:
    laughs = '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><m><t>&b;</t></m>'
    assert refusal(laughs.encode(encoding)).code == "manifest-entities"
    outside = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><m><t>&x;</t></m>'
    assert refusal(outside.encode(encoding)).code == "manifest-entities"


def test_a_document_type_without_entities_is_harmless() -> None:
    data = b'<!DOCTYPE m SYSTEM "http://127.0.0.1:9/none.dtd"><m><t>title</t></m>'
    assert title(data) == ("title", [])


def test_size_number_and_depth_are_limited_in_little_memory() -> None:
    tracemalloc.start()
    try:
        assert refusal(b" " * (limits.MAX_MANIFEST_BYTES + 1)).code == "manifest-too-large"
        crowd = b"<m>" + b"<i/>" * limits.MAX_MANIFEST_MARKUP + b"</m>"
        assert refusal(crowd).code == "manifest-too-large"
        assert tracemalloc.get_traced_memory()[1] < 100 * limits.MIB
    finally:
        tracemalloc.stop()
    for depth, fits in ((limits.MAX_MANIFEST_DEPTH, True), (limits.MAX_MANIFEST_DEPTH + 1, False)):
        data = b"<i>" * depth + b"</i>" * depth
        if fits:
            assert parse_xml(data, "x").repairs == ()
        else:
            assert refusal(data).code == "manifest-too-large"
