"""A Tin Can package opens with the pages its activities launch."""

from pathlib import Path

import pytest

from content.blobs import BlobStore
from content.errors import ContentRefused
from content.importer import import_file
from content.storing import Imported
from tests.content.archives import zip_of

IRI = "https://example.kz/tin/"
LESSON = (
    f'<activity id="{IRI}lesson" type="http://adlnet.gov/expapi/activities/course">'
    '<name lang="en-US">Water</name><name lang="kk">Су</name><description>Бір</description>'
    '<launch lang="en-us">index.html?a=1</launch></activity>'
)
QUESTION = f'<activity id="{IRI}q1" type="x"><name>Сұрақ</name></activity>'


def package(folder: Path, activities: str, *pages: str, launch: str | None = None) -> Imported:
    text = (
        '\n<?xml version="1.0" encoding="utf-8"?><tincan xmlns="http://projecttincan.com/tincan.xsd">'
        f"<activities>{activities}</activities></tincan>"
    )
    files = {"tincan.xml": text.encode(), **dict.fromkeys(pages, b"<html></html>")}
    store = BlobStore(folder / "blobs", reserve_bytes=0)
    return import_file(zip_of(folder, files), "su.zip", store, launch=launch)


def test_activities_with_a_page_are_the_items(tmp_path: Path) -> None:
    description = package(tmp_path, LESSON + QUESTION, "index.html").description
    assert (description.format, description.title) == ("tincan", "Су")
    assert [(one.id, one.launch, one.parameters) for one in description.items] == [
        ("activity-1", "index.html", "?a=1")
    ]
    assert description.xapi == {
        "units": {
            "activity-1": {
                "id": f"{IRI}lesson",
                "title": {"en-US": "Water", "kk": "Су"},
                "description": {"und": "Бір"},
                "activity_type": "http://adlnet.gov/expapi/activities/course",
            }
        }
    }


@pytest.mark.parametrize(
    ("activities", "code"),
    [
        (QUESTION, "tincan-structure"),
        (LESSON + LESSON, "tincan-structure"),
        (LESSON.replace(f'id="{IRI}lesson"', ""), "tincan-structure"),
        (LESSON.replace(IRI, "lesson "), "tincan-structure"),
        (LESSON.replace("index.html", "https://example.kz/a"), "launch-outside"),
        (LESSON.replace("index.html", "gone.html"), "no-launch-file"),
    ],
)
def test_a_package_that_cannot_be_opened_is_refused(
    tmp_path: Path, activities: str, code: str
) -> None:
    with pytest.raises(ContentRefused) as caught:
        package(tmp_path, activities, "index.html")
    assert caught.value.code == code


def test_a_missing_page_can_be_chosen(tmp_path: Path) -> None:
    made = package(tmp_path, LESSON, "start.html", launch="start.html")
    assert made.description.launch == "start.html"


def test_a_template_that_nobody_filled_in_is_refused(tmp_path: Path) -> None:
    blank = LESSON.replace(f"{IRI}lesson", "[YOUR_HOST]/lesson")
    with pytest.raises(ContentRefused) as caught:
        package(tmp_path, blank, "index.html")
    assert caught.value.code == "tincan-structure"
    assert caught.value.details["identifier"] == "[YOUR_HOST]/lesson"
