"""The judgement itself: pure values in, a verdict out."""

import re

import pytest

from server.config import Role
from server.operations.admission import Judge, rank_for
from server.operations.receipts import ALPHABET, receipt_code
from server.operations.spec import KindSpec, Refusal, nobody
from sync.core.canonical import op_hash
from sync.core.clock import pack
from sync.core.ops import Operation
from sync.core.registry import Authority
from tests.server.notes import SPEC

NOW_MS = 1_795_406_400_000
DAY_MS = 86_400_000
NODE = "00000000000000aa"


def op(at_ms: int, seq: int = 1) -> Operation:
    return Operation(
        writer="0" * 16,
        epoch=1,
        seq=seq,
        hlc=pack(at_ms),
        kind="note.set",
        version=1,
        base=None,
        actor=None,
        record="n",
        fields={"text": "x"},
    )


def judge(ahead_ms: int = 0) -> Judge:
    """A judge whose own HLC has been pushed `ahead_ms` beyond its clock."""
    return Judge(NODE, "school", pack(NOW_MS + ahead_ms), NOW_MS)


@pytest.mark.parametrize("ago_ms", [0, DAY_MS, 300 * DAY_MS, -DAY_MS + 1])
def test_old_and_slightly_fast_claims_stand(ago_ms: int) -> None:
    verdict = judge().verdict(op(NOW_MS - ago_ms), SPEC, None, None)

    assert (verdict.outcome, verdict.order) == ("admitted", pack(NOW_MS - ago_ms))
    assert (verdict.node, verdict.seen) == (NODE, NOW_MS)


def test_claims_cannot_climb_on_each_other_day_by_day() -> None:
    pushed = judge(ahead_ms=DAY_MS)

    verdict = pushed.verdict(op(NOW_MS + 2 * DAY_MS - 1), SPEC, None, None)

    assert (verdict.outcome, verdict.reason) == ("corrected", "clock-ahead")
    assert verdict.order == pack(NOW_MS + DAY_MS)


def test_a_refusal_is_held_with_its_reason_whatever_the_clock() -> None:
    for at_ms in (NOW_MS, NOW_MS + 400 * DAY_MS):
        verdict = judge().verdict(op(at_ms), SPEC, Refusal("too-late"), None)
        assert (verdict.outcome, verdict.reason) == ("held", "too-late")


def test_an_answer_comes_after_its_base() -> None:
    verdict = judge().verdict(op(NOW_MS - DAY_MS), SPEC, None, pack(NOW_MS))

    assert (verdict.outcome, verdict.order) == ("corrected", pack(NOW_MS) + 1)


@pytest.mark.parametrize(
    ("authority", "role", "rank"),
    [
        (Authority.AUTHOR, "school", 1),
        (Authority.AUTHOR, "hub", 1),
        (Authority.SCHOOL, "school", 1),
        (Authority.SCHOOL, "relay", 1),
        (Authority.SCHOOL, "hub", 0),
        (Authority.HUB, "hub", 1),
        (Authority.HUB, "school", 0),
    ],
)
def test_the_owner_confirms_and_others_are_provisional(
    authority: Authority, role: Role, rank: int
) -> None:
    assert rank_for(authority, role) == rank


def test_kinds_that_only_nodes_write_refuse_every_person() -> None:
    spec: KindSpec = SPEC
    assert spec.kind.name == "note.set"
    assert nobody(None, None, op(NOW_MS)) == Refusal("not-for-phones")  # type: ignore[arg-type]


def test_receipts_are_short_readable_and_differ() -> None:
    codes = {receipt_code(op_hash(op(NOW_MS, seq))) for seq in range(1, 200)}

    assert all(re.fullmatch(f"[{ALPHABET}]{{2}}-[{ALPHABET}]{{2}}", code) for code in codes)
    assert len(codes) > 195
    assert not set("01IO") & set(ALPHABET)
    assert receipt_code(op_hash(op(NOW_MS))) == receipt_code(op_hash(op(NOW_MS)))
