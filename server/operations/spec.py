"""What a domain declares about one kind of operation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import marshmallow as ma
from sqlalchemy.orm import Session

from server.people.grants import RoleGrant
from sync.core.merge import MergeState
from sync.core.ops import Operation
from sync.core.registry import Kind
from sync.core.verdict import Verdict
from sync.storage.port import Touch


@dataclass(frozen=True, slots=True)
class Author:
    """Who made an operation: `roles` are their grants on the date `on` that they claim."""

    person: str
    writer: str
    roles: tuple[RoleGrant, ...]
    on: date


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an operation is held; `reason` is kebab-case, stable, and shown to its author."""

    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation of the log; `author` is its person, None for the node itself."""

    op: Operation
    verdict: Verdict
    author: str | None


__all__ = ["Author", "Entry", "KindSpec", "Project", "Refusal", "Touch", "nobody"]

View = Mapping[str, Any] | None
Authorise = Callable[[Session, Author, Operation], Refusal | None]
Project = Callable[[Session, Entry, View, MergeState], Sequence[Touch]]
Reads = Callable[[Session, Operation, str, date], bool]


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One kind: its merge rule, its fields, who may write it, and the tables it becomes.

    `project` gets the merged view (None: deleted), writes the projection's rows, and says what
    to tell the phones. It reads no clock and no current roles, and must give the same rows for
    the same merge state whatever came before.

    `confided` is for kinds with words that not everybody may read who leads the school: whether a
    person may on a day, wherever the operation itself is shown, held or beside another one. Such
    words are in nobody's file about a person (server.takeout).
    """

    kind: Kind
    schema: type[ma.Schema]
    authorise: Authorise
    project: Project
    confided: Reads | None = None


def nobody(_session: Session, _author: Author, _op: Operation) -> Refusal | None:
    """Authorisation of kinds that only a node itself writes."""
    return Refusal("not-for-phones")
