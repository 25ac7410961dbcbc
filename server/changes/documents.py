"""Rendering records as the JSON documents that phones keep."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from server.changes.viewer import Viewer
from server.domains import parts

Document = Mapping[str, Any]
Render = Callable[[Session, Sequence[str], Viewer], Mapping[str, Document]]


@cache
def renderers() -> Mapping[str, Render]:
    """Document type → renderer, from the DOCUMENTS of all domains."""
    found: dict[str, Render] = {}
    for module in parts("documents"):
        for name, render in getattr(module, "DOCUMENTS", {}).items():
            if name in found:
                raise ValueError(f"document type {name} is declared twice")
            found[name] = render
    return found


def render(
    session: Session, keys: Iterable[tuple[str, str]], viewer: Viewer
) -> dict[tuple[str, str], Document | None]:
    """(type, id) → document, None for what is gone or no longer the viewer's to see."""
    by_type: dict[str, list[str]] = {}
    answer: dict[tuple[str, str], Document | None] = {}
    for kind, record in keys:
        answer[kind, record] = None
        by_type.setdefault(kind, []).append(record)
    for kind, records in by_type.items():
        renderer = renderers().get(kind)
        if renderer is None:
            continue
        for record, document in renderer(session, records, viewer).items():
            answer[kind, record] = {"id": record, **document}
    return answer
