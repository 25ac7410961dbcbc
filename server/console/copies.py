"""How the sealed copies that boxes keep at this hub stand, as operators see it."""

from collections.abc import Mapping
from typing import Any, Final

from server import clock
from server.backup.leaving import ends_ms
from server.backup.models import KeptCopy
from server.doctor.limits import OLD_ABOVE_DAYS

STATES: Final = ("unknown", "off", "never", "refused", "old", "ok")
"""Nothing is known of the box yet; it sends no copy; none has come; its last one did not fit into
its room; the last one is too old; all is well."""
_DAY_MS: Final = 24 * 3600 * 1000


def above(row: Mapping[str, Any], now_ms: int) -> dict[str, Any]:
    """Of a school's line: its box's copy here."""
    made_ms: int | None = row["above_made_ms"]
    codes = {one["code"] for one in row["findings"] or ()}
    return {
        "state": _state(row["said_ms"] is not None, codes, made_ms, now_ms),
        "made_at": clock.rfc3339(made_ms) if made_ms is not None else None,
        "bytes": row["above_bytes"],
    }


def of_box(kept: KeptCopy | None, revoked_ms: int | None) -> dict[str, Any]:
    """Of one box: its copy here, and until when it stays once the box was shut out."""
    ends = kept is not None and revoked_ms is not None
    return {
        "copy_made_at": clock.rfc3339(kept.made_ms) if kept else None,
        "copy_bytes": kept.bytes if kept else None,
        "copy_kept_until": clock.rfc3339(ends_ms(revoked_ms)) if ends and revoked_ms else None,
    }


def _state(told: bool, codes: set[str], made_ms: int | None, now_ms: int) -> str:
    """The box's doctor says of its own copy what the hub cannot see."""
    if "copy-above-refused" in codes:
        return "refused"
    if made_ms is not None:
        return "old" if (now_ms - made_ms) // _DAY_MS > OLD_ABOVE_DAYS else "ok"
    if "copy-above-none" in codes or "copy-above-old" in codes:
        return "never"
    return "off" if told else "unknown"
