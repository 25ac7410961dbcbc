"""The journal of exchanges: what each cost and achieved, and how it ended. The oldest lines go."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from server import clock
from server.upstream.limits import JOURNAL_LINES
from server.upstream.models import ExchangeLine
from server.upstream.windows import Cargo

ALL_DONE: Final = "all-done"
BUDGET: Final = "budget"
"""Ended well, because budget or time of the window was over."""


def write(
    session: Session,
    outcome: Mapping[str, Any],
    *,
    window: str | None,
    cargo: Mapping[Cargo, int] | None = None,
) -> None:
    """One line for `outcome` (server.upstream.exchange.Outcome as JSON). `window` is the name of
    the window it ran in, None when somebody asked for it; `cargo` its bytes of files by class."""
    cargo = cargo or {}
    moved = outcome["bytes_up"] + outcome["bytes_down"]
    ended = outcome["error"] or (ALL_DONE if outcome["finished"] else BUDGET)
    session.add(
        ExchangeLine(
            began_ms=outcome["at_ms"] - int(outcome["seconds"] * 1000),
            seconds=outcome["seconds"],
            bytes_up=outcome["bytes_up"],
            bytes_down=outcome["bytes_down"],
            operations_up=outcome["operations_up"],
            operations_down=outcome["operations_down"],
            files_up=outcome["files_up"],
            files_down=outcome["files_down"],
            content_down=outcome["content_down"],
            records_bytes=max(0, moved - sum(cargo.values()) - outcome.get("copy_bytes", 0)),
            files_bytes=cargo.get(Cargo.FILES, 0),
            text_bytes=cargo.get(Cargo.TEXT, 0),
            media_bytes=cargo.get(Cargo.MEDIA, 0),
            window=window,
            ended=ended,
        )
    )
    session.flush()
    newest = session.scalar(select(func.max(ExchangeLine.id))) or 0
    session.execute(delete(ExchangeLine).where(ExchangeLine.id <= newest - JOURNAL_LINES))


def latest(session: Session, limit: int) -> Sequence[ExchangeLine]:
    """The last exchanges, the latest first."""
    query = select(ExchangeLine).order_by(ExchangeLine.id.desc()).limit(limit)
    return session.scalars(query).all()


def to_json(line: ExchangeLine) -> dict[str, Any]:
    """One line as people and machines are told; sizes in bytes. What is of no class went to the
    sealed copy above."""
    classes = (line.records_bytes, line.files_bytes, line.text_bytes, line.media_bytes)
    return {
        "began": clock.rfc3339(line.began_ms),
        "seconds": line.seconds,
        "bytes_up": line.bytes_up,
        "bytes_down": line.bytes_down,
        "operations_up": line.operations_up,
        "operations_down": line.operations_down,
        "files_up": line.files_up,
        "files_down": line.files_down,
        "content_down": line.content_down,
        "bytes_by_class": {
            "records": line.records_bytes,
            "files": line.files_bytes,
            "text": line.text_bytes,
            "media": line.media_bytes,
            "copy": max(0, line.bytes_up + line.bytes_down - sum(classes)),
        },
        "window": line.window,
        "ended": line.ended,
    }
