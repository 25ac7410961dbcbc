"""The families of figures, in the order in which they are printed."""

from collections.abc import Iterator
from typing import Protocol

from tests.bench.families import (
    app,
    box,
    console,
    content,
    content_delta,
    log,
    lrs,
    marks,
    overview,
    player,
    start,
    sync,
    sync_codec,
    sync_hub,
    waiting,
    year,
)
from tests.bench.figures import Figure


class Family(Protocol):
    """Takes its figures one after the other; `full` asks for the full size."""

    def __call__(self, full: bool) -> Iterator[Figure]: ...


ALL: dict[str, Family] = {
    "start": start.measure,
    "box": box.measure,
    "app": app.measure,
    "waiting": waiting.measure,
    "sync": sync.measure,
    "sync_codec": sync_codec.measure,
    "sync_hub": sync_hub.measure,
    "content": content.measure,
    "content_delta": content_delta.measure,
    "lrs": lrs.measure,
    "player": player.measure,
    "marks": marks.measure,
    "overview": overview.measure,
    "year": year.measure,
    "log": log.measure,
    "console": console.measure,
}

__all__ = ["ALL", "Family"]
