"""What a roster's file says, whatever its format, and what can be wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Trouble(StrEnum):
    """Why a row isn't taken. The values are stable; `server.roster.messages` has the words."""

    CLASS_UNREADABLE = "class-unreadable"
    CLASS_MISSING = "class-missing"
    NAME_MISSING = "name-missing"
    NAME_UNREADABLE = "name-unreadable"
    IIN_WRONG = "iin-wrong"
    REPEATED = "repeated"
    SEVERAL_FIT = "several-fit"
    ROLE_UNKNOWN = "role-unknown"
    REFERENCE_MISSING = "reference-missing"
    GRADE_WRONG = "grade-wrong"


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that isn't taken: its line in the file (from 1), why, and what it said."""

    line: int
    trouble: Trouble
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One person in one place. `source` is the id that the other platform gave the person."""

    line: int
    family_name: str
    given_name: str
    patronymic: str | None = None
    role: str = "pupil"
    class_label: str | None = None
    grades: tuple[int, ...] = ()
    grade: int | None = None
    subject: str | None = None
    iin: str | None = None
    source: str | None = None
    login: str | None = None
    language: str | None = None
    sheet: int = 0
    """Which table of the file the line is in."""
    children: tuple[str, ...] = ()
    """Of a parent: `source` ids of the children, or the `reference` of the child's own row."""

    @property
    def reference(self) -> str:
        """Names the row within its file: lines are counted anew in every table."""
        return f"{self.sheet}:{self.line}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read: its rows, the rows that can't be taken, and what was repaired on the way."""

    rows: Sequence[Row]
    problems: Sequence[Problem] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)
    complete: bool = True
    """Whether who isn't in the file has left (a whole list), or nothing is said (changes only)."""


class RosterRefused(Exception):
    """A file that can't be read at all; `reason` is stable, see server.roster.messages."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values
