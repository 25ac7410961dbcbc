"""Whether an exchange may run at this moment, on which rations, and what it cost in the end."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from server import clock
from server.config import Config
from server.identity import node_id
from server.upstream.budgets import TOTAL, Allowance, Ledger, allowance, kept_out, spare
from server.upstream.rationing import Ration
from server.upstream.state import current_ledger, current_plan, keep_ledger
from server.upstream.windows import Cargo, Opening, Plan, open_window
from sync.plan import Budget


def room(home: Path) -> tuple[int, int]:
    """Free and all bytes of the disk that holds this node's data."""
    disk = shutil.disk_usage(home)
    return disk.free, disk.total


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange's permission: within `opening`, or without one where somebody asked for it."""

    opening: Opening | None
    budget: Budget
    ration: Ration

    @property
    def window(self) -> str | None:
        """The name that the journal keeps."""
        return self.opening.window.name if self.opening else None


@dataclass(frozen=True, slots=True)
class Situation:
    """Plan, ledger, disk and time, read together."""

    plan: Plan
    own: bool
    ledger: Ledger
    now: datetime
    school: str
    kept_out: frozenset[Cargo]

    @property
    def opening(self) -> Opening | None:
        """The window that is open now for this school."""
        return open_window(self.plan, self.now, self.school)

    def allowed(self, opening: Opening) -> Allowance:
        """What it still allows."""
        return allowance(self.plan, opening, self.ledger)


def situation(session: Session, config: Config) -> Situation:
    """As it is now; times are the school's."""
    plan, own = current_plan(session, config)
    now = datetime.fromtimestamp(clock.now_ms() / 1000, ZoneInfo(config.timezone))
    out = kept_out(*room(config.home))
    return Situation(plan, own, current_ledger(session), now, node_id(), out)


def scheduled(session: Session, config: Config) -> Turn | None:
    """The schedule's next exchange; None while every window is shut or used up."""
    at = situation(session, config)
    opening = at.opening
    if opening is None:
        return None
    allowed = at.allowed(opening)
    if allowed.total == 0:
        return None
    return Turn(
        opening,
        Budget(allowed.total, opening.seconds_left(at.now), allowed.caps.get(Cargo.RECORDS)),
        Ration(allowed, at.kept_out),
    )


def asked(session: Session, config: Config) -> Turn:
    """Somebody wants it now: no budget holds it, a full disk still does."""
    at = situation(session, config)
    return Turn(at.opening, Budget(), Ration(Allowance(None, {}), at.kept_out))


def leftover(turn: Turn, spent: int) -> int | None:
    """Bytes that an exchange which has done everything and cost `spent` may take beyond that, so
    that what comes later in the window still has its share; None: no limit."""
    left = turn.budget.left(spent)
    if turn.opening is None:
        return left
    now = datetime.fromtimestamp(clock.now_ms() / 1000, turn.opening.closes.tzinfo)
    return spare(turn.opening, now, left)


def spend(session: Session, turn: Turn, outcome: Mapping[str, Any]) -> None:
    """Count an exchange's bytes against the window it began in. Inside a transaction."""
    if turn.opening is None:
        return
    moved = outcome["bytes_up"] + outcome["bytes_down"]
    files = {cargo.value: n for cargo, n in turn.ration.spent.items()}
    # As in the journal: what is no file's bytes were records and the questions about all of it.
    records = max(0, moved - sum(files.values()) - outcome.get("copy_bytes", 0))
    cost = {TOTAL: moved, Cargo.RECORDS.value: records, **files}
    keep_ledger(session, current_ledger(session).add(turn.opening, cost))
