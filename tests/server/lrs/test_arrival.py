"""Whoever pulls a school's statements by `since` misses none and gets none twice, whenever it was
that they were said: `stored` is when this store got them."""

import itertools
import random
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from server.db import db, write_transaction
from server.hub.applying import apply_all
from server.lrs import arrival, names, naming, packing
from server.lrs.operations import STATEMENT_PUT
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits, server_port
from server.operations.service import accept_entries
from sync.apply import rebuild
from sync.core.clock import pack
from sync.core.knowledge import Knowledge
from sync.core.ops import Operation
from sync.core.verdict import Verdict
from sync.deferred import take
from sync.storage.port import Entry
from tests.server import cast
from tests.server.conftest import MONDAY_MS, School, close, make_app
from tests.server.upstream.conftest import Pair, new_hub, pair
from tests.support.xapi import FRACTIONS, Client, statement

__all__ = ["new_hub", "pair"]

THROUGH = "X-Experience-API-Consistent-Through"
DAY_MS = 86_400_000
SEEDS, STEPS = 3, 40


def entry(seq: int, sent: dict[str, Any], ms: int, school: str = cast.AKBULAQ) -> Entry:
    """A statement of that time, as another node has judged it."""
    body = {key: value for key, value in sent.items() if key != "id"}
    fields = {"school": school, **packing.pack({"version": "2.0.0", **body})}
    hlc = pack(ms, seq)
    op = Operation("a" * 16, 1, seq, hlc, STATEMENT_PUT, 1, None, None, sent["id"], fields)
    return Entry(op, Verdict("admitted", hlc, 1, None, "a" * 16, ms))


class Puller:
    """Asks again and again for what was stored since the last answer, and notes all it got."""

    def __init__(self, client: Client, *, by_header: bool = False) -> None:
        self.client = client
        self.got: list[tuple[str, str]] = []
        self._by_header = by_header
        self._since: str | None = None

    def pull(self) -> int:
        since = {} if self._since is None else {"since": self._since}
        answer = self.client.call("GET", "statements", {"ascending": "true", "limit": "7", **since})
        through = answer.headers[THROUGH]
        page = answer.get_json()
        found = page["statements"]
        while page["more"]:
            page = self.client.follow(page["more"]).get_json()
            found += page["statements"]
        if self._by_header:
            # what came between the first page and the last one is asked for again
            found = [one for one in found if one["stored"] <= through]
            self._since = through
        elif found:
            self._since = found[-1]["stored"]
        self.got += [(one["id"], one.get("result", {}).get("response", "")) for one in found]
        return len(found)


def make_anew(app: Flask) -> None:
    with app.app_context(), write_transaction() as session:
        store, port = server_port(session)
        rebuild(store, catalogue().registry, port)
        arrival.settle(session)


def test_a_phone_that_comes_back_in_autumn_is_stored_in_autumn(pair: Pair) -> None:
    school, at_school, at_hub = pair.school, *map(Client.with_key, (pair.school.app, pair.hub))
    phone = school.phone(cast.ARU)
    account = {"homePage": "https://tirek.invalid/schools/akbulaq", "name": cast.ARU}
    agent = {"objectType": "Agent", "account": account}
    fields = {
        "school": cast.AKBULAQ,
        "statement": {
            "actor": agent,
            "authority": agent,
            "verb": statement()["verb"],
            "object": {"objectType": "Activity", "id": FRACTIONS},
            "version": "1.0.0",
        },
    }
    in_june = phone.make("statement.put", fields, record=str(uuid.uuid4()))
    said = "2026-11-23T04:00:00.000Z"
    school.clock.forward(days=90)
    at_school.keep(statement())
    pullers = [Puller(at_school), Puller(at_hub)]
    pair.exchange()
    assert [one.pull() for one in pullers] == [1, 1]
    [before] = at_school.find()

    [answer] = phone.send(in_june)
    pair.exchange()

    assert answer["outcome"] in ("admitted", "corrected")
    assert [one.pull() for one in pullers] == [1, 1]
    for client in (at_school, at_hub):
        [late] = client.find(since=before["stored"])
        assert late["stored"] > before["stored"] > said
        assert late["timestamp"] == said


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_pull_by_since_misses_nothing_and_gets_nothing_twice(school: School, seed: int) -> None:
    """Early and late statements, several bodies under one id, a clock that is set back, statements
    that are taken out, tables that are made anew: whatever comes between two pulls."""
    pick = random.Random(seed)
    app, clock = school.app, school.clock
    client = Client.with_key(app)
    pullers = [Puller(client), Puller(client, by_header=True)]
    seqs = itertools.count(1)
    sent: list[Entry] = []

    def arrives() -> None:
        told = statement(result={"response": str(next(seqs))})
        if sent and pick.random() < 0.2:
            told["id"] = pick.choice(sent).op.record
        ms = clock.unix_ms - pick.choice([0, 1, 60_000, 90 * DAY_MS])
        sent.append(entry(next(seqs), told, ms))
        accept_entries([sent[-1]], source="f" * 16)

    def goes() -> None:
        for one in pick.sample(sent, min(1, len(sent))):
            with write_transaction() as session:
                store, port = server_port(session)
                store.erase(Knowledge.of([one.op.id]))
                port.erased([one])

    steps: list[tuple[Callable[[], object], int]] = [
        (arrives, 8),
        (lambda: client.keep(*(statement() for _ in range(pick.randrange(1, 4)))), 4),
        (lambda: [one.pull() for one in pullers], 4),
        (lambda: clock.forward(seconds=pick.choice([-3600, -0.001, 0.001, 5])), 4),
        (goes, 1),
        (lambda: make_anew(app), 1),
    ]
    with app.app_context():
        for step in pick.choices(*zip(*steps, strict=True), k=STEPS):
            step()
        last = [one.pull() for one in pullers]
        assert [one.pull() for one in pullers] == [0, 0], last

    there = {(one["id"], one.get("result", {}).get("response", "")) for one in client.find()}
    bodies = Counter(one.op.record for one in sent)
    for puller in pullers:
        assert there <= set(puller.got)
        # of two bodies under one id the first comes back where the other is taken out
        once = [key for key, _ in puller.got if bodies[key] < 2]
        assert len(set(once)) == len(once)


def test_tables_that_are_made_anew_have_every_statement_where_it_was(app: Flask) -> None:
    client = Client.with_key(app)
    with app.app_context():
        accept_entries([entry(1, statement(), MONDAY_MS)], source="f" * 16)
    client.keep(statement(), statement())
    accept_late = entry(2, statement(), MONDAY_MS - 90 * DAY_MS)
    with app.app_context():
        accept_entries([accept_late], source="f" * 16)
    before = client.find()

    make_anew(app)
    client.keep(statement())

    assert client.find()[1:] == before
    assert client.find()[0]["stored"] > before[0]["stored"]


def test_nobody_gets_the_place_of_a_statement_that_was_taken_out(app: Flask) -> None:
    client = Client.with_key(app)
    kept = [entry(seq, statement(), MONDAY_MS) for seq in (1, 2)]
    school = names.number(cast.AKBULAQ, names.SCHOOL, "")
    with app.app_context():
        accept_entries(kept, source="f" * 16)
        with write_transaction() as session:
            number = naming.known(session, [school])[school]
            last = arrival.last(session.connection(), number)
            store, port = server_port(session)
            store.erase(Knowledge.of([kept[-1].op.id]))
            port.erased([kept[-1]])

    client.keep(statement())

    with app.app_context():
        after = arrival.last(db.session().connection(), number)
        assert after.n > last.n
        assert after.stored > last.stored


def test_while_somebody_writes_no_answer_says_now(school: School) -> None:
    """What is under way has read the clock already, and is committed later."""
    client = Client.with_key(school.app)
    client.keep(statement())
    [kept] = client.find()
    school.clock.forward(seconds=10)
    with school.app.app_context(), write_transaction() as session:
        name = naming.school_name(cast.AKBULAQ)
        number = naming.known(session, [name])[name]
        arrival.given(session, [arrival.New(name, number, 10_000)])
        with ThreadPoolExecutor(1) as pool:
            during = pool.submit(client.call, "GET", "statements").result()

    assert during.headers[THROUGH] == kept["stored"]
    assert client.call("GET", "statements").headers[THROUGH] == "2026-11-23T04:00:10.000000Z"


def test_writers_at_the_same_time_hide_nothing_from_who_pulls(school: School) -> None:
    """A client, frames of a node that are applied later, and two who pull, by both cursors."""
    other = make_app(school.home, school.clock)
    client = Client.with_key(school.app)
    pullers = [Puller(client), Puller(Client(other, client.authorization), by_header=True)]
    over: list[bool] = []

    def keeps() -> None:
        for _ in range(15):
            client.keep(statement(), statement())

    def brings() -> None:
        with other.app_context():
            for part in range(10):
                late = [
                    entry(seq, statement(), MONDAY_MS - DAY_MS * seq)
                    for seq in range(part * 3 + 1, part * 3 + 4)
                ]
                with ServerUnits([cast.AKBULAQ]).write() as unit:
                    take(unit.store, catalogue().registry, late, source="a" * 16)
                apply_all()

    def pulls(puller: Puller) -> None:
        while not over:
            school.clock.forward(seconds=0.001)
            puller.pull()

    try:
        with ThreadPoolExecutor(4) as pool:
            watching = [pool.submit(pulls, one) for one in pullers]
            writing = [pool.submit(keeps), pool.submit(brings)]
            for one in writing:
                one.exception()
            over.append(True)
            for one in (*writing, *watching):
                one.result()
        for puller in pullers:
            puller.pull()
        there = sorted(one["id"] for one in client.find())
    finally:
        close(other)

    assert len(there) == 60
    for puller in pullers:
        assert sorted(key for key, _ in puller.got) == there
