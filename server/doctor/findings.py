"""What a look found: a stable code, how bad it is, and the figures that belong to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Level = Literal["ok", "advice", "warning", "bad"]

LEVELS: Final[tuple[Level, ...]] = ("bad", "warning", "advice", "ok")
"""The worst first. `bad`: work is in danger or stands still; `warning`: it will be, if nobody does
anything; `advice`: it could be better."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names texts in server.doctor.words; `values` fills them in."""

    code: str
    level: Level
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"code": self.code, "level": self.level, "values": dict(self.values)}


def worst(findings: list[Finding]) -> Level:
    """The worst of the levels; `ok` where nothing was found."""
    return min((one.level for one in findings), key=LEVELS.index, default="ok")


def in_order(findings: list[Finding]) -> list[Finding]:
    """The worst first, otherwise as they were looked for."""
    return sorted(findings, key=lambda one: LEVELS.index(one.level))
