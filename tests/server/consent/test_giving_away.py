"""Programs outside the school: what they read with a key at /xapi, and the list of people, without
consent, with it, and where the law asks. Told on both databases."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from server import clock
from server.db import db
from server.lrs import keys, permitted
from server.lrs.callers import account_of
from server.roster.leaving_out import consented
from server.roster.service import known
from tests.content.cmi5.courses import unit
from tests.server import cast
from tests.server.conftest import School
from tests.server.consent.test_consent import decide
from tests.server.phone import Phone
from tests.support.cmi5 import LEARNER, Lms
from tests.support.xapi import FRACTIONS, Client, statement

Phones = Callable[[str], Phone]


def told(app: Flask, *people: str) -> list[str]:
    """One statement of each of these people, in this order; "" is nobody of the school."""
    actors = [{"actor": account_of(cast.AKBULAQ, one)} if one else {} for one in people]
    client = Client.with_key(app)
    return [client.keep(statement(**actor))[0] for actor in actors]


def reader(app: Flask, *, by_law: bool = False) -> Client:
    with app.app_context():
        made = keys.add("Өңір", cast.AKBULAQ, ("statements/read",), by_law=by_law)
    return Client.of(app, made)


def pages(client: Client, **query: Any) -> list[list[str]]:
    """The ids of each page, along `more`, with the same filter."""
    found, answer = [], client.call("GET", "statements", query).get_json()
    while True:
        found.append([one["id"] for one in answer["statements"]])
        if not answer["more"]:
            return found
        assert len(found) < 50
        answer = client.follow(answer["more"]).get_json()


def walked(client: Client, **query: Any) -> list[str]:
    return [one for page in pages(client, **query) for one in page]


def test_a_key_reads_of_learners_only_with_consent(phone: Phones, school: School) -> None:
    aru, dias, marat, nobody = told(school.app, cast.ARU, cast.DIAS, cast.MARAT, "")
    client, by_law = reader(school.app), reader(school.app, by_law=True)
    assert walked(client, ascending="true") == [marat, nobody]
    assert walked(by_law, ascending="true") == [aru, dias, marat, nobody]
    assert client.one(aru).status_code == 404
    assert by_law.one(aru).status_code == 200

    decide(phone(cast.SAULE), given=True)
    assert walked(client, ascending="true") == [aru, marat, nobody]
    assert client.one(aru).status_code == 200
    school.clock.forward(seconds=60)
    decide(phone(cast.SAULE), given=False)
    assert walked(client, ascending="true") == [marat, nobody]


def test_a_learner_is_found_wherever_a_statement_names_them(school: School) -> None:
    group = {"objectType": "Group", "member": [account_of(cast.AKBULAQ, cast.DIAS)]}
    made = statement(actor=account_of(cast.AKBULAQ, cast.MARAT), context={"team": group})
    Client.with_key(school.app).keep(made)
    assert walked(reader(school.app)) == []


def test_pages_are_whole_and_lead_on(phone: Phones, school: School, monkeypatch: Any) -> None:
    people = [cast.ARU, cast.DIAS, cast.DIAS, cast.MARAT, cast.DIAS, cast.ARU, cast.MARAT] * 3
    ids = told(school.app, *people)
    decide(phone(cast.SAULE), given=True)
    client = reader(school.app)
    wanted = [one for one, who in zip(ids, people, strict=True) if who != cast.DIAS]
    for limit in (1, 2, 4, 50):
        found = pages(client, ascending="true", limit=limit)
        assert [one for page in found for one in page] == wanted
        assert {len(page) for page in found[:-1]} <= {limit}
        assert walked(client, limit=limit) == wanted[::-1]
    # Where hardly anybody has agreed no request reads the whole store: pages may be short.
    monkeypatch.setattr(permitted, "MAX_EXAMINED", 2)
    monkeypatch.setattr(permitted, "PAGE", 1)
    short = pages(client, ascending="true", limit=1)
    assert [one for page in short for one in page] == wanted
    assert [] in short


def test_a_program_always_reads_what_it_has_sent_itself(school: School) -> None:
    with school.app.app_context():
        made = keys.add("Storyline", cast.AKBULAQ, ("statements/write", "statements/read/mine"))
    client = Client.of(school.app, made)
    [kept] = client.keep(statement(actor=account_of(cast.AKBULAQ, cast.ARU)))
    assert walked(client) == [kept]


def own(person: str) -> dict[str, Any]:
    return account_of(cast.AKBULAQ, person)


def documents(client: Client, agent: dict[str, Any]) -> tuple[Any, ...]:
    """What a client is given of an agent's state and profile: both lists, both documents."""
    state, profile = {"activityId": FRACTIONS, "agent": agent}, {"agent": agent}
    return tuple(
        answer.get_json() if answer.status_code == 200 else answer.status_code
        for answer in (
            client.call("GET", "activities/state", state),
            client.call("GET", "activities/state", {**state, "stateId": "bookmark"}),
            client.call("GET", "agents/profile", profile),
            client.call("GET", "agents/profile", {**profile, "profileId": "colours"}),
        )
    )


ALL_OF_IT = (["bookmark"], {"page": 4}, ["colours"], {"ink": "red"})
NOTHING: tuple[Any, ...] = ([], 404, [], 404)


def keep_documents(client: Client, agent: dict[str, Any]) -> None:
    place = {"activityId": FRACTIONS, "agent": agent, "stateId": "bookmark"}
    client.call("POST", "activities/state", place, body={"page": 4})
    place = {"agent": agent, "profileId": "colours"}
    client.call("POST", "agents/profile", place, body={"ink": "red"})


def test_documents_of_a_learner_are_given_only_with_consent(phone: Phones, school: School) -> None:
    by_law = Client.with_key(school.app)
    client = Client.with_key(school.app, "state", "profile", by_law=False)
    everything = Client.with_key(school.app, by_law=False)
    group = {**own(cast.ARU), "objectType": "Group"}
    for agent in (own(cast.ARU), own(cast.MARAT), {"mbox": "mailto:aru@example.kz"}):
        keep_documents(by_law, agent)
        assert documents(by_law, agent) == ALL_OF_IT
        given = NOTHING if agent == own(cast.ARU) else ALL_OF_IT
        assert documents(client, agent) == documents(everything, agent) == given
    assert documents(client, group) == NOTHING
    bad = {"activityId": FRACTIONS, "agent": own(cast.ARU), "since": "yesterday"}
    assert client.call("GET", "activities/state", bad).status_code == 400
    bearer = phone(cast.ARU).headers["Authorization"]
    assert documents(Client(school.app, bearer), own(cast.ARU)) == ALL_OF_IT

    decide(phone(cast.SAULE), given=True)
    assert documents(client, own(cast.ARU)) == documents(client, group) == ALL_OF_IT
    school.clock.forward(seconds=60)
    decide(phone(cast.SAULE), given=False)
    assert documents(client, own(cast.ARU)) == NOTHING


def test_who_writes_documents_learns_nothing_by_it(school: School) -> None:
    by_law = Client.with_key(school.app)
    client = Client.with_key(school.app, "state", "profile", by_law=False)
    keep_documents(by_law, own(cast.ARU))
    place = {"activityId": FRACTIONS, "agent": own(cast.ARU), "stateId": "bookmark"}
    right = by_law.call("GET", "activities/state", place).headers["ETag"]
    told = set()
    for guess in (right, '"0"'):
        for method in ("PUT", "POST", "DELETE"):
            headers = {"If-Match": guess, "If-None-Match": "*"}
            answer = client.call(method, "activities/state", place, headers=headers, body={})
            told.add((answer.status_code, answer.get_json()["detail"]))
        answer = client.call(
            "PUT", "activities/state", place, headers={"If-None-Match": guess}, body={}
        )
        told.add((answer.status_code, answer.get_json()["detail"]))
    assert told == {(412, "If-Match does not hold."), (412, "If-None-Match does not hold.")}
    assert documents(by_law, own(cast.ARU)) == ALL_OF_IT

    written = client.call("POST", "activities/state", place, body={"notes": "a"})
    assert written.status_code == 204
    assert documents(client, own(cast.ARU)) == NOTHING
    assert documents(by_law, own(cast.ARU))[1] == {"page": 4, "notes": "a"}


def test_of_an_agent_without_consent_a_program_hears_what_it_has_said(
    phone: Phones, school: School
) -> None:
    client = reader(school.app)
    named = {**own(cast.ARU), "name": "Серікбаева Ару"}
    Client.with_key(school.app).keep(statement(actor=named))

    def person() -> Any:
        return client.call("GET", "agents", {"agent": own(cast.ARU)}).get_json()

    asked = {"objectType": "Person", "account": [own(cast.ARU)["account"]]}
    assert person() == asked
    decide(phone(cast.SAULE), given=True)
    assert person() == {**asked, "name": ["Серікбаева Ару"]}


def test_units_of_another_program_are_launched_only_with_consent(
    phone: Phones, school: School
) -> None:
    by_law, lms = Lms.of(school.app), Lms(school.app, Client.with_key(school.app, by_law=False))
    course = lms.course(unit())

    def launch(program: Lms, **body: Any) -> Any:
        return program.call("POST", f"courses/{course}/units/0/launch", body)

    refused = launch(lms, actor=own(cast.ARU))
    assert (refused.status_code, refused.get_json()["type"]) == (403, "/problems/no-consent")
    assert launch(lms, actor=LEARNER).status_code == 200
    theirs = by_law.launch(course, actor=own(cast.ARU)).registration
    assert by_law.call("GET", f"registrations/{theirs}").status_code == 200
    assert lms.call("GET", f"registrations/{theirs}").status_code == 403
    assert launch(lms, actor=own(cast.ARU), registration=theirs).status_code == 403

    decide(phone(cast.SAULE), given=True)
    assert lms.call("GET", f"registrations/{theirs}").status_code == 200
    assert launch(lms, actor=own(cast.ARU), registration=theirs).status_code == 200


def test_the_list_of_people_leaves_out_who_has_not_agreed(phone: Phones, school: School) -> None:
    decide(phone(cast.SAULE), given=True)
    with school.app.app_context():
        everybody = known(db.session(), cast.AKBULAQ, clock.today())
        some, left_out = consented(db.session(), cast.AKBULAQ, everybody)
    pupils = {place.person for place in everybody.places if place.role == "pupil"}
    assert left_out == len(pupils) - 1 > 0
    gone = {one.id for one in everybody.people} - {one.id for one in some.people}
    assert pupils - {cast.ARU} <= gone
    assert {cast.ARU, cast.SAULE, cast.MARAT} <= {one.id for one in some.people}
    assert {learner for _guardian, learner in some.guardians} <= {cast.ARU}
    assert not gone & {place.person for place in some.places}
