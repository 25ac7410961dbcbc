"""H5P is played with the libraries that travel in the package, so they have to be there."""

import json
from pathlib import Path

import pytest

from content.blobs import BlobStore
from content.errors import ContentRefused
from content.importer import import_file
from content.packages.h5p import plan_h5p
from content.packages.plan import Plan
from tests.content.archives import zip_of


def dependency(name: str) -> dict[str, object]:
    return {"machineName": name, "majorVersion": "1", "minorVersion": 6}


def package(**changes: object) -> dict[str, bytes]:
    """A small question; a change of None takes a file away, a dict is a JSON file."""
    files: dict[str, object] = {
        "h5p.json": {
            "title": "  Жай   бөлшектер ",
            "language": "und",
            "defaultLanguage": "kk",
            "mainLibrary": "H5P.TrueFalse",
            "preloadedDependencies": [dependency("H5P.TrueFalse"), "nonsense", {}],
        },
        "content/content.json": {"question": "1/2 > 1/3?"},
        "H5P.TrueFalse-1.6/library.json": {"preloadedDependencies": [dependency("H5P.Question")]},
        "H5P.Question-1.6/library.json": {"preloadedDependencies": [dependency("H5P.TrueFalse")]},
    }
    files |= changes
    return {
        path: value if isinstance(value, bytes) else json.dumps(value).encode()
        for path, value in files.items()
        if value is not None
    }


def plan(files: dict[str, bytes]) -> Plan:
    return plan_h5p(files, lambda path, _: files[path], title="файл")


def test_title_language_and_launch_come_from_h5p_json() -> None:
    made = plan(package())
    assert (made.format, made.title, made.language) == ("h5p", "Жай бөлшектер", "kk")
    assert (made.launch, [item.launch for item in made.items]) == ("h5p.json", ["h5p.json"])


@pytest.mark.parametrize(
    ("changes", "subject"),
    [
        ({"h5p.json": b"{"}, "h5p.json"),
        ({"h5p.json": b"[]"}, "h5p.json"),
        ({"h5p.json": {"mainLibrary": "H5P.Other"}}, "h5p.json"),
        ({"content/content.json": None}, "content/content.json"),
        ({"content/content.json": b"\xff"}, "content/content.json"),
        ({"H5P.Question-1.6/library.json": b"["}, "H5P.Question-1.6/library.json"),
    ],
)
def test_a_package_that_cannot_be_read_is_refused_by_its_file(
    changes: dict[str, object], subject: str
) -> None:
    with pytest.raises(ContentRefused) as caught:
        plan(package(**changes))
    assert (caught.value.code, caught.value.subject) == ("h5p-incomplete", subject)


def test_a_library_that_did_not_travel_along_is_named() -> None:
    with pytest.raises(ContentRefused) as caught:
        plan(package(**{"H5P.Question-1.6/library.json": None}))
    assert caught.value.code == "h5p-libraries-missing"
    assert "H5P.Question-1.6" in caught.value.message("kk")


def test_library_folders_may_go_without_versions() -> None:
    files = {path.replace("-1.6/", "/"): data for path, data in package().items()}
    assert plan(files).format == "h5p"


def test_a_package_in_a_folder_of_its_archive_is_imported(tmp_path: Path) -> None:
    files = {f"тест/{path}": data for path, data in package().items()}
    store = BlobStore(tmp_path / "blobs", reserve_bytes=0)
    description = import_file(zip_of(tmp_path, files, "т.h5p"), "т.h5p", store).description
    assert (description.format, description.launch) == ("h5p", "h5p.json")
    assert description.files["content/content.json"].type == "application/json"
