"""Verdicts: what the first node that saw an operation decided about it, once and for everyone."""

from dataclasses import dataclass
from typing import Literal, cast

from sync.core import cbor
from sync.core.errors import Malformed, UnknownVersion
from sync.core.ops import is_node_id
from sync.limits import MAX_REASON_CHARS

Outcome = Literal["admitted", "corrected", "held"]
OUTCOMES: tuple[Outcome, ...] = ("admitted", "corrected", "held")
FORMAT = 1

# Ranks say how much authority stands behind a value. Nodes above may give higher ones.
PROVISIONAL = 0
CONFIRMED = 1
_RANK_MAX = 255


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement that travels with an operation.

    `order` is the timestamp that everybody orders by; `rank` the authority behind the value (0
    provisional, 1 confirmed, more for higher authorities); `reason` a kebab-case name when the
    outcome is not a plain admission; `node` who judged; `seen` its unix ms then. A held operation
    is logged and forwarded, and never applied.
    """

    outcome: Outcome
    order: int
    rank: int
    reason: str | None
    node: str
    seen: int

    @property
    def held(self) -> bool:
        return self.outcome == "held"


def encode(verdict: Verdict) -> bytes:
    """Canonical bytes: the CBOR array [1, outcome 0..2, order, rank, reason, node, seen]."""
    _validate(verdict)
    return cbor.encode(
        [
            FORMAT,
            OUTCOMES.index(verdict.outcome),
            verdict.order,
            verdict.rank,
            verdict.reason,
            bytes.fromhex(verdict.node),
            verdict.seen,
        ]
    )


def decode(body: bytes) -> Verdict:
    parts = cbor.decode(body)
    if not isinstance(parts, list) or not parts:
        raise _bad("shape")
    if parts[0] != FORMAT or type(parts[0]) is not int:
        raise UnknownVersion("verdict", f"format {parts[0]!r}"[:60], "upgrade this node")
    if len(parts) != 7:
        raise _bad("shape")
    _, outcome, order, rank, reason, node, seen = parts
    if type(outcome) is not int or not 0 <= outcome < len(OUTCOMES):
        raise _bad("outcome")
    if not isinstance(node, bytes) or len(node) != 8:
        raise _bad("node")
    verdict = Verdict(
        OUTCOMES[outcome],
        cast(int, order),
        cast(int, rank),
        cast("str | None", reason),
        node.hex(),
        cast(int, seen),
    )
    _validate(verdict)
    return verdict


def _validate(verdict: Verdict) -> None:
    checks = (
        ("outcome", verdict.outcome in OUTCOMES),
        ("order", type(verdict.order) is int and 0 <= verdict.order < 2**63),
        ("rank", type(verdict.rank) is int and 0 <= verdict.rank <= _RANK_MAX),
        (
            "reason",
            verdict.reason is None
            or (isinstance(verdict.reason, str) and 0 < len(verdict.reason) <= MAX_REASON_CHARS),
        ),
        ("node", is_node_id(verdict.node)),
        ("seen", type(verdict.seen) is int and 0 <= verdict.seen < 2**63),
    )
    for name, good in checks:
        if not good:
            raise _bad(name)


def _bad(name: str) -> Malformed:
    return Malformed("verdict", name, "the judging node must be repaired")
