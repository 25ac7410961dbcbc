"""No table with something about a person can be forgotten: personal columns are walked."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table

from server.db import target_metadata
from server.erasure.finding import SUBJECT
from server.operations.catalogue import catalogue
from server.takeout import places as module
from server.takeout.places import (
    AS_STATEMENTS,
    AUTHOR,
    BY_SOURCE,
    IN_CONFIDENCE,
    IN_THE_LOG,
    LEFT_OUT,
    SECRET_FIELDS,
    places,
    written_columns,
)
from tests.docs.reference import POINTERS, personal_tables
from tests.server import cast

ELSEWHERE = IN_THE_LOG | AS_STATEMENTS | BY_SOURCE | IN_CONFIDENCE


def forgotten() -> Iterator[str]:
    """Personal columns, and tables that point to a person, which are in nobody's file."""
    found = {place.table.name: place.table for place in places(cast.ARU)}
    for name, columns, pointers in personal_tables():
        if name in ELSEWHERE:
            continue
        if name not in found:
            yield name
            continue
        written = set(written_columns(found[name]))
        for column in {*columns, *pointers} - written:
            if (name, column) not in LEFT_OUT:
                yield f"{name}.{column}"


def test_every_personal_column_is_in_the_file_or_left_out_for_a_reason() -> None:
    assert list(forgotten()) == []


def test_what_is_told_in_confidence_is_so_in_the_tables_and_in_the_log() -> None:
    """A family of operations, and the table of its name."""
    confided = {spec.kind.family for spec in catalogue().specs.values() if spec.confided}
    assert confided == IN_CONFIDENCE


def test_a_new_table_that_points_to_nobody_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tests.server.takeout.test_places.personal_tables",
        lambda: [("diary", ["words"], set())],
    )
    assert list(forgotten()) == ["diary"]


def test_a_new_table_that_points_to_a_learner_is_found_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = MetaData()
    Table("diary", made, Column("id", Integer, primary_key=True), Column("learner", String(80)))
    monkeypatch.setattr(module, "target_metadata", lambda: [*target_metadata(), made])
    assert "diary" in {place.table.name for place in places(cast.ARU)}


def test_every_pointer_is_followed() -> None:
    """Those that the reference knows are those by which rows are found; `actor` is cmi5's."""
    assert {*SUBJECT, *AUTHOR, "actor"} >= POINTERS - {"personal"}


def test_what_is_left_out_exists() -> None:
    """A renamed secret would be written under its new name."""
    columns = {
        (table.name, column.name)
        for metadata in target_metadata()
        for table in metadata.sorted_tables
        for column in table.columns
    }
    assert columns >= LEFT_OUT.keys()
    fields = {one for spec in catalogue().specs.values() for one in spec.schema().fields}
    assert fields >= SECRET_FIELDS


@pytest.mark.parametrize("word", ["sealed", "sha256", "secret", "token", "key", "verifier", "hash"])
def test_nothing_with_the_name_of_a_secret_is_written(word: str) -> None:
    """But for the SHA-256 of files, by which they are found under files/."""
    files = {"submission_file", "file_reference", "personal_file", "upload"}
    told = [
        f"{place.table.name}.{column}"
        for place in places(cast.ARU)
        for column in written_columns(place.table)
        if word in column and not (word == "sha256" and place.table.name in files)
    ]
    assert told == []
