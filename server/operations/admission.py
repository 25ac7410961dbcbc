"""The first node's judgement of an operation: rights as known then, and its clock."""

from dataclasses import dataclass

from server.config import Role
from server.operations.spec import KindSpec, Refusal
from sync.core import clock as hlc
from sync.core.ops import Operation
from sync.core.registry import Authority
from sync.core.verdict import CONFIRMED, PROVISIONAL, Verdict

CLOCK_AHEAD = "clock-ahead"
CLOCK_BEHIND = "clock-behind-base"
CLOCK_UNSURE = "clock-unsure"
UNKNOWN_KIND = "unknown-kind"


def rank_for(authority: Authority, role: Role) -> int:
    """How much a node of this role stands behind a kind of this authority.

    The school owns its roster and the hub what it publishes; what the other one writes works at
    once as provisional, until the owner speaks. What belongs to its author alone is confirmed
    anywhere.
    """
    if authority is Authority.AUTHOR:
        return CONFIRMED
    owner_is_hub = authority is Authority.HUB
    return CONFIRMED if owner_is_hub == (role == "hub") else PROVISIONAL


@dataclass(frozen=True, slots=True)
class Judge:
    """The node that judges: `node_hlc` is its own timestamp for this moment; `unsure` says that it
    knows its own clock to be wrong."""

    node: str
    role: Role
    node_hlc: int
    seen_ms: int
    unsure: bool = False

    def ordering(self, op: Operation) -> tuple[int, bool]:
        """What orders the operation by its claim alone, and whether that is not the claim.

        The claim is measured against this node's physical clock: its HLC may have been pushed
        ahead by earlier claims, and measuring by it would let them climb day by day.
        """
        now = hlc.tick(0, self.seen_ms)
        _, corrected = hlc.ordering_time(op.hlc, now)
        return (self.node_hlc, True) if corrected else (op.hlc, False)

    def verdict(
        self,
        op: Operation,
        spec: KindSpec | None,
        refusal: Refusal | None,
        base_order: int | None,
    ) -> Verdict:
        """Admitted, corrected, or held with a reason; a wrong clock alone never holds.

        `base_order` is the ordering time of the operation that the author saw: an answer is
        ordered after what it answers, however slow the phone's clock.
        """
        order, corrected = self.ordering(op)
        # Which of the two clocks is wrong, a node that doubts its own cannot tell.
        wrong = CLOCK_UNSURE if self.unsure else CLOCK_AHEAD
        reason = wrong if corrected else None
        if base_order is not None and base_order >= order:
            order, corrected, reason = base_order + 1, True, CLOCK_BEHIND
        rank = PROVISIONAL if spec is None else rank_for(spec.kind.authority, self.role)
        if spec is None:
            return Verdict("held", order, rank, UNKNOWN_KIND, self.node, self.seen_ms)
        if refusal is not None:
            return Verdict("held", order, rank, refusal.reason, self.node, self.seen_ms)
        return Verdict(
            "corrected" if corrected else "admitted", order, rank, reason, self.node, self.seen_ms
        )
