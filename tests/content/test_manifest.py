"""What a manifest says, whoever wrote it."""

import pytest

from content import limits
from content.errors import ContentRefused
from content.manifest import is_outside, join_parameters, parse_manifest, split_reference
from tests.content.manifests import SCORM12, manifest


def test_items_titles_and_launch_values_are_read() -> None:
    items = """
      <item identifier="a"><title> Бірінші
         тарау </title>
        <item identifier="b" identifierref="r1" parameters="?p=1" isvisible="false">
          <title>Бет</title><adlcp:masteryscore>60</adlcp:masteryscore>
          <adlcp:datafromlms> x = 1 </adlcp:datafromlms>
          <adlcp:prerequisites type="aicc_script">a&amp;b</adlcp:prerequisites>
        </item>
      </item>"""
    parsed = parse_manifest(manifest(items), "m")
    assert (parsed.title, parsed.schema_version) == ("Жай бөлшектер", "1.2")
    top = parsed.items[0]
    assert (top.identifier, top.title, top.identifierref) == ("a", "Бірінші тарау", None)
    child = top.children[0]
    assert (child.parameters, child.visible) == ("?p=1", False)
    assert child.values == {"masteryscore": "60", "datafromlms": "x = 1", "prerequisites": "a&b"}
    assert [item.identifier for item in parsed.walk()] == ["a", "b"]


def test_the_default_organisation_is_taken_or_else_the_first() -> None:
    two = manifest().replace(
        b'<organization identifier="o">',
        b'<organization identifier="z"><title>Z</title></organization>'
        b'<organization identifier="o">',
    )
    assert parse_manifest(two, "m").title == "Жай бөлшектер"
    assert parse_manifest(two.replace(b'default="o"', b'default="?"'), "m").title == "Z"


def test_xml_base_is_joined_on_three_levels() -> None:
    resources = (
        '<resource identifier="r1" xml:base="c" href="index.html?x#y">'
        '<file href="img/a.png"/><file href="/root.png"/></resource>'
        '<resource identifier="r2" href="https://example.org/x"/>'
    )
    data = manifest(resources=resources, attributes=SCORM12 + ' xml:base="a/"')
    parsed = parse_manifest(data.replace(b"<resources>", b'<resources xml:base="b/">'), "m")
    resource = parsed.resources["r1"]
    assert resource.href == "a/b/c/index.html?x#y"
    assert resource.files == ("a/b/c/img/a.png", "root.png")
    assert parsed.resources["r2"].href == "https://example.org/x"
    assert parsed.hrefs() == ("a/b/c/index.html", "a/b/c/img/a.png", "root.png")


@pytest.mark.parametrize(
    ("language", "found"), [("kk-KZ", "kk"), ("kaz", "kk"), ("RU", "ru"), ("x-none", None)]
)
def test_the_language_is_a_short_tag(language: str, found: str | None) -> None:
    version = (
        "<schemaversion>1.2</schemaversion><lom><general>"
        f"<language>{language}</language></general></lom>"
    )
    assert parse_manifest(manifest(version=version), "m").language == found


def test_too_many_items_or_references_are_refused() -> None:
    items = '<item identifier="i"/>' * (limits.MAX_MANIFEST_ITEMS + 1)
    files = '<file href="a"/>' * (limits.MAX_MANIFEST_REFERENCES + 1)
    crowded = f'<resource identifier="r1" href="index.html">{files}</resource>'
    for data in (manifest(items), manifest(resources=crowded)):
        with pytest.raises(ContentRefused) as caught:
            parse_manifest(data, "m")
        assert caught.value.code == "manifest-too-large"


def test_a_long_base_cannot_multiply_itself() -> None:
    base = "x" * 1_000_000
    resources = f'<resource identifier="r1" xml:base="{base}" href="{base}"/>'
    parsed = parse_manifest(manifest(resources=resources), "m")
    assert len(parsed.resources["r1"].href or "") == limits.MAX_REFERENCE_CHARS


def test_namespaces_are_known_where_they_are_declared_and_where_they_are_used() -> None:
    items = '<item identifier="i" xmlns:late="urn:late" late:x="1"/>'
    namespaces = parse_manifest(manifest(items), "m").namespaces
    assert {"urn:late", "http://www.adlnet.org/xsd/adlcp_rootv1p2"} <= namespaces


def test_another_kind_of_xml_is_no_manifest() -> None:
    with pytest.raises(ContentRefused) as caught:
        parse_manifest(b"<courseStructure/>", "m")
    assert caught.value.code == "manifest-unreadable"


@pytest.mark.parametrize(
    ("rest", "parameters", "joined"),
    [
        ("", "", ""),
        ("", "a=1", "?a=1"),
        ("", "?a=1", "?a=1"),
        ("", "&?a=1", "?a=1"),
        ("?x=2", "a=1", "?x=2&a=1"),
        ("?x=2", "?a=1", "?x=2&a=1"),
        ("", "#top", "#top"),
        ("#here", "#top", "#here"),
        ("?x=2", "#top", "?x=2#top"),
    ],
)
def test_parameters_are_joined_by_scorms_rule(rest: str, parameters: str, joined: str) -> None:
    assert join_parameters(rest, parameters) == joined


def test_references_are_told_apart() -> None:
    assert split_reference("a/b.html?x#y") == ("a/b.html", "?x#y")
    assert split_reference("b.html#y?z") == ("b.html", "#y?z")
    assert is_outside("https://example.org")
    assert is_outside("//example.org/x")
    assert is_outside("javascript:alert(1)")
    assert not is_outside("a/b.html")
    assert not is_outside("C:/b.html")
