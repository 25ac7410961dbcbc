"""Packages that other people made, where a folder of them is at hand."""

import os
from pathlib import Path

import pytest

from content.blobs import BlobStore
from content.errors import ContentRefused
from content.importer import import_file
from content.storing import Imported

FOLDER = Path(
    os.environ.get("TIREK_TEST_PACKAGES")
    or Path(__file__).parents[2].parent / "shared" / "packages"
)


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", reserve_bytes=0)


def imported(name: str, store: BlobStore) -> Imported:
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{name} is not at hand; name its folder in TIREK_TEST_PACKAGES")
    return import_file(path, name, store)


def test_golf_with_one_sco_is_imported(store: BlobStore) -> None:
    description = imported("golf_RuntimeBasicCalls_SCORM12.zip", store).description
    assert description.title == "Golf Explained - Run-time Basic Calls"
    assert [item.launch for item in description.walk()] == ["shared/launchpage.html"]
    assert (len(description.files), description.total_bytes) == (44, 469_563)
    assert all(store.verify(file.sha256) for file in description.files.values())


def test_golf_with_many_scos_keeps_its_tree_and_parameters(store: BlobStore) -> None:
    name = "golf_ContentPackagingOneFilePerSCO_SCORM12.zip"
    description = imported(name, store).description
    assert [len(item.children) for item in description.items] == [6, 4, 5, 3]
    quiz = {item.id: item for item in description.walk()}["etiquette_quiz_item"]
    assert quiz.launch == "shared/assessmenttemplate.html"
    assert quiz.parameters == "?questions=Etiquette"


def test_prerequisites_and_mastery_scores_arrive(store: BlobStore) -> None:
    items = imported("prerequisites_masteryscore.zip", store).description.items
    assert [item.mastery_score for item in items] == [80, None, None, 90]
    assert [item.prerequisites for item in items] == [
        None,
        "module1",
        "module1 AND module2",
        "(module1 AND module2) OR module3",
    ]
    assert items[0].max_time_allowed == "02:30:00"
    assert items[1].launch_data == "custom_data_for_module2"
    assert items[2].time_limit_action == "exit,message"


def test_a_cmi5_course_keeps_its_blocks_units_and_launch_values(store: BlobStore) -> None:
    lesson = imported("catapult_pre_post_test_framed.zip", store)
    description = lesson.description
    assert (description.format, description.launch) == ("cmi5", "pre1.html")
    assert [(one.id, len(one.children)) for one in description.items] == [
        ("block-1", 3),
        ("block-2", 3),
    ]
    opened = {item.id: (item.launch, item.parameters) for item in description.walk()}
    assert opened["au-2"] == ("index.html", "?pages=1")
    assert description.xapi is not None
    assert {one["move_on"] for one in description.xapi["units"].values()} == {
        "Passed",
        "CompletedOrPassed",
    }
    stored = store.read(lesson.manifest_sha256)
    assert type(description).from_bytes(stored) == description


def test_an_h5p_question_is_imported(store: BlobStore) -> None:
    description = imported("h5p-standalone-test.h5p", store).description
    assert (description.format, description.title) == ("h5p", "Hello World")
    assert (description.language, description.launch) == (None, "h5p.json")
    assert "H5P.TrueFalse-1.6/library.json" in description.files
    assert [item.launch for item in description.walk()] == ["h5p.json"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("adl-scorm2004-4ed-lms-cases.zip", "several-packages"),
    ],
)
def test_other_standards_are_refused_by_name(store: BlobStore, name: str, code: str) -> None:
    with pytest.raises(ContentRefused) as caught:
        imported(name, store)
    assert (caught.value.code, caught.value.subject) == (code, name)
    assert list(store.iter()) == []


@pytest.mark.parametrize(
    ("name", "activities"),
    [
        ("golf_RuntimeBasicCalls_SCORM20043rdEdition.zip", 1),
        ("golf_SequencingForcedSequential_SCORM20043rdEdition.zip", 5),
        ("golf_SequencingPostTestRollup4thEd_SCORM20044thEdition.zip", 5),
    ],
)
def test_golf_of_2004_is_imported_with_its_sequencing(
    store: BlobStore, name: str, activities: int
) -> None:
    lesson = imported(name, store)
    description = lesson.description
    assert description.format == "scorm2004"
    assert sum(item.launch is not None for item in description.walk()) == activities
    stored = store.read(lesson.manifest_sha256)
    assert type(description).from_bytes(stored) == description
