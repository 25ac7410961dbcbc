"""Points from a teacher's phone to the family, and the term mark that a teacher signs."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.server import cast
from tests.server.conftest import School
from tests.server.gradebook.books import assess, assessment, confirm, give, lock, score
from tests.server.phone import Phone

Phones = Callable[[str], Phone]


def test_points_reach_the_family_and_the_teachers_and_nobody_else(phone: Phones) -> None:
    of = assess(phone(cast.MARAT))
    given = give(phone(cast.MARAT), of, cast.ARU, 17)

    assert given["outcome"] == "admitted", given
    for person in (cast.ARU, cast.SAULE, cast.MARAT, cast.BOTA):
        phone(person).refresh()
        assert phone(person).doc("score", given["record"])["points"] == "17"
    for person in (cast.DIAS, cast.GULNAR, cast.OLGA):
        phone(person).refresh()
        assert phone(person).ids("score") == set()
    assert of in phone(cast.DIAS).ids("assessment")


def test_points_that_come_before_their_assessment_are_shown_once_it_is_known(
    phone: Phones,
) -> None:
    marat, bota = phone(cast.MARAT), phone(cast.BOTA)
    made = marat.make("assessment.set", assessment())
    given = score(made["record"], cast.ARU, 17)
    early = marat.make("score.give", given["fields"], record=given["record"])
    bota.refresh()
    (held,) = marat.send(early)
    assert held["outcome"] == "admitted", held
    bota.refresh()
    assert bota.ids("score") == set()

    marat.send(made)
    bota.refresh()
    assert bota.doc("score", given["record"])["points"] == "17"


def test_a_correction_replaces_and_two_at_once_both_stay(phone: Phones, school: School) -> None:
    marat = phone(cast.MARAT)
    second = school.new_phone(cast.MARAT)
    of = assess(marat)
    first = give(marat, of, cast.ARU, 15)
    give(marat, of, cast.ARU, 17, base=first["op"])
    marat.refresh()
    assert marat.doc("score", first["record"])["others"] == []

    give(second, of, cast.ARU, 12, base=first["op"])
    marat.refresh()
    found = marat.doc("score", first["record"])
    assert {found["points"], *(one["points"] for one in found["others"])} == {"17", "12"}
    phone(cast.ARU).refresh()
    assert phone(cast.ARU).doc("score", first["record"])["others"] == []

    # Whoever has seen both writes over both, and the dispute is over.
    for side in (found["op"], *(one["op"] for one in found["others"])):
        give(marat, of, cast.ARU, 16, base=side)
    marat.refresh()
    found = marat.doc("score", first["record"])
    assert (found["points"], found["others"]) == ("16", [])


def test_no_points_have_their_reason_and_can_be_taken_back(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    of = assess(marat)
    away = give(marat, of, cast.ARU, None)
    marat.refresh()
    assert marat.doc("score", away["record"])["outcome"] == "absent"

    give(marat, of, cast.ARU, None, outcome="none", base=away["op"])
    marat.refresh()
    assert marat.doc("score", away["record"])["outcome"] == "none"
    odd = score(of, cast.DIAS, None, outcome="points")
    answer = marat.post([marat.make("score.give", odd["fields"], record=odd["record"])])
    assert answer.status_code == 422


@pytest.mark.parametrize("person", [cast.ARU, cast.SAULE, cast.BOTA, cast.OLGA])
def test_only_who_teaches_the_subject_assesses_scores_and_signs(phone: Phones, person: str) -> None:
    """The class's own teacher reads everything, and marks only what they teach."""
    of = assess(phone(cast.MARAT))
    other = phone(person)
    for held in (
        other.submit("assessment.set", assessment()),
        give(other, of, cast.DIAS, 3),
        confirm(other),
    ):
        assert held["reason"] == "not-a-teacher-of-the-subject", held


def test_records_belong_to_what_they_say(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    of = assess(marat)
    odd = score(of, cast.ARU, 3) | {"record": f"{of}~{cast.DIAS}"}
    assert marat.submit("score.give", **odd)["reason"] == "record-not-of-the-gradebook"
    assert give(marat, of, cast.ERASYL, 3)["reason"] == "learner-not-in-the-class"
    assert confirm(marat, record="elsewhere")["reason"] == "record-not-of-the-gradebook"
    assert marat.submit("assessment.set", {"title": "?"})["reason"] == "record-incomplete"


def test_a_removed_assessment_is_forgotten_and_its_points_are_kept(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    of = assess(marat)
    given = give(marat, of, cast.ARU, 17)
    marat.refresh()
    done = marat.submit("assessment.remove", {}, record=of, base=marat.doc("assessment", of)["op"])

    assert done["outcome"] == "admitted", done
    marat.refresh()
    assert of not in marat.ids("assessment")
    assert given["record"] in marat.ids("score")


def test_points_for_a_removed_assessment_wait_until_it_is_put_back(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    of = assess(marat)
    removal = marat.submit("assessment.remove", {}, record=of, base=of)["op"]

    late = give(marat, of, cast.ARU, 17)
    assert (late["outcome"], late["reason"]) == ("held", "assessment-removed")
    marat.refresh()
    assert late["record"] not in marat.ids("score")

    assert marat.submit("assessment.set", assessment(), record=of, base=removal)["outcome"] == (
        "admitted"
    )
    director = phone(cast.GULNAR)
    verdict = {"decision": "release", "school": cast.AKBULAQ}
    released = director.submit("operation.judge", verdict, record=late["op"])
    assert released["outcome"] == "admitted", released
    marat.refresh()
    assert marat.doc("score", late["record"])["points"] == "17"


def test_daily_work_is_between_teacher_and_families(phone: Phones) -> None:
    daily = assess(phone(cast.MARAT), part="formative", max=10)
    summative = assess(phone(cast.MARAT))
    for person, told in ((cast.SAULE, True), (cast.BOTA, True), (cast.GULNAR, False)):
        phone(person).refresh()
        assert (daily in phone(person).ids("assessment")) is told
        assert summative in phone(person).ids("assessment")


def test_a_signed_mark_says_what_it_is_made_of(phone: Phones) -> None:
    signed = confirm(phone(cast.MARAT))

    assert signed["outcome"] == "admitted", signed
    for person in (cast.ARU, cast.SAULE, cast.MARAT, cast.BOTA):
        phone(person).refresh()
        found = phone(person).doc("term_mark", signed["record"])
        assert (found["mark"], found["percent"], found["policy"]) == (5, "90", "kz-national")
        assert len(found["inputs"]) == 3
    phone(cast.DIAS).refresh()
    assert phone(cast.DIAS).ids("term_mark") == set()


def test_another_mark_than_the_policys_needs_a_reason(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    wrong: list[dict[str, Any]] = [
        {"mark": 4},
        {"percent": "89"},
        {"policy": "made-up"},
        {"inputs": []},
    ]
    for odd in wrong:
        assert confirm(marat, **odd)["reason"] == "reason-needed", odd
    council = confirm(marat, mark=4, reason="Педкеңес шешімі № 3")
    assert council["outcome"] == "admitted", council
    excused = confirm(marat, cast.DIAS, outcome="exempt", mark=None, percent=None, inputs=[])
    assert excused["outcome"] == "admitted", excused


def test_a_new_mark_in_place_of_a_signed_one_needs_a_reason_and_keeps_the_former(
    phone: Phones,
) -> None:
    marat = phone(cast.MARAT)
    first = confirm(marat)
    changed = {"mark": 4, "percent": "80", "base": first["op"]}
    inputs = [{"assessment": "a", "part": "formative", "points": "8", "max": 10}]
    assert confirm(marat, inputs=inputs, **changed)["reason"] == "reason-needed"

    confirm(marat, inputs=inputs, reason="Есептегі қате", **changed)
    phone(cast.ARU).refresh()
    found = phone(cast.ARU).doc("term_mark", first["record"])
    assert (found["mark"], [one["mark"] for one in found["former"]]) == (4, [5])


def test_a_closed_term_stands_until_an_order_opens_it(phone: Phones, school: School) -> None:
    marat, director = phone(cast.MARAT), phone(cast.GULNAR)
    of = assess(marat)
    assert lock(marat)["reason"] == "not-a-leader-of-the-school"
    school.clock.forward(seconds=60)
    closed = lock(director)
    assert closed["outcome"] == "admitted", closed
    school.clock.forward(seconds=60)

    for late in (
        give(marat, of, cast.ARU, 17),
        confirm(marat),
        marat.submit("assessment.set", assessment()),
    ):
        assert late["reason"] == "term-locked", late
    marat.refresh()
    assert marat.doc("term_lock", closed["record"])["locked"] is True

    assert lock(director, locked=False)["reason"] == "reason-needed"
    lock(director, locked=False, order="№ 14-б бұйрық", base=closed["op"])
    assert give(marat, of, cast.DIAS, 17)["outcome"] == "admitted"


def test_what_was_written_before_the_closing_counts_though_it_comes_after(
    phone: Phones, school: School
) -> None:
    marat = phone(cast.MARAT)
    of = assess(marat)
    given = score(of, cast.ARU, 17)
    early = marat.make("score.give", given["fields"], record=given["record"])
    school.clock.forward(seconds=3600)
    lock(phone(cast.GULNAR))

    (late,) = marat.send(early)
    assert late["outcome"] == "admitted", late


def test_a_school_says_by_which_policy_it_marks(phone: Phones) -> None:
    fields = {
        "school": cast.AKBULAQ,
        "policy": "kz-tenths",
        "starts_on": "2026-09-01",
        "pass_subjects": ["art"],
        "half_year_subjects": [],
    }
    record = f"{cast.AKBULAQ}~2026-09-01"
    assert (
        phone(cast.MARAT).submit("policy.adopt", fields, record=record)["reason"]
        == "not-a-leader-of-the-school"
    )
    unknown = phone(cast.GULNAR).submit(
        "policy.adopt", {**fields, "policy": "made-up"}, record=record
    )
    assert unknown["reason"] == "unknown-policy"
    phone(cast.GULNAR).submit("policy.adopt", fields, record=record)
    phone(cast.ARU).refresh()
    assert phone(cast.ARU).doc("adopted_policy", record)["policy"] == "kz-tenths"
    phone(cast.TIMUR).refresh()
    assert phone(cast.TIMUR).ids("adopted_policy") == set()


def test_the_term_of_a_record_is_written_as_schools_count(phone: Phones) -> None:
    for odd in ("2026-7", "2", "2026-02", ""):
        marat = phone(cast.MARAT)
        answer = marat.post([marat.make("assessment.set", assessment(term=odd))])
        assert answer.status_code == 422, odd


def test_a_pupil_who_has_left_still_gets_the_points_of_an_assessment(
    phone: Phones, school: School
) -> None:
    of = assess(phone(cast.MARAT))
    with school.app.app_context():
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-21")

    given = give(phone(cast.MARAT), of, cast.ARU, 17)

    assert given["outcome"] == "admitted", given
    for person in (cast.MARAT, cast.SAULE):
        phone(person).refresh()
        assert phone(person).doc("score", given["record"])["points"] == "17"
