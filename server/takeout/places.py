"""In which tables something about a person lies, and how it is found there.

A table that points to a person is found by itself. One with personal columns that points to nobody
is named here; tests/server/takeout/test_places.py fails for one that is not.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import JSON, ColumnElement, Table, Text, cast, or_, select

from server.attention.models import Conflict
from server.classroom.models import Submission, SubmissionFile
from server.cmi5.models import Cmi5Registration, Cmi5Session
from server.db import target_metadata
from server.erasure.finding import SUBJECT
from server.inquiries.models import Inquiry, InquiryAnswer
from server.people.models import Person
from server.rows import table_of

AUTHOR: Final = ("author", "authors")
"""Columns that name who wrote a row. It is theirs where the row is about nobody: a teacher's mark
is about a pupil, and stands in the pupil's file."""

IN_THE_LOG: Final = frozenset({"log", "operations", "merge_state", "forks"})
"""Tables of the log: what they say of a person is written as operations."""

AS_STATEMENTS: Final = frozenset(
    {"lrs_statement", "lrs_statement_agent", "lrs_statement_activity", "forward_letter"}
)
"""Indices over statements, and whether one was sent on: the statements are written themselves."""

BY_SOURCE: Final = frozenset({"lrs_document"})
"""Documents of the record store: what they hold is written with their operations."""

IN_CONFIDENCE: Final = frozenset({"concern", "concern_step"})
"""What was told to chosen readers. Whoever takes the file need not be one of them, nor whoever it
is handed to: a child's goes to the family, and it may be about home. The tellers read it in the
app. Its operations are those that KindSpec calls `confided`."""

LEFT_OUT: Final[Mapping[tuple[str, str], str]] = {
    ("token", "sha256"): "opens the account",
    ("login_card", "sha256"): "opens the account",
    ("credential", "sealed"): "the verifier of a password",
    ("pin", "sealed"): "the verifier of a PIN",
    ("cmi5_session", "fetch"): "opens the launch",
    ("cmi5_session", "play"): "opens the launch",
    ("cmi5_session", "token"): "opens the launch",
    ("identifier", "sealed"): "written in clear as `value`, where this node can read it",
    ("transfer_claim", "ticket"): "leads to the sealed file",
    ("transfer_delivery", "ticket"): "leads to the sealed file",
    ("transfer_delivery", "file"): "sealed: what it holds stands in the tables",
    ("transfer_offer", "ticket"): "leads to the sealed file",
    ("transfer_offer", "digest"): "checks the code of the sealed file",
    ("transfer_offer", "file"): "sealed: what it holds stands in the tables",
}
"""Columns that are not written, and why."""

SECRET_FIELDS: Final = frozenset({"sealed", "box", "ticket", "digest", "file"})
"""Fields of operations that are not written: verifiers, and what opens or is a sealed file."""


class Place(NamedTuple):
    """A table, and which of its rows may be about the person; `authors`: `is_theirs` decides."""

    table: Table
    where: ColumnElement[bool]
    authors: bool


def places(person: str) -> Iterator[Place]:
    """Every table that may say something of the person, by the tables' names."""
    every = {
        table.name: table for metadata in target_metadata() for table in metadata.sorted_tables
    }
    through = _through(person)
    for name, table in sorted(every.items()):
        if name in IN_THE_LOG | AS_STATEMENTS | BY_SOURCE | IN_CONFIDENCE:
            continue
        if name in through:
            yield Place(table, through[name], authors=False)
            continue
        subjects = [table.c[one] == person for one in SUBJECT if one in table.c]
        if name == "bulk_read":
            # Who took the person's own data, as well as what the person took.
            subjects.append(table.c.about == person)
        if subjects:
            yield Place(table, or_(*subjects), authors=False)
            continue
        written = [_names(table.c[one], person) for one in AUTHOR if one in table.c]
        if written:
            yield Place(table, or_(*written), authors=True)


def is_theirs(place: Place, row: Mapping[str, Any], person: str) -> bool:
    """Whether a row that was found is the person's: an id may be a part of another one."""
    if not place.authors:
        return True
    return row.get("author") == person or person in (row.get("authors") or ())


def written_columns(table: Table) -> list[str]:
    """The columns of a table that are written."""
    return [one.name for one in table.columns if (table.name, one.name) not in LEFT_OUT]


def _names(column: ColumnElement[Any], person: str) -> ColumnElement[bool]:
    if isinstance(column.type, JSON):
        return cast(column, Text).contains(person, autoescape=True)
    return column == person


def _through(person: str) -> dict[str, ColumnElement[bool]]:
    """Tables that hold something of a person and point to nobody."""
    account = Cmi5Registration.actor["account"]["name"].as_string() == person
    launched = select(Cmi5Registration.id).where(account)
    works = select(Submission.id).where(Submission.learner == person)
    asked = select(Inquiry.op).where(Inquiry.author == person)
    found: dict[type[Any], ColumnElement[bool]] = {
        Person: Person.id == person,
        Conflict: Conflict.settled_by == person,
        SubmissionFile: SubmissionFile.submission.in_(works),
        InquiryAnswer: InquiryAnswer.asked.in_(asked),
        Cmi5Registration: account,
        Cmi5Session: Cmi5Session.registration.in_(launched),
    }
    return {table_of(model).name: where for model, where in found.items()}
