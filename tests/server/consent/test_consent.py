"""Consent for Ару: her mother gives and withdraws it, the class teacher notes a paper, and results
leave the school only while it stands."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from server.consent.purposes import OUTSIDE, PURPOSES, SHOWING
from server.consent.stays import ended_until
from server.db import write_transaction
from server.erasure import service as erasing
from server.forwarding import service, turns
from server.lrs.callers import account_of
from server.operations.local import submit
from tests.server import cast
from tests.server.conftest import School
from tests.server.forwarding.fake import FakeStore, serving
from tests.server.phone import Phone
from tests.support.xapi import ANSWERED, Client, statement

Phones = Callable[[str], Phone]
TODAY = "2026-11-23"


def decide(phone: Phone, given: bool, **changes: Any) -> dict[str, Any]:
    fields = {
        "school": cast.AKBULAQ, "learner": cast.ARU, "purpose": OUTSIDE, "given": given,
        "date": TODAY, "way": "app", "by": "representative", **changes,
    }  # fmt: skip
    return phone.submit("consent.decide", fields)


def on_paper(phone: Phone, given: bool, **changes: Any) -> dict[str, Any]:
    return decide(phone, given, way="paper", signer="Серікбаева С.", **changes)


def seen(phone: Phone) -> list[tuple[str, bool]]:
    phone.refresh()
    found = [phone.doc("consent", one) for one in phone.ids("consent")]
    return sorted((one["purpose"], one["given"]) for one in found)


@pytest.fixture
def store() -> Iterator[FakeStore]:
    with serving(FakeStore()) as made:
        yield made


@pytest.fixture
def there(store: FakeStore, app: Flask) -> Iterator[str]:
    """Another record store to which the school's statements go."""
    with app.app_context():
        yield service.add(
            service.Asked("Өңір", cast.AKBULAQ, store.address, "qupiya", networks=["127.0.0.0/8"])
        )


def answered(app: Flask, person: str, **changes: Any) -> str:
    """A statement that names a person of the school."""
    actor = account_of(cast.AKBULAQ, person)
    [kept] = Client.with_key(app).keep(statement(**{"actor": actor, **changes}))
    return kept


def test_a_mother_gives_and_withdraws_and_the_teachers_hear_of_it(
    phone: Phones, school: School
) -> None:
    assert decide(phone(cast.SAULE), given=True)["outcome"] == "admitted"
    school.clock.forward(seconds=60)
    assert decide(phone(cast.SAULE), given=False)["outcome"] == "admitted"
    for person in (cast.SAULE, cast.BOTA, cast.MARAT, cast.ARU):
        assert seen(phone(person)) == [(OUTSIDE, False), (OUTSIDE, True)]
    for person in (cast.DIAS, cast.OLGA):
        assert seen(phone(person)) == []


@pytest.mark.parametrize("person", [cast.ARU, cast.DIAS, cast.MARAT, cast.BOTA, cast.OLGA])
def test_in_the_app_nobody_else_decides(phone: Phones, person: str) -> None:
    for by in ("representative", "learner"):
        made = decide(phone(person), given=True, by=by)
        assert (made["outcome"], made["reason"]) == ("held", "consent-not-theirs")


@pytest.mark.parametrize(
    ("person", "outcome"),
    [
        (cast.BOTA, "admitted"), (cast.GULNAR, "admitted"), (cast.AIZHAN, "admitted"),
        (cast.MARAT, "held"), (cast.SAULE, "held"), (cast.ARU, "held"), (cast.OLGA, "held"),
    ],
)  # fmt: skip
def test_who_notes_a_paper(phone: Phones, person: str, outcome: str) -> None:
    assert on_paper(phone(person), given=True)["outcome"] == outcome


def test_a_learner_of_age_decides_once_the_school_has_seen_their_paper(phone: Phones) -> None:
    on_paper(phone(cast.BOTA), given=True, by="learner")
    assert decide(phone(cast.ARU), given=False, by="learner")["outcome"] == "admitted"
    assert decide(phone(cast.DIAS), given=False, by="learner")["outcome"] == "held"


def test_who_has_left_can_withdraw_and_nothing_more_is_sent(
    phone: Phones, school: School, store: FakeStore, there: str
) -> None:
    decide(phone(cast.SAULE), given=True)
    answered(school.app, cast.ARU)
    with school.app.app_context(), write_transaction():
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-09")
    school.clock.forward(seconds=60)
    assert decide(phone(cast.SAULE), given=True)["outcome"] == "held", "given to where the child is"
    assert turns.run(there).sent == 0, "it has ended with her last day"

    assert decide(phone(cast.SAULE), given=False)["outcome"] == "admitted"
    assert turns.run(there).sent == 0
    assert seen(phone(cast.SAULE)) == [(OUTSIDE, False), (OUTSIDE, True)]
    mother = phone(cast.SAULE)
    named = {mother.doc("consent", one)["school_name"] for one in mother.ids("consent")}
    assert named == {"Ақбұлақ мектебі"}
    for person, outcome in ((cast.GULNAR, "admitted"), (cast.BOTA, "held"), (cast.OLGA, "held")):
        school.clock.forward(seconds=60)
        assert on_paper(phone(person), given=False)["outcome"] == outcome
    assert decide(phone(cast.SAULE), given=False, school=cast.DALA)["outcome"] == "held"


def ended(phone: Phone) -> set[bool]:
    phone.refresh()
    return {phone.doc("consent", one)["ended"] for one in phone.ids("consent")}


def test_consent_ends_when_the_pupil_leaves_and_is_asked_anew_when_they_come_back(
    phone: Phones, school: School, store: FakeStore, there: str
) -> None:
    decide(phone(cast.SAULE), given=True)
    on_paper(phone(cast.BOTA), given=True, purpose=SHOWING, date="2026-09-03")
    answered(school.app, cast.ARU)
    mother = phone(cast.SAULE)
    assert ended(mother) == {False}
    with school.app.app_context(), write_transaction():
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5, ends_on=TODAY)
    assert turns.run(there).sent == 1, "the last day is a day at this school"

    school.clock.forward(days=1)
    answered(school.app, cast.ARU)
    assert turns.run(there).sent == 0

    school.clock.forward(days=120)
    back = {"person": cast.ARU, "school": cast.AKBULAQ, "class": cast.CLASS_5, "grade": 5}
    with school.app.app_context(), write_transaction():
        submit("enrolment.set", "back", {**back, "starts_on": "2027-03-24", "ends_on": None})
    answered(school.app, cast.ARU)
    assert turns.run(there).sent == 0, "what was given before she left counts no more"
    assert ended(mother) == {True}, "her phone hears of it, which had it otherwise"
    learners = phone(cast.BOTA).get(f"/api/v1/consents/{cast.CLASS_5}").get_json()["learners"]
    [her] = [one for one in learners if one["id"] == cast.ARU]
    assert [one["ended"] for one in her["decisions"]] == [True, True]

    assert decide(phone(cast.SAULE), given=True, date="2027-03-24")["outcome"] == "admitted"
    answered(school.app, cast.ARU)
    assert turns.run(there).sent == 1


NOVEMBER, MAY = date(2026, 11, 9), date(2027, 5, 25)
SEPTEMBER, AUTUMN = date(2026, 9, 1), date(2027, 9, 1)


@pytest.mark.parametrize(
    ("stays", "on", "until"),
    [
        ([], NOVEMBER, date.max),
        ([(date.min, date.max)], NOVEMBER, date.min),
        ([(SEPTEMBER, MAY)], MAY, date.min),
        ([(SEPTEMBER, MAY)], date(2027, 5, 26), date.max),
        # Lists that end with the lessons: over the summer nothing stands, in autumn it does again.
        ([(SEPTEMBER, MAY), (AUTUMN, date.max)], date(2027, 7, 1), date.max),
        ([(AUTUMN, date.max), (SEPTEMBER, MAY)], AUTUMN, date.min),
        # Another class, or two at once.
        ([(SEPTEMBER, NOVEMBER), (date(2026, 11, 10), date.max)], MAY, date.min),
        ([(SEPTEMBER, date.max), (SEPTEMBER, NOVEMBER)], MAY, date.min),
        # Away for half a year, and for another one.
        ([(SEPTEMBER, NOVEMBER), (MAY, date.max)], AUTUMN, NOVEMBER),
        ([(SEPTEMBER, NOVEMBER), (MAY, MAY), (date(2028, 1, 11), date.max)], date(2028, 2, 1), MAY),
        ([(AUTUMN, date.max)], MAY, date.max),
    ],
)
def test_a_stay_ends_with_the_last_enrolment(
    stays: list[tuple[date, date]], on: date, until: date
) -> None:
    assert ended_until(stays, on) == until


def test_a_leader_finds_who_has_left_and_notes_the_paper(phone: Phones, school: School) -> None:
    path, query = "/api/v1/former/consents", {"query_string": {"school": cast.AKBULAQ}}
    decide(phone(cast.SAULE), given=True)
    assert phone(cast.GULNAR).get(path, **query).get_json()["learners"] == [], "still here"
    with school.app.app_context(), write_transaction():
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-09")
        cast.enrol(cast.DIAS, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-09")
    school.clock.forward(seconds=60)
    for person in (cast.GULNAR, cast.AIZHAN):
        [her] = phone(person).get(path, **query).get_json()["learners"]  # nobody decided for Диас
        assert (her["name"], her["left_on"]) == ("Серікбаева Ару", "2026-11-09")
        assert [(one["given"], one["ended"]) for one in her["decisions"]] == [(True, True)]
    assert on_paper(phone(cast.GULNAR), given=False, date="2026-11-20")["outcome"] == "admitted"
    [her] = phone(cast.GULNAR).get(path, **query).get_json()["learners"]
    assert [(one["given"], one["signer"]) for one in her["decisions"]] == [
        (False, "Серікбаева С."),
        (True, ""),
    ]
    assert phone(cast.BOTA).get(path, **query).status_code == 403
    other = {"query_string": {"school": cast.DALA}}
    assert phone(cast.GULNAR).get(path, **other).status_code == 404


def test_a_day_to_come_is_no_day_of_a_decision(phone: Phones) -> None:
    assert on_paper(phone(cast.BOTA), given=True, date="2027-01-10")["reason"] == "day-not-come"


def test_results_leave_the_school_only_while_consent_stands(
    phone: Phones, school: School, store: FakeStore, there: str
) -> None:
    answered(school.app, cast.ARU)
    assert turns.run(there).sent == 0

    decide(phone(cast.SAULE), given=True)
    second = answered(school.app, cast.ARU)
    dias = answered(school.app, cast.DIAS)
    teacher = answered(school.app, cast.MARAT)
    assert turns.run(there).sent == 2
    assert set(store.kept) == {second, teacher}

    school.clock.forward(seconds=60)
    decide(phone(cast.SAULE), given=False)
    answered(school.app, cast.ARU)
    with_her = {"objectType": "Group", "member": [account_of(cast.AKBULAQ, cast.ARU)]}
    answered(school.app, cast.MARAT, context={"team": with_her})
    assert turns.run(there).sent == 0
    assert dias not in store.kept

    [facts] = service.everyone()
    assert (facts["sent"], facts["withheld"], facts["waiting"]) == (2, 4, 0)


def test_what_lay_aside_is_not_sent_after_a_withdrawal(
    phone: Phones, school: School, store: FakeStore, there: str
) -> None:
    decide(phone(cast.SAULE), given=True)
    bad = answered(school.app, cast.ARU)
    store.poison = {bad}
    assert turns.run(there).dead == 1
    school.clock.forward(seconds=60)
    decide(phone(cast.SAULE), given=False)
    store.poison = set()

    service.retry(there)
    turns.run(there)

    assert store.kept == {}
    assert service.letters(there) == []


def test_a_paper_counts_from_its_signature(
    phone: Phones, school: School, store: FakeStore, there: str
) -> None:
    """The mother withdrew in the app; a paper of September that is noted now changes nothing."""
    decide(phone(cast.SAULE), given=False)
    school.clock.forward(seconds=60)
    on_paper(phone(cast.BOTA), given=True, date="2026-09-03")
    answered(school.app, cast.ARU)
    assert turns.run(there).sent == 0
    school.clock.forward(seconds=60)
    on_paper(phone(cast.BOTA), given=True, date=TODAY)
    answered(school.app, cast.ARU)
    assert turns.run(there).sent == 1
    assert len(store.kept) == 1


def test_a_statement_by_an_outside_name_is_nobody_of_ours(
    school: School, store: FakeStore, there: str
) -> None:
    [known] = Client.with_key(school.app).keep(statement(verb={"id": ANSWERED}))
    assert turns.run(there).sent == 1
    assert set(store.kept) == {known}


def test_the_class_teacher_and_leaders_see_who_has_none(phone: Phones) -> None:
    on_paper(phone(cast.BOTA), given=True, date="2026-09-03")
    path = f"/api/v1/consents/{cast.CLASS_5}"
    for person in (cast.BOTA, cast.GULNAR):
        found = phone(person).get(path).get_json()
        decided = {one["name"]: one["decisions"] for one in found["learners"]}
        assert decided["Оспанов Диас"] == []
        [one] = decided["Серікбаева Ару"]
        assert (one["purpose"], one["given"], one["date"]) == (OUTSIDE, True, "2026-09-03")
        assert (one["way"], one["signer"]) == ("paper", "Серікбаева С.")
        assert one["author_name"] == "Сағынова Бота"
    reads = phone(cast.GULNAR).get(f"/api/v1/audit/reads?school={cast.AKBULAQ}").get_json()["reads"]
    assert {(one["what"], one["about"]) for one in reads} == {("consents", "5 Ә")}
    assert phone(cast.MARAT).get(path).status_code == 403
    assert phone(cast.BOTA).get(f"/api/v1/consents/{cast.CLASS_4}").status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_form_is_printed_for_a_class_and_for_a_family(phone: Phones, language: str) -> None:
    query = {"class": cast.CLASS_5, "language": language}
    whole = phone(cast.BOTA).get("/api/v1/reports/consent", query_string=query).get_json()
    assert len(whole["pages"]) == 2
    own = {**query, "learner": cast.ARU}
    [page] = phone(cast.SAULE).get("/api/v1/reports/consent", query_string=own).get_json()["pages"]
    [table] = page["tables"]
    assert [row[0] for row in table["rows"]] == [one[language]["name"] for one in PURPOSES.values()]
    assert len(page["notes"]) == 3
    refused = phone(cast.DIAS).get("/api/v1/reports/consent", query_string=own)
    assert refused.status_code == 404


def test_a_printed_portfolio_says_whether_it_may_be_shown(phone: Phones) -> None:
    item = {"kind": "achievement", "title": "Олимпиада", "date": TODAY, "learner": cast.ARU}
    phone(cast.ARU).submit("portfolio.set", {"school": cast.AKBULAQ, **item})
    query = {"class": cast.CLASS_5, "language": "ru", "learner": cast.ARU}

    def said() -> str:
        answer = phone(cast.BOTA).get("/api/v1/reports/portfolio", query_string=query)
        return str(dict(answer.get_json()["pages"][0]["facts"])["Согласие на показ"])

    assert said() == "нет"
    on_paper(phone(cast.BOTA), given=True, purpose=SHOWING)
    assert said() == "есть"


def test_an_erased_learner_leaves_no_decision(phone: Phones, school: School) -> None:
    decide(phone(cast.SAULE), given=True)
    with school.app.app_context():
        erasing.erase(cast.ARU, "asked")
    assert seen(phone(cast.BOTA)) == []
