"""What the last stick brought and took, for the status page."""

import json
from collections.abc import Mapping
from typing import Any, Final

from server import clock
from server.db import db, write_transaction
from server.operations.port import log_store

_LAST: Final = "stick.last"


def note(facts: Mapping[str, Any]) -> None:
    """Keep `imported` and `exported` (reports as JSON, null where it did not come to that) and
    `lines`, which tell it in words; with the time."""
    value = {"at": clock.rfc3339(clock.now_ms()), **facts}
    with write_transaction() as session:
        log_store(session).set_state(_LAST, json.dumps(value, ensure_ascii=False))


def last_stick() -> dict[str, Any] | None:
    """The last one that was read or filled by itself or by command; null before the first."""
    text = log_store(db.session()).state(_LAST)
    found: dict[str, Any] | None = json.loads(text) if text else None
    return found
