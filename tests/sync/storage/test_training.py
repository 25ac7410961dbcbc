"""A node's own dictionary: bodies grow shorter, open wherever the database goes, and no word of one
person alone gets into it."""

import random
from collections.abc import Iterator
from typing import cast

import pytest

from sync.apply import apply
from sync.core import canonical
from sync.core.errors import StorageBroken
from sync.core.ops import Operation
from sync.storage import bodies, training
from sync.storage.port import Unit
from sync.storage.sqlite import LogStore
from tests.sync.toy import Database, judged, op, registry

WORDS = [
    "бөлшек",
    "жарты",
    "бүтін",
    "қосу",
    "азайту",
    "сурет",
    "өрнек",
    "сабақ",
    "бірлік",
    "үлес",
    "бөлім",
    "алым",
    "ондық",
    "теңдеу",
]
PEOPLE = 12


def lesson(number: int) -> str:
    chance = random.Random(number)
    return " ".join(chance.choices(WORDS, k=40))


LESSONS = [lesson(number) for number in range(8)]


def made(seq: int) -> Operation:
    """What a pupil said of a lesson, in words of their own."""
    person = seq % PEOPLE
    return op(
        seq,
        "statement.make",
        record=f"r-{seq}",
        verb="answered",
        lesson=LESSONS[seq % len(LESSONS)],
        person=f"oqushy-{person}",
        text=f"менің құпиям {person} {lesson(1000 + person)}",
    )


OPS = [made(seq) for seq in range(1, 401)]


def log(unit: Unit) -> LogStore:
    return cast(LogStore, unit.store)


def speaker(one: Operation) -> str:
    return str(one.fields["person"])


@pytest.fixture(scope="module")
def content() -> bytes:
    found = training.make(OPS, speaker)
    assert found is not None
    return found


@pytest.fixture
def forgetful() -> Iterator[None]:
    """As a process that has only just been started."""
    yield
    bodies._own.clear()
    bodies._own_dictionary.cache_clear()
    bodies._own_packer.cache_clear()


def test_what_several_people_share_is_in_it_and_what_one_says_is_not(content: bytes) -> None:
    legible = b"".join(training.sample(OPS, speaker))

    assert LESSONS[3].encode() in legible
    for number in range(PEOPLE):
        own = lesson(1000 + number).encode()
        assert own not in legible
        assert own[:60] not in content
        assert f"oqushy-{number}".encode() not in content
    assert "құпиям".encode() not in content


def test_two_people_are_not_several() -> None:
    pair = [one for one in OPS if one.fields["person"] in ("oqushy-0", "oqushy-4")]
    assert LESSONS[0].encode() not in b"".join(training.sample(pair, speaker))


def test_bodies_are_shorter_with_it_and_open_as_they_were(content: bytes) -> None:
    name = bodies.learn(content)
    body = canonical.encode(made(500))
    lying = bodies.kept(body, name)

    assert len(lying) < 0.7 * len(bodies.kept(body))
    assert lying[:5] == b"\x1e" + name
    assert bodies.opened(lying) == body


def test_whatever_its_length_a_body_opens_as_it_was_and_a_cut_one_says_so(content: bytes) -> None:
    """A frame has another head below 256 bytes."""
    name = bodies.learn(content)
    heads = set()
    for length in (96, 200, 255, 256, 257, 500, 24_000):
        body = b"\x8b" + (lesson(7).encode() * length)[: length - 1]
        lying = bodies.kept(body, name)
        heads.add(lying[0])
        assert bodies.opened(lying) == body
        with pytest.raises(StorageBroken):
            bodies.opened(lying[:-3])
    assert heads == {0, 30}


def test_noise_and_next_to_nothing_make_none() -> None:
    chance = random.Random(1)
    noise = [op(seq, "statement.make", text=chance.randbytes(300)) for seq in range(1, 200)]
    assert training.make(noise, lambda one: one.record) is None
    assert training.make(OPS[:3], speaker) is None


@pytest.mark.usefixtures("on_both_databases", "forgetful")
def test_another_process_finds_it_in_the_database(content: bytes) -> None:
    database = Database()
    with database.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(OPS[0])])
        training.keep(log(unit), content, 1, 1_800_000_000_000)
    with database.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(OPS[1])])
    bodies._own.clear()
    bodies._own_dictionary.cache_clear()

    with database.read() as unit:
        lines = list(unit.store.entries())
        kept = [bytes(row[0]) for row in log(unit)._all("SELECT body FROM operations ORDER BY id")]

    assert [line.op for line in lines] == OPS[:2]
    if kept[0].startswith(b"\x1f"):  # SQLite tells what the columns say before it
        kept = [body.split(b" ", 6)[6] for body in kept]
    assert [body[0] for body in kept] == [bodies.NEWEST, 30]
    database.close()


@pytest.mark.usefixtures("on_both_databases", "forgetful")
def test_a_row_whose_dictionary_is_gone_is_damaged_and_others_are_not(content: bytes) -> None:
    database = Database()
    with database.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(OPS[0])])
        training.keep(log(unit), content, 1, 1_800_000_000_000)
    with database.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(OPS[1])])
        assert list(unit.store.broken()) == []
        log(unit)._run("DELETE FROM dictionaries")
    bodies._own.clear()
    bodies._own_dictionary.cache_clear()

    with database.write() as unit:
        assert [key for _, key in unit.store.broken()] == [OPS[1].id]
        apply(unit.store, registry(), unit.port, [judged(OPS[2])])  # the shipped one will do
        assert unit.store.get(OPS[2].id) is not None
        log(unit)._run("UPDATE operations SET body = ? WHERE seq = ?", (bytes(900), OPS[2].seq))
        assert [key for _, key in unit.store.broken()] == [OPS[1].id, OPS[2].id]
    database.close()


@pytest.mark.usefixtures("on_both_databases")
def test_one_is_due_once_the_log_has_grown_fourfold() -> None:
    database = Database()
    with database.write() as unit:
        store = log(unit)
        assert not training.is_due(store, 4_999)
        assert training.is_due(store, 5_000)
        training.keep(store, None, 5_000, 1_800_000_000_000)
        assert not training.is_due(store, 19_999)
        assert training.is_due(store, 20_000)
        assert store.own_dictionary() is None
    database.close()


def test_what_was_logged_before_it_is_compressed_again(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Database, "elsewhere", None)  # only SQLite's log is kept narrow
    database = Database()
    with database.write() as unit:
        unit.store.append_many([judged(one) for one in OPS], registry=registry())
        before = log(unit)._one("SELECT sum(length(body)) FROM log")[0]
        training.keep(log(unit), content, len(OPS), 1_800_000_000_000)
        log(unit)._run("UPDATE log SET body = ? WHERE id = 2", (b"\x01rotten",))

    after = 0
    while True:
        with database.write() as unit:
            after = log(unit).pack_bodies(after)
        if not after:
            break

    with database.read() as unit:
        assert log(unit)._one("SELECT sum(length(body)) FROM log")[0] < 0.7 * before
        assert [row for row, _ in unit.store.broken()] == [2]
        assert unit.store.get(OPS[7].id) == judged(OPS[7])
