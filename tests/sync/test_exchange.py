"""An exchange between a school and the hub, from a quiet day to both being restored."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.apply import apply
from sync.asking import Later
from sync.core.errors import Malformed, RoadFailed, WrongRecipient
from sync.core.ops import Operation, OpId
from sync.limits import MAX_CHUNK_BYTES
from sync.plan import Budget
from sync.storage.port import UPSTREAM, Entry
from tests.sync.toy import ARU, HUB, MARAT, NOON, SCHOOL, Database, judged, op, registry
from tests.sync.world import Cut, HubPort, MemoryRoad, Place, join

OTHER = "5c00000000000002"


@pytest.fixture
def port() -> HubPort:
    return HubPort({SCHOOL: ("s1",), OTHER: ("s2",)})


@pytest.fixture
def place(school: Database, hub: Database, port: HubPort) -> Place:
    return join(school, hub, port, SCHOOL)


@pytest.fixture
def other(tmp_path: Path, hub: Database, port: HubPort) -> Iterator[Place]:
    database = Database(tmp_path / "other.db")
    with database.write() as unit:
        unit.store.initialise(OTHER, "1" * 16, "5cff000000000002")
    yield join(database, hub, port, OTHER)
    database.close()


def write(database: Database, *made: Operation) -> None:
    with database.write() as unit:
        apply(unit.store, registry(), unit.port, [judged(one) for one in made])


def known(database: Database) -> set[OpId]:
    with database.read() as unit:
        return set(unit.store.knowledge().ids())


def work(
    count: int, *, start: int = 1, writer: str = ARU, school: str = "s1", file: str = ""
) -> list[Operation]:
    return [op(seq, writer=writer, school=school, file=file) for seq in range(start, start + count)]


def test_work_goes_up_and_comes_back_as_acknowledged(place: Place, hub: Database) -> None:
    made = work(5)
    write(place.database, *made)
    summary = place.agent.exchange()
    assert summary.error is None
    assert (summary.finished, summary.operations_up, summary.requests) == (True, 5, 1)
    assert summary.waiting.operations == 0
    assert hub.rows() == place.database.rows()
    assert place.port.received == place.port.durable == {one.id for one in made}
    assert place.port.hub_name == {"kk": "Орталық", "ru": "Центр"}


def test_a_quiet_exchange_is_one_small_request(place: Place) -> None:
    write(place.database, *work(5))
    place.agent.exchange()
    summary = place.agent.exchange()
    assert (summary.requests, summary.operations_up, summary.operations_down) == (1, 0, 0)
    assert summary.finished
    assert summary.spent < 600 + 700
    assert place.road.log == ["session", "session"]


def test_what_the_hub_has_comes_down_once_and_only_to_its_schools(
    place: Place, other: Place, hub: Database
) -> None:
    write(hub, op(1, "course.publish", writer=HUB, record="c", title="Fractions"))
    write(hub, op(2, "school.set", writer=HUB, record="s2", school="s2"))
    assert place.agent.exchange().operations_down == 1
    assert known(place.database) == {OpId(HUB, 1, 1)}
    assert other.agent.exchange().operations_down == 2
    assert place.agent.exchange().operations_down == 0
    # Nothing that came from above is offered back.
    with other.database.read() as unit:
        assert unit.store.waiting(UPSTREAM).operations == 0


def test_own_work_does_not_come_back_down(place: Place, hub: Database) -> None:
    write(place.database, *work(40))
    place.agent.exchange()
    summary = place.agent.exchange()
    assert summary.operations_down == 0
    assert summary.bytes_down < 400
    with place.database.read() as unit:
        assert unit.store.cursors(UPSTREAM)["school:s1"].seq == 40


def test_a_year_of_work_goes_up_and_down_in_frames(
    place: Place, hub: Database, port: HubPort
) -> None:
    noise = random.Random(3)
    texts = [noise.randbytes(300).hex() for _ in range(300)]
    write(place.database, *(op(n, school="s1", text=t) for n, t in enumerate(texts, start=1)))
    summary = place.agent.exchange()
    assert (summary.operations_up, summary.finished) == (300, True)
    assert summary.requests > 3
    spare = Database()
    with spare.write() as unit:
        unit.store.initialise("5c00000000000003", "1" * 16, "5cff000000000003")
    port.schools["5c00000000000003"] = ("s1",)
    second = join(spare, hub, port, "5c00000000000003")
    assert second.agent.exchange().operations_down == 300
    assert spare.rows() == hub.rows()
    spare.close()


@pytest.mark.parametrize("seed", range(12))
def test_cut_after_any_byte_nothing_is_lost_or_done_twice(
    place: Place, hub: Database, seed: int
) -> None:
    rng = random.Random(seed)
    noise = rng.randbytes
    write(hub, *(op(n, "school.set", writer=HUB, record=f"r{n}") for n in range(1, 200)))
    write(
        place.database,
        *(op(n, school="s1", text=noise(200).hex()) for n in range(1, 150)),
    )
    cuts = 0

    def fault(direction: str, size: int) -> None:
        nonlocal cuts
        if cuts < 25 and rng.random() < 0.4:
            cuts += 1
            if rng.random() < 0.3:
                raise Cut(direction)
            raise RoadFailed("road", direction, "cut", retry=True)

    place.road.fault = fault
    for _ in range(60):
        try:
            if place.agent.exchange().finished:
                break
        except Cut:
            # The node lost power: all it has is its database.
            continue
    assert known(hub) == known(place.database)
    assert hub.rows() == place.database.rows()
    with place.database.read() as unit:
        assert unit.store.waiting(UPSTREAM).operations == 0
    with hub.read() as unit:
        assert unit.store.forks() == []
        assert unit.store.feed_head("school:s1") == 149


def test_a_lost_answer_costs_one_frame_and_no_doubt(place: Place, hub: Database) -> None:
    write(place.database, *work(3))

    def lose_the_answer(direction: str, _size: int) -> None:
        if direction == "down":
            raise RoadFailed("road", direction, "cut", retry=True)

    place.road.fault = lose_the_answer
    summary = place.agent.exchange()
    assert isinstance(summary.error, RoadFailed)
    assert (summary.operations_up, summary.finished) == (0, False)
    assert summary.waiting.operations == 3
    assert len(known(hub)) == 3
    place.road.fault = lambda *_: None
    assert place.agent.exchange().waiting.operations == 0
    with hub.read() as unit:
        assert unit.store.forks() == []


def test_a_budget_is_kept_and_the_rest_goes_another_time(place: Place, hub: Database) -> None:
    noise = random.Random(9)
    write(
        place.database,
        op(1, "mark.give", record="a~b", school="s1", mark="5"),
        *(op(n, school="s1", text=noise.randbytes(500).hex()) for n in range(2, 200)),
    )
    rounds = []
    while len(known(hub)) < 199:
        rounds.append(place.agent.exchange(Budget(bytes=20_000)))
        assert rounds[-1].spent <= 20_000
        assert rounds[-1].operations_up > 0
        assert len(rounds) < 20
    assert len(rounds) > 3
    assert not rounds[0].finished
    assert ("mark", "a~b") in hub.rows(), "the most urgent went first"


def test_a_deadline_ends_an_exchange(place: Place) -> None:
    noise = random.Random(9)
    write(
        place.database,
        *(op(n, school="s1", text=noise.randbytes(900).hex()) for n in range(1, 200)),
    )
    summary = place.agent.exchange(Budget(seconds=0.03))
    assert not summary.finished
    assert 0 < summary.waiting.operations < 199


def test_what_another_schools_node_sends_is_refused_and_kept_here(
    place: Place, hub: Database, port: HubPort
) -> None:
    write(place.database, *work(2), *work(1, writer=MARAT, school="s2"))
    summary = place.agent.exchange()
    assert (summary.operations_up, summary.refused) == (2, 1)
    assert place.port.refusals == {OpId(MARAT, 1, 1): "other-school"}
    assert summary.waiting.operations == 1
    assert known(hub) == {OpId(ARU, 1, 1), OpId(ARU, 1, 2)}
    # It is not sent again and again, until the hub says that this node's rights have changed.
    assert place.agent.exchange().refused == 0
    port.schools[SCHOOL] = ("s1", "s2")
    place.agent.exchange()
    place.agent.exchange()
    assert OpId(MARAT, 1, 1) in known(hub)


def test_a_fork_is_kept_on_both_sides_and_told(place: Place, hub: Database) -> None:
    write(hub, op(1, school="s1", text="written before the restore"))
    mine = op(1, school="s1", text="written after it")
    write(place.database, mine)
    summary = place.agent.exchange()
    assert summary.forks == 1
    assert place.port.forks == [mine.id]
    assert summary.waiting.operations == 0
    with hub.read() as unit:
        assert [fork.op for fork in unit.store.forks()] == [mine]


# --- restores ---------------------------------------------------------------------------------


def test_a_restored_hub_gets_back_what_it_lost_its_own_included(
    place: Place, hub: Database, port: HubPort, tmp_path: Path
) -> None:
    write(place.database, *work(5))
    write(hub, op(1, "course.publish", writer=HUB, record="c1"))
    place.agent.exchange()
    place.agent.exchange()
    hub.close()
    shutil.copy(tmp_path / "hub.db", tmp_path / "backup.db")
    write(place.database, *work(5, start=6))
    write(hub, op(2, "course.publish", writer=HUB, record="c2"))
    place.agent.exchange()
    before = hub.rows()
    assert len(known(hub)) == 12

    restored = Database(tmp_path / "backup.db", feeds=True)
    with restored.write() as unit:
        unit.store.new_incarnation("9" * 16, NOON)
    again = Place(place.database, place.port, join(place.database, restored, port, SCHOOL).road)
    summary = again.agent.exchange()
    assert summary.finished
    assert known(restored) == known(place.database)
    assert restored.rows() == before
    quiet = again.agent.exchange()
    assert (quiet.requests, quiet.operations_up, quiet.operations_down) == (1, 0, 0)
    restored.close()


@pytest.mark.parametrize("announced", [True, False])
def test_a_restored_school_gets_back_what_it_lost(
    place: Place, hub: Database, port: HubPort, tmp_path: Path, announced: bool
) -> None:
    write(place.database, *work(5))
    place.agent.exchange()
    place.database.close()
    shutil.copy(tmp_path / "school.db", tmp_path / "backup.db")
    write(place.database, *work(5, start=6))
    place.agent.exchange()
    place.agent.exchange()

    restored = Database(tmp_path / "backup.db")
    if announced:
        with restored.write() as unit:
            unit.store.new_incarnation("9" * 16, NOON)
    again = join(restored, hub, port, SCHOOL)
    assert again.agent.exchange().finished
    assert known(restored) == known(hub)
    assert restored.rows() == hub.rows()
    quiet = again.agent.exchange()
    assert (quiet.requests, quiet.operations_down) == (1, 0)
    restored.close()


def test_after_a_restore_the_upstreams_verdict_on_resent_work_counts(
    place: Place, hub: Database, port: HubPort, tmp_path: Path
) -> None:
    place.agent.exchange()
    place.database.close()
    shutil.copy(tmp_path / "school.db", tmp_path / "backup.db")
    mark = op(1, "mark.give", record="a~b", school="s1", mark="5")
    write(place.database, mark)
    place.agent.exchange()
    restored = Database(tmp_path / "backup.db")
    with restored.write() as unit:
        unit.store.new_incarnation("9" * 16, NOON)
        # The phone brings it once more, and the school's clock now judges it otherwise.
        apply(unit.store, registry(), unit.port, [judged(mark, order=7)])
    again = join(restored, hub, port, SCHOOL)
    assert again.agent.exchange().finished
    with restored.read() as here, hub.read() as there:
        assert here.store.get(mark.id) == there.store.get(mark.id)
    quiet = again.agent.exchange()
    assert (quiet.requests, quiet.waiting.operations) == (1, 0)
    restored.close()


def test_a_new_upstream_gets_everything(place: Place, port: HubPort) -> None:
    write(place.database, *work(5))
    place.agent.exchange()
    new = Database(feeds=True)
    with new.write() as unit:
        unit.store.initialise("4b00000000000009", "7" * 16, "4bff000000000009")
    again = Place(place.database, place.port, join(place.database, new, port, SCHOOL).road)
    assert again.agent.exchange().finished
    assert known(new) == known(place.database)
    new.close()


# --- files --------------------------------------------------------------------------------------


def test_wanted_files_go_up_in_chunks_and_are_confirmed(
    place: Place, hub: Database, port: HubPort
) -> None:
    photo = random.Random(1).randbytes(2 * MAX_CHUNK_BYTES + 1000)
    name = place.port.files.put(photo)
    absent = "0" * 64
    write(place.database, *work(1, file=name), *work(1, start=2, file=absent))
    summary = place.agent.exchange()
    assert (summary.files_up, summary.files_waiting) == (1, 1)
    assert port.files.whole[name] == photo
    assert place.port.arrived == [name]
    with place.database.read() as unit:
        assert unit.store.blob_held(UPSTREAM, name)
        assert not unit.store.blob_held(UPSTREAM, absent)


def test_a_file_goes_on_where_it_was_cut_also_when_the_last_answer_was_lost(
    place: Place, port: HubPort
) -> None:
    photo = random.Random(1).randbytes(3 * MAX_CHUNK_BYTES)
    name = place.port.files.put(photo)
    write(place.database, *work(1, file=name))
    place.agent.exchange()
    cuts = iter([False, False, False, True, False, False, False, False, False, False, True])

    def fault(_direction: str, size: int) -> None:
        if size in (MAX_CHUNK_BYTES, 100) and next(cuts, False):
            raise RoadFailed("road", "chunk", "cut", retry=True)

    place.road.fault = fault
    for _ in range(5):
        place.agent.exchange()
    assert port.files.whole == {name: photo}
    assert place.port.arrived == [name]
    # Three chunks, and at most one of them twice per cut.
    assert place.road.log.count("chunk") <= 5


def test_urgent_work_overtakes_a_file(place: Place, hub: Database) -> None:
    name = place.port.files.put(random.Random(1).randbytes(4 * MAX_CHUNK_BYTES))
    write(place.database, *work(1, file=name))
    late = op(7, "mark.give", record="a~b", school="s1", mark="5")

    def fault(direction: str, size: int) -> None:
        if direction == "up" and size == MAX_CHUNK_BYTES and late.id not in known(place.database):
            write(place.database, late)

    place.road.fault = fault
    place.agent.exchange()
    assert place.road.log.index("frame") < place.road.log.index("chunk") + 2
    assert place.road.log.count("chunk") == 4


def test_a_file_that_nobodys_work_refers_to_is_not_taken(place: Place, hub: Database) -> None:
    peer = place.road.peer
    with pytest.raises(WrongRecipient):
        peer.file_offset(SCHOOL, "a" * 64)
    with pytest.raises(WrongRecipient):
        peer.receive_chunk(SCHOOL, "a" * 64, 0, 5, b"hello")


def test_a_damaged_file_starts_again_and_an_oversized_chunk_is_refused(
    place: Place, hub: Database
) -> None:
    name = place.port.files.put(b"the photo")
    write(hub, *work(1, file=name))
    peer = place.road.peer
    assert peer.receive_chunk(SCHOOL, name, 0, 9, b"the phoTO") == (0, False)
    assert peer.receive_chunk(SCHOOL, name, 0, 9, b"the ") == (4, False)
    assert peer.receive_chunk(SCHOOL, name, 2, 9, b"xx") == (4, False)
    assert peer.receive_chunk(SCHOOL, name, 4, 9, b"photo") == (9, True)
    assert peer.file_offset(SCHOOL, name).complete
    other = place.port.files.put(b"other")
    write(hub, *work(1, start=2, file=other))
    with pytest.raises(Malformed, match="256 KiB"):
        peer.receive_chunk(SCHOOL, other, 0, 10**6, bytes(MAX_CHUNK_BYTES + 1))


def test_course_content_comes_down_in_ranges_and_resumes(place: Place, port: HubPort) -> None:
    video = random.Random(2).randbytes(600_000)
    name = port.courses.put(video)
    missing = "f" * 64
    place.port.lacking_content = [missing, name]
    summary = place.agent.exchange(Budget(bytes=300_000))
    assert (summary.content_down, summary.finished) == (0, False)
    assert 0 < len(place.port.courses.parts[name]) < 300_000
    summary = place.agent.exchange()
    assert summary.content_down == 1
    assert place.port.courses.whole == {name: video}
    assert not summary.finished, "one file is still missing at the hub"


def test_damaged_content_is_dropped_and_fetched_again(place: Place, port: HubPort) -> None:
    name = port.courses.put(b"the lesson")
    place.port.lacking_content = [name]
    place.port.courses.parts[name] = b"THE"
    assert place.agent.exchange().content_down == 0
    assert place.agent.exchange().content_down == 1
    assert place.port.courses.whole[name] == b"the lesson"


# --- the peer's own guard -------------------------------------------------------------------------


def test_a_token_speaks_for_its_own_node_only(place: Place, other: Place) -> None:
    bodies: list[bytes] = []

    class Tap(MemoryRoad):
        def session(self, body: bytes) -> Later[bytes]:
            bodies.append(body)
            return super().session(body)

    write(place.database, *work(1))
    Place(place.database, place.port, Tap(**vars(place.road))).agent.exchange()
    with pytest.raises(WrongRecipient):
        place.road.peer.answer_session(OTHER, bodies[0])


def test_a_frame_for_somebody_else_is_not_opened(place: Place, hub: Database) -> None:
    from sync.frames import codec

    lines = [codec.line(Entry(*judged(op(1))))]
    for sender, recipient in ((OTHER, HUB), (SCHOOL, OTHER)):
        frame, _ = codec.pack(lines, sender=sender, recipient=recipient, priority=0)
        with pytest.raises(WrongRecipient):
            place.road.peer.answer_frame(SCHOOL, frame)
    assert known(hub) == set()
