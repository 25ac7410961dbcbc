"""State and profiles travel: to the hub, back from a log, from a phone; what was written apart
stays as branches."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Flask

from server.db import write_transaction
from server.lrs.callers import account_of
from server.lrs.document_operations import AGENT_PROFILE, DOCUMENT_SET, FAMILY, STATE, shelf
from server.lrs.played import MARK
from server.operations.catalogue import catalogue
from server.operations.port import log_store, server_port
from server.operations.service import accept_entries
from sync.apply import rebuild
from sync.core.clock import pack
from sync.core.ops import Operation, OpId
from sync.core.verdict import Verdict
from sync.storage.port import Entry
from tests.server import cast
from tests.server.conftest import MONDAY_MS, School
from tests.server.player.test_attempts import session as sitting
from tests.server.upstream.conftest import Pair, new_hub, pair
from tests.support.xapi import ARU, FRACTIONS, Client

__all__ = ["new_hub", "pair"]

PLACE: dict[str, Any] = {"activityId": FRACTIONS, "agent": ARU, "stateId": "bookmark"}
PROFILE: dict[str, Any] = {"agent": ARU, "profileId": "colours"}
REGISTRATION = "7f0c1a52-3a8e-4c8e-9a0d-0d9f6f7c1e11"


def page(client: Client, place: Mapping[str, Any] = PLACE) -> Any:
    answer = client.call("GET", "activities/state", place)
    return answer.get_json() if answer.status_code == 200 else answer.status_code


def write(client: Client, place: Mapping[str, Any] = PLACE, **values: Any) -> None:
    answer = client.call("POST", "activities/state", place, body=values)
    assert answer.status_code == 204, answer.get_data(as_text=True)


def entry(writer: str, seq: int, page: int, *, ms: int, base: OpId | None = None) -> Entry:
    """The bookmark as another node has taken it in."""
    place = shelf(STATE, cast.AKBULAQ, activity=FRACTIONS, agent=ARU)
    content = json.dumps({"page": page}).encode()
    fields = {**place.fields("bookmark"), "type": "application/json", "content": content}
    hlc = pack(ms, seq)
    record = place.record("bookmark")
    op = Operation(writer * 16, 1, seq, hlc, DOCUMENT_SET, 1, base, None, record, fields)
    return Entry(op, Verdict("admitted", hlc, 1, None, writer * 16, ms))


def test_what_a_school_has_kept_is_at_the_hub_with_its_entity_tag(pair: Pair) -> None:
    here, there = Client.with_key(pair.school.app), Client.with_key(pair.hub)
    write(here, page=3)
    profile = here.call("POST", "agents/profile", PROFILE, body={"ink": "blue"})
    assert profile.status_code == 204
    pair.exchange()

    ours, theirs = (one.call("GET", "activities/state", PLACE) for one in (here, there))

    assert theirs.get_json() == {"page": 3}
    assert theirs.headers["ETag"] == ours.headers["ETag"]
    assert theirs.headers["Last-Modified"] == ours.headers["Last-Modified"]
    assert there.call("GET", "agents/profile", PROFILE).get_json() == {"ink": "blue"}
    assert page(Client.with_key(pair.hub, school=cast.DALA)) == 404


def test_a_precondition_holds_against_what_came_by_sync(pair: Pair) -> None:
    here, there = Client.with_key(pair.school.app), Client.with_key(pair.hub)
    write(here, page=1)
    pair.exchange()
    old = there.call("HEAD", "activities/state", PLACE).headers["ETag"]
    write(here, page=2)
    pair.exchange()

    stale = there.call("PUT", "activities/state", PLACE, body={}, headers={"If-Match": old})

    assert stale.status_code == 412
    assert page(there) == {"page": 2}
    old_profile = there.speaking("1.0.3").call("PUT", "agents/profile", PROFILE, body={})
    assert old_profile.status_code == 400


def test_the_end_of_a_document_travels_and_the_next_one_goes_on_from_it(pair: Pair) -> None:
    here, there = Client.with_key(pair.school.app), Client.with_key(pair.hub)
    write(here, page=3)
    write(here, {**PLACE, "stateId": "notes", "registration": REGISTRATION}, text="a")
    pair.exchange()
    everything = {"activityId": FRACTIONS, "agent": ARU}
    assert here.call("DELETE", "activities/state", everything).status_code == 204
    pair.exchange()

    assert there.call("GET", "activities/state", everything).get_json() == []
    write(here, page=9)
    pair.exchange()
    assert page(there) == page(here) == {"page": 9}
    with pair.hub.app_context():
        record = shelf(STATE, cast.AKBULAQ, activity=FRACTIONS, agent=ARU).record("bookmark")
        with write_transaction() as session:
            state = log_store(session).merge_states([(FAMILY, record)])[FAMILY, record]
    assert len(state.heads) == 1


def test_of_two_written_apart_the_later_is_shown_and_both_are_kept(
    new_hub: Callable[[str], Flask],
) -> None:
    first, again = entry("a", 1, 1, ms=MONDAY_MS), entry("a", 2, 2, ms=MONDAY_MS + 5)
    apart = entry("b", 1, 7, ms=MONDAY_MS + 9, base=first.op.id)
    after = [first, again._replace(op=entry("a", 2, 2, ms=MONDAY_MS + 5, base=first.op.id).op)]
    for number, order in enumerate(([*after, apart], [apart, *reversed(after)])):
        app = new_hub(f"node-{number}")
        with app.app_context():
            for one in order:
                accept_entries([one], source="f" * 16)
            with write_transaction() as session:
                key = FAMILY, first.op.record
                state = log_store(session).merge_states([key])[key]
        assert [head.id.writer[0] for head in state.heads] == ["b", "a"]
        client = Client.with_key(app)
        assert page(client) == {"page": 7}
        write(client, page=8)
        assert page(client) == {"page": 8}


def test_the_log_alone_gives_them_again(school: School) -> None:
    client = Client.with_key(school.app)
    write(client, page=3)
    write(client, {**PLACE, "stateId": "gone"}, page=1)
    client.call("DELETE", "activities/state", {**PLACE, "stateId": "gone"})
    before = client.call("GET", "activities/state", PLACE).headers["ETag"]

    with school.app.app_context(), write_transaction() as session:
        store, port = server_port(session)
        rebuild(store, catalogue().registry, port)

    assert client.call("GET", "activities/state", PLACE).headers["ETag"] == before
    assert page(client, {**PLACE, "stateId": "gone"}) == 404


def test_a_large_one_goes_as_a_file_and_is_read_where_that_has_come(pair: Pair) -> None:
    here, there = Client.with_key(pair.school.app), Client.with_key(pair.hub)
    noise = "".join(f"{number * 7919 % 99991:05d}" for number in range(40_000))
    write(here, notes=noise)
    write(here, page=1)
    assert page(here) == {"notes": noise, "page": 1}

    pair.exchange()
    pair.exchange()

    assert page(there) == {"notes": noise, "page": 1}


def played(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    state = {"registration": REGISTRATION, "units": {}, "documents": documents}
    return {"tirek.activity": "au1", "cmi.suspend_data": MARK + json.dumps(state)}


def kept(body: str) -> dict[str, Any]:
    return {"type": "application/json", "body": body, "at": MONDAY_MS}


def test_what_a_lesson_kept_on_a_phone_is_in_the_record_store(pair: Pair) -> None:
    aru = pair.school.phone(cast.ARU)
    state, notes = f"{STATE}|{FRACTIONS}|bookmark", f"{AGENT_PROFILE}||notes"
    first = sitting(cmi=played({state: kept('{"page":4}'), notes: kept('{"ink":"red"}')}))
    begun = aru.submit("attempt.commit", first)
    own = account_of(cast.AKBULAQ, cast.ARU)
    place = {**PLACE, "agent": own, "registration": REGISTRATION}
    client = Client.with_key(pair.school.app)
    assert page(client, place) == {"page": 4}

    later = sitting(cmi=played({state: kept('{"page":6}')}))
    aru.submit("attempt.commit", later, record=begun["record"], base=begun["op"])
    pair.exchange()

    for one in (client, Client.with_key(pair.hub)):
        assert page(one, place) == {"page": 6}
        assert page(one, {**PLACE, "agent": own}) == 404
        profile = {"agent": own, "profileId": "notes"}
        assert one.call("GET", "agents/profile", profile).status_code == 404


NO_STATE: Final[list[Any]] = [
    [],
    {"state": kept("{}")},
    {f"{STATE}|{FRACTIONS}|a": "no document"},
    {f"activity-profile|{FRACTIONS}|a": kept("{}")},
]


def test_what_is_no_state_of_the_app_harms_nothing(school: School) -> None:
    answers = [
        school.phone(cast.ARU).submit("attempt.commit", sitting(cmi=played(documents)))
        for documents in NO_STATE
    ]
    own = account_of(cast.AKBULAQ, cast.ARU)
    place = {"activityId": FRACTIONS, "agent": own, "registration": REGISTRATION}
    found = Client.with_key(school.app).call("GET", "activities/state", place)

    assert {answer["outcome"] for answer in answers} == {"admitted"}
    assert found.get_json() == []
