"""A kind of operation for tests alone: a note that a teacher pins to 5 Ә."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from server.api import StrictSchema
from server.changes.scopes import class_scope
from server.operations import catalogue as catalogue_module
from server.operations.catalogue import catalogue
from server.operations.spec import Author, Entry, KindSpec, Refusal, Touch
from server.people.grants import teaches
from sync.core.merge import MergeState
from sync.core.ops import Operation
from sync.core.registry import Kind, Merge
from tests.server.cast import CLASS_5

NOT_YOUR_CLASS = "not-your-class"


class NoteSet(StrictSchema):
    text = fields.String(required=True, validate=validate.Length(1, 200))
    colour = fields.String(allow_none=True)


def authorise(_session: Session, author: Author, _op: Operation) -> Refusal | None:
    return None if teaches(author.roles, CLASS_5) else Refusal(NOT_YOUR_CLASS)


def project(_s: Session, entry: Entry, _view: Any, _state: MergeState) -> list[Touch]:
    return [Touch(class_scope(CLASS_5), "note", entry.op.record)]


SPEC = KindSpec(Kind("note.set", 1, Merge.FIELD, 1), NoteSet, authorise, project)


@contextmanager
def known_notes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the catalogue hold the note beside the real kinds."""
    from server.domains import parts as real

    def with_notes(name: str) -> Iterator[ModuleType]:
        yield from real(name)
        if name == "operations":
            yield cast("ModuleType", SimpleNamespace(SPECS=(SPEC,)))

    monkeypatch.setattr(catalogue_module, "parts", with_notes)
    catalogue.cache_clear()
    try:
        yield
    finally:
        monkeypatch.undo()
        catalogue.cache_clear()
