"""A file is what its bytes and its root say, and what we cannot play is named."""

import pytest

from content.errors import ContentRefused
from content.manifest import parse_manifest
from content.packages.detect import Package, detect_file, detect_package, manifest_format
from tests.content.manifests import manifest


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"PK\3\4....", "x.pdf", "zip"),
        (b"%PDF-1.7", "x", "pdf"),
        (b"\n\n%PDF-1.4", "x.pdf", "pdf"),
        (b"\0\0\0\x20ftypisom", "x", "video"),
        (b"\0\0\0\x14ftypM4A ", "x.m4a", "audio"),
        (b"ID3\4", "x", "audio"),
        (b"\xff\xfb\x90\0", "x.MP3", "audio"),
        (b"OggS\0\2", "x.ogg", "audio"),
        (b"\xff\xd8\xff\xe0", "x", "image"),
        (b"<?xml version='1.0'?><courseStructure xmlns='x'>", "course.xml", "cmi5"),
        (b"\x89PNG\r\n\x1a\n", "x", "image"),
        (b"GIF89a", "x", "image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "x", "image"),
        (b"\xef\xbb\xbf <!DOCTYPE html><p>", "x", "html"),
        ("Сәлем".encode(), "page.HTM", "html"),
    ],
)
def test_a_file_is_known_by_its_bytes(head: bytes, name: str, kind: str) -> None:
    assert detect_file(head, name) == kind


@pytest.mark.parametrize(
    ("head", "name", "code"),
    [
        (b"Rar!\x1a\x07\1\0", "x.rar", "unsupported-archive"),
        (b"7z\xbc\xaf\x27\x1c", "x.7z", "unsupported-archive"),
        (b"\x1f\x8b\x08", "x.tar.gz", "unsupported-archive"),
        (b"\x1f\x8b\x08", "x.mbz", "unsupported-moodle"),
        (b"CWS\x0a", "game.swf", "unsupported-flash"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.doc", "unsupported-office"),
        (b"\x1aE\xdf\xa3", "x.webm", "unsupported-video"),
        (b"\0\0\0\x14ftypqt  ", "x.mov", "unsupported-video"),
        (b"RIFF\0\0\0\0AVI ", "x.avi", "unsupported-video"),
        (b"RIFF\0\0\0\0WAVE", "x.wav", "unsupported-audio"),
        (b"OggS\0\2" + bytes(22) + b"\x80theora", "x.ogv", "unsupported-video"),
        (b"fLaC", "x.flac", "unsupported-audio"),
        (b"[Course]", "x.crs", "unsupported-aicc"),
        (b"MZ\x90", "x.exe", "unknown-format"),
        (b"\0\0", "x.html", "unknown-format"),
        (b"nonsense", "x.zip", "not-an-archive"),
        (b"nonsense", "", "unknown-format"),
    ],
)
def test_what_we_do_not_take_is_named(head: bytes, name: str, code: str) -> None:
    with pytest.raises(ContentRefused) as caught:
        detect_file(head, name)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("paths", "package"),
    [
        (["imsmanifest.xml", "tincan.xml"], Package("manifest", "", "imsmanifest.xml")),
        (["IMSManifest.XML"], Package("manifest", "", "IMSManifest.XML")),
        (
            ["курс/imsmanifest.xml", "readme.html"],
            Package("manifest", "курс/", "курс/imsmanifest.xml"),
        ),
        (["a/b/imsmanifest.xml", "a/c/x/imsmanifest.xml"], None),
        (["h5p.json", "content/content.json"], Package("h5p", "", "h5p.json")),
        (["tincan.xml", "cmi5.xml", "a.html"], Package("cmi5", "", "cmi5.xml")),
        (["course/tincan.xml", "course/a.html"], Package("tincan", "course/", "course/tincan.xml")),
        (["index.html", "old/imsmanifest.xml"], Package("html", "")),
        (["site/index.html", "site/img/a.png"], Package("html", "site/")),
        (["a/x.html", "b/y.html"], Package("html", "")),
        (["META-INF/container.xml", "text/1.xhtml"], Package("epub", "")),
        (["Су/су.mp4", "Су/су.kk.vtt", "Су/су.ru.vtt"], Package("captioned", "Су/")),
        (["index.html", "su.mp4", "su.vtt"], Package("html", "")),
    ],
)
def test_a_package_is_found_in_the_root_or_in_its_one_folder(
    paths: list[str], package: Package | None
) -> None:
    expected = package or Package("manifest", "a/b/", "a/b/imsmanifest.xml")
    assert detect_package(paths, "x.zip") == expected


@pytest.mark.parametrize(
    ("paths", "code"),
    [
        (["moodle_backup.xml"], "unsupported-moodle"),
        (["[Content_Types].xml", "word/document.xml"], "unsupported-office"),
        (["course.crs", "course.au", "index.html"], "unsupported-aicc"),
        (["game.swf", "game.xml"], "unsupported-flash"),
        (["a.docx", "b.mp3"], "unknown-format"),
        ([], "unknown-format"),
        (["one/imsmanifest.xml", "two/imsmanifest.xml"], "several-packages"),
    ],
)
def test_packages_we_do_not_take_are_named(paths: list[str], code: str) -> None:
    with pytest.raises(ContentRefused) as caught:
        detect_package(paths, "x.zip")
    assert (caught.value.code, caught.value.subject) == (code, "x.zip")


def test_several_packages_are_listed() -> None:
    with pytest.raises(ContentRefused) as caught:
        detect_package(["b/imsmanifest.xml", "a/imsmanifest.xml"], "x.zip")
    assert caught.value.details["candidates"] == ["a", "b"]


@pytest.mark.parametrize(
    ("attributes", "version", "resources", "kind"),
    [
        ("", "<schema>IMS Common Cartridge</schema>", "", "cartridge"),
        ("", "", '<resource identifier="q" type="imsqti_item_xmlv2p1"/>', "cartridge"),
        ("", "", '<resource identifier="q" type="webcontent"/>', "ims_cp"),
    ],
)
def test_other_standards_with_the_same_manifest_are_told_apart(
    attributes: str, version: str, resources: str, kind: str
) -> None:
    data = manifest(resources=resources, attributes=attributes, version=version)
    assert manifest_format(parse_manifest(data, "m")) == kind


@pytest.mark.parametrize(
    ("attributes", "version", "resources"),
    [
        ("", "<schema>ADL SCORM</schema><schemaversion>1.2</schemaversion>", ""),
        ('xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"', "", ""),
        ("", "", '<resource identifier="r" scormtype="sco"/>'),
    ],
)
def test_scorm_12_is_known_by_version_namespace_or_attribute(
    attributes: str, version: str, resources: str
) -> None:
    data = manifest(resources=resources, attributes=attributes, version=version)
    parsed = parse_manifest(data, "m")
    assert manifest_format(parsed) == "scorm12"
    assert parsed.title == "Жай бөлшектер"


@pytest.mark.parametrize(
    ("attributes", "version"),
    [
        ("", "<schemaversion>2004 4th Edition</schemaversion>"),
        ("", "<schemaversion>CAM 1.3</schemaversion>"),
        ('xmlns:a="http://www.adlnet.org/xsd/adlcp_v1p3"', ""),
    ],
)
def test_every_edition_of_scorm_2004_is_recognised(attributes: str, version: str) -> None:
    data = manifest(attributes=attributes, version=version)
    assert manifest_format(parse_manifest(data, "m")) == "scorm2004"
