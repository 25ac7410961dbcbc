"""A cmi5 course becomes a lesson: as an archive, as Zip64, and as its structure alone."""

import zipfile
from pathlib import Path

import pytest

from content.blobs import BlobStore
from content.description import Description
from content.errors import ContentRefused, DescriptionInvalid
from content.importer import import_file
from content.storing import Imported
from tests.content.archives import zip_of
from tests.content.cmi5.courses import IRI, block, structure, unit

PAGE = b"<html></html>"


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", reserve_bytes=0)


def course(folder: Path, store: BlobStore, data: bytes, **files: bytes) -> Imported:
    parts = {"cmi5.xml": data, **{name.replace("_", "."): body for name, body in files.items()}}
    return import_file(zip_of(folder, parts), "geo.zip", store)


def test_the_items_are_the_blocks_and_units_and_the_publisher_s_values_stay(
    tmp_path: Path, store: BlobStore
) -> None:
    data = structure(block(unit(attributes='masteryScore="0.6"', url="index.html?a=1#s")))
    description = course(tmp_path, store, data, index_html=PAGE).description
    assert (description.format, description.title, description.language) == ("cmi5", "Таулар", "kk")
    [top] = description.items
    [au] = top.children
    assert (top.id, top.launch, au.id, au.launch, au.parameters) == (
        "block-1",
        None,
        "au-1",
        "index.html",
        "?a=1#s",
    )
    assert au.mastery_score == 60
    assert description.xapi is not None
    assert description.xapi["blocks"]["block-1"]["id"] == f"{IRI}block1"
    kept = description.xapi["units"]["au-1"]
    assert (kept["id"], kept["mastery_score"], kept["move_on"]) == (
        f"{IRI}au1",
        0.6,
        "NotApplicable",
    )
    assert Description.from_bytes(description.canonical()) == description


def test_a_zip64_archive_is_an_archive(tmp_path: Path, store: BlobStore) -> None:
    path = tmp_path / "big.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (("cmi5.xml", structure()), ("index.html", PAGE)):
            with archive.open(name, "w", force_zip64=True) as entry:
                entry.write(data)
    assert import_file(path, "big.zip", store).description.launch == "index.html"


def test_a_structure_alone_may_only_name_whole_addresses(tmp_path: Path, store: BlobStore) -> None:
    path = tmp_path / "cmi5.xml"
    path.write_bytes(structure(unit(url="https://example.kz/a.html?x=1")))
    description = import_file(path, "cmi5.xml", store).description
    assert (description.launch, description.items[0].launch) == ("cmi5.xml", None)
    assert description.xapi is not None
    assert description.xapi["units"]["au-1"]["url"] == "https://example.kz/a.html?x=1"
    assert "launch-elsewhere" in {note.code for note in description.report}
    path.write_bytes(structure())
    with pytest.raises(ContentRefused) as caught:
        import_file(path, "cmi5.xml", store)
    assert (caught.value.code, caught.value.subject) == ("cmi5-url-relative", "index.html")


def test_a_thousand_units_are_one_course(tmp_path: Path, store: BlobStore) -> None:
    data = structure(*(unit(f"au{n}") for n in range(1_200)))
    description = course(tmp_path, store, data, index_html=PAGE).description
    assert len(description.items) == 1_200


def test_a_missing_launch_file_is_named_and_can_be_chosen(tmp_path: Path, store: BlobStore) -> None:
    with pytest.raises(ContentRefused) as caught:
        course(tmp_path, store, structure(), start_html=PAGE)
    assert caught.value.code == "no-launch-file"
    assert caught.value.details["candidates"] == ["start.html"]
    parts = {"cmi5.xml": structure(), "start.html": PAGE}
    done = import_file(zip_of(tmp_path, parts), "geo.zip", store, launch="start.html")
    assert done.description.launch == "start.html"


def test_where_only_cmi5_is_wanted_its_structure_lies_at_the_root(
    tmp_path: Path, store: BlobStore
) -> None:
    inside = {"a/cmi5.xml": structure(), "a/index.html": PAGE}
    with pytest.raises(ContentRefused) as caught:
        import_file(zip_of(tmp_path, inside), "geo.zip", store, only_cmi5=True)
    assert caught.value.code == "cmi5-not-found"
    assert import_file(zip_of(tmp_path, inside), "geo.zip", store).description.format == "cmi5"


def test_a_description_from_elsewhere_is_checked(tmp_path: Path, store: BlobStore) -> None:
    made = course(tmp_path, store, structure(), index_html=PAGE).description.to_json()
    made["xapi"]["units"]["au-1"]["move_on"] = "Never"
    with pytest.raises(DescriptionInvalid, match="move_on"):
        Description.from_json(made)
    del made["xapi"]["units"]["au-1"]
    with pytest.raises(DescriptionInvalid, match="units"):
        Description.from_json(made)
