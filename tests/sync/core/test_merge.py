"""The merge rules: first as stories, then as a law that holds for every order of delivery."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.core.merge import MergeState, conflicts, merge, view
from sync.core.ops import Operation, OpId
from sync.core.registry import Merge
from sync.core.verdict import Verdict
from sync.storage.port import Entry
from tests.support.effort import examples
from tests.sync.toy import AIZHAN, ARU, MARAT, SCHOOL, held, judged, op

MAIN = [rule for rule in Merge if rule is not Merge.TOMBSTONE]
Step = tuple[Merge, Entry]


def merged(rule: Merge, *entries: Entry) -> MergeState:
    """Entries of kind `x.withdraw` are tombstones, all others follow the rule."""
    state: MergeState | None = None
    for made, verdict in entries:
        as_rule = Merge.TOMBSTONE if made.kind == "x.withdraw" else rule
        state = merge(as_rule, state, made, verdict)
    assert state is not None
    return state


def mark(seq: int, value: str, *, writer: str = MARAT, base: Operation | None = None) -> Operation:
    saw = None if base is None else base.id
    return op(seq, "mark.give", writer=writer, record="a~b", base=saw, mark=value)


def test_a_corrected_mark_replaces_the_one_its_author_saw_whatever_the_clocks_say() -> None:
    first = mark(900, "4", writer=AIZHAN)
    corrected = mark(5, "5", base=first)
    state = merged(Merge.SUPERSEDE, judged(first), judged(corrected))
    assert view(state) == {"mark": "5"}
    assert conflicts(state) == []
    assert [v.fields for v in state.history] == [{"mark": "4"}]


def test_two_teachers_who_marked_at_once_are_both_shown_and_one_stands() -> None:
    one, two = mark(1, "4", writer=MARAT), mark(2, "5", writer=AIZHAN)
    state = merged(Merge.SUPERSEDE, judged(two), judged(one))
    assert view(state) == {"mark": "5"}
    assert [(v.id.writer, v.fields) for v in conflicts(state)] == [(MARAT, {"mark": "4"})]


def test_a_mark_that_saw_both_settles_only_the_one_it_names() -> None:
    one, two = mark(1, "4"), mark(2, "5", writer=AIZHAN)
    three = mark(3, "3", base=one)
    state = merged(Merge.SUPERSEDE, judged(three), judged(two), judged(one))
    assert view(state) == {"mark": "3"}
    assert [v.fields for v in conflicts(state)] == [{"mark": "5"}]


def test_a_teacher_who_answers_both_marks_ends_the_dispute() -> None:
    one, two = mark(1, "4"), mark(2, "5", writer=AIZHAN)
    third = [mark(seq, "3", writer=ARU, base=base) for seq, base in ((3, one), (4, two))]
    entries = [judged(made) for made in (one, two, *third)]
    state = merged(Merge.SUPERSEDE, *entries)
    assert view(state) == {"mark": "3"}
    assert conflicts(state) == []
    assert merged(Merge.SUPERSEDE, *reversed(entries)) == state


def test_attempts_keep_their_branches_and_forget_what_was_superseded() -> None:
    begin = op(1, "attempt.commit", record="t", done=1)
    at_school = op(2, "attempt.commit", record="t", base=begin.id, done=2)
    at_home = op(1, "attempt.commit", writer=AIZHAN, record="t", base=begin.id, done=3)
    state = merged(Merge.BRANCH, judged(at_home), judged(begin), judged(at_school))
    assert [v.values["done"] for v in state.heads] == [2, 3]
    assert [v.values["done"] for v in conflicts(state)] == [3]
    assert state.spent == (begin.id,)


def test_the_owners_word_stands_and_a_blind_edit_waits() -> None:
    confirmed = op(1, "school.set", writer=AIZHAN, record="s", name="No 5")
    edit = op(9, "school.set", record="s", name="No 5a")
    state = merged(Merge.OWNER, judged(edit, rank=0), judged(confirmed, rank=1))
    assert view(state) == {"name": "No 5"}
    assert [v.fields for v in conflicts(state)] == [{"name": "No 5a"}]


def test_an_edit_on_top_of_the_confirmed_value_works_until_the_owner_speaks() -> None:
    confirmed = op(1, "school.set", writer=AIZHAN, record="s", name="No 5")
    edit = op(9, "school.set", record="s", base=confirmed.id, name="No 5a")
    state = merged(Merge.OWNER, judged(edit, rank=0), judged(confirmed, rank=1))
    assert view(state) == {"name": "No 5a"}
    answer = op(10, "school.set", writer=AIZHAN, record="s", base=edit.id, name="No 5")
    state = merge(Merge.OWNER, state, *judged(answer, rank=1))
    assert view(state) == {"name": "No 5"}
    assert conflicts(state) == []


def test_under_authority_a_later_edit_from_below_changes_nothing() -> None:
    national = op(1, "course.publish", writer=AIZHAN, record="c", title="national")
    local = op(9, "course.publish", record="c", base=national.id, title="local")
    state = merged(Merge.AUTHORITY, judged(national, rank=2), judged(local, rank=1))
    assert view(state) == {"title": "national"}


def test_fields_merge_one_by_one_and_the_losing_value_is_kept() -> None:
    title = op(1, "assignment.set", record="t", title="Fractions", due="Monday")
    due = op(2, "assignment.set", writer=MARAT, record="t", due="Friday")
    state = merged(Merge.FIELD, judged(due), judged(title))
    assert view(state) == {"title": "Fractions", "due": "Friday"}
    assert [(v.id.writer, v.fields) for v in state.history] == [(ARU, {"due": "Monday"})]


def test_the_first_sighting_counts_and_others_stay_beside_it() -> None:
    early, late = op(1, record="w~seen", who="m"), op(2, writer=MARAT, record="w~seen", who="a")
    state = merged(Merge.APPEND, judged(late), judged(early))
    assert view(state) == {"who": "m"}
    assert len(state.heads) == 2
    assert conflicts(state) == []


def test_one_statement_id_with_two_bodies_is_shown_as_a_conflict() -> None:
    first = op(1, "statement.make", record="u", verb="passed")
    other = op(2, "statement.make", writer=MARAT, record="u", verb="failed")
    same = op(3, "statement.make", writer=AIZHAN, record="u", verb="passed")
    # Verdicts may order otherwise: statements go by what their authors claim.
    state = merged(Merge.UNION, judged(same, order=1), judged(other, order=2), judged(first))
    assert view(state) == {"verb": "passed"}
    assert [v.fields for v in conflicts(state)] == [{"verb": "failed"}]


def withdraw(seq: int, base: Operation | None = None, *, writer: str = MARAT) -> Operation:
    saw = None if base is None else base.id
    return op(seq, "x.withdraw", writer=writer, record="t", base=saw)


def test_a_withdrawal_wins_over_a_later_edit_that_did_not_know_of_it() -> None:
    made = op(1, "assignment.set", record="t", title="Fractions")
    gone = withdraw(2, made)
    edit = op(900, "assignment.set", record="t", base=made.id, title="Fractions!")
    state = merged(Merge.FIELD, judged(edit), judged(gone), judged(made))
    assert state.deleted
    assert view(state) is None
    assert state.heads == ()


def test_who_knew_of_the_withdrawal_can_bring_the_record_back_from_empty() -> None:
    made = op(1, "assignment.set", record="t", title="Fractions", due="Monday")
    gone = withdraw(2, made)
    back = op(3, "assignment.set", record="t", base=gone.id, title="Fractions again")
    then = op(4, "assignment.set", record="t", base=back.id, due="Friday")
    state = merged(Merge.FIELD, judged(then), judged(gone), judged(made))
    assert state.deleted  # `then` follows something that has not arrived
    state = merge(Merge.FIELD, state, *judged(back))
    assert view(state) == {"title": "Fractions again", "due": "Friday"}
    assert not state.deleted
    state = merge(Merge.TOMBSTONE, state, *judged(withdraw(5, made, writer=AIZHAN)))
    assert state.deleted


def test_a_school_cannot_withdraw_or_bring_back_what_stands_above_it() -> None:
    national = op(1, "course.publish", writer=AIZHAN, record="t", title="national")
    by_school = withdraw(2, national)
    state = merged(Merge.AUTHORITY, judged(national, rank=2), judged(by_school, rank=1))
    assert view(state) == {"title": "national"}
    above = withdraw(3, national, writer=AIZHAN)
    local = op(4, "course.publish", record="t", base=above.id, title="local")
    state = merge(Merge.TOMBSTONE, state, *judged(above, rank=2))
    state = merge(Merge.AUTHORITY, state, *judged(local, rank=1))
    assert state.deleted


def test_a_withdrawal_may_come_first() -> None:
    state = merge(Merge.TOMBSTONE, None, *judged(withdraw(2)))
    assert (state.rule, view(state), state.deleted) == (None, None, True)
    state = merge(Merge.FIELD, state, *judged(op(1, "assignment.set", record="t", title="x")))
    assert state.deleted


def test_two_authors_naming_each_other_lose_nobody() -> None:
    one = mark(1, "4", writer=MARAT)
    two = op(1, "mark.give", writer=AIZHAN, record="a~b", base=one.id, mark="5")
    one = op(1, "mark.give", writer=MARAT, record="a~b", base=two.id, mark="4")
    state = merged(Merge.SUPERSEDE, judged(one), judged(two))
    assert len(state.heads) == 2


def test_what_was_held_is_never_merged() -> None:
    with pytest.raises(ValueError, match="held"):
        merge(Merge.FIELD, None, *held(op(1)))


@st.composite
def histories(draw: st.DrawFn, rule: Merge) -> list[Step]:
    """Operations on one record by three writers, with bases seen, unseen, and not yet arrived."""
    steps: list[Step] = []
    seqs = dict.fromkeys((ARU, MARAT, AIZHAN), 0)
    ids: list[OpId] = []
    for _ in range(draw(st.integers(1, 7))):
        writer = draw(st.sampled_from(sorted(seqs)))
        seqs[writer] += 1
        key = OpId(writer, 1, seqs[writer])
        base = draw(st.none() | st.sampled_from(ids)) if ids else None
        deletes = rule is not Merge.BRANCH and draw(st.integers(0, 4)) == 0
        names = draw(st.lists(st.sampled_from("xyz"), min_size=1, unique=True))
        fields = {name: draw(st.integers(0, 2)) for name in names}
        made = Operation(*key, draw(st.integers(0, 3)), "k", 1, base, None, "r", fields)
        verdict = Verdict(
            "admitted", draw(st.integers(0, 3)), draw(st.integers(0, 2)), None, SCHOOL, 0
        )
        steps.append((Merge.TOMBSTONE if deletes else rule, Entry(made, verdict)))
        ids.append(key)
    return steps


def played(steps: Sequence[Step]) -> MergeState:
    state: MergeState | None = None
    for rule, (made, verdict) in steps:
        state = merge(rule, state, made, verdict)
    assert state is not None
    return state


@pytest.mark.parametrize("rule", MAIN)
@settings(max_examples=examples(150))
@given(data=st.data())
def test_any_order_of_delivery_with_repetitions_gives_the_same_state(
    rule: Merge, data: st.DataObject
) -> None:
    steps = data.draw(histories(rule))
    delivered = data.draw(st.permutations(steps))
    repeated = data.draw(st.lists(st.sampled_from(steps), max_size=4))
    at = data.draw(st.integers(0, len(delivered)))
    once, again = played(steps), played([*delivered[:at], *repeated, *delivered[at:], *repeated])
    assert again == once
    assert again.encode() == once.encode()
    assert MergeState.decode(once.encode()) == once
    assert (view(again), again.heads, again.history, conflicts(again)) == (
        view(once),
        once.heads,
        once.history,
        conflicts(once),
    )


@pytest.mark.parametrize("rule", MAIN)
@settings(max_examples=examples(80))
@given(data=st.data())
def test_no_value_disappears_but_the_superseded_steps_of_an_attempt(
    rule: Merge, data: st.DataObject
) -> None:
    steps = data.draw(histories(rule))
    state = played(steps)
    kept = {v.id for v in state.versions} | set(state.spent)
    assert {entry.op.id for _, entry in steps} <= kept
    if not state.deleted:
        assert state.heads
        assert view(state) is not None
