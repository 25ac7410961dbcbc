"""Several transactions at once on PostgreSQL: nothing is lost, nothing is seen too early."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from sync.apply import apply
from sync.core.merge import merge
from sync.core.registry import Merge
from sync.storage.open import open_log
from sync.storage.port import Entry, Stored
from sync.storage.postgres import Collision, PostgresLog
from tests.support.postgres import Templates, goes_through
from tests.sync.conftest import fill
from tests.sync.toy import ARU, MARAT, Scopes, ToyPort, judged, op, registry


class Pause:
    """Holds a worker just before its commit."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.over = threading.Event()


class Hub:
    """One PostgreSQL database to which as many workers connect as a test likes."""

    def __init__(self, url: str) -> None:
        self.engine = sa.create_engine(url)
        with self.transaction() as store:
            store.initialise("4b00000000000001", "1" * 16, "4bff000000000001")

    @contextmanager
    def transaction(self, home: str = "") -> Iterator[PostgresLog]:
        with self.engine.begin() as connection:
            store = open_log(connection, home)
            assert isinstance(store, PostgresLog)
            yield store

    def take(self, *entries: Entry, home: str = "", pause: "Pause | None" = None) -> None:
        """What a worker does with a frame; it waits before its commit where that is asked."""
        with self.engine.begin() as connection:
            store = open_log(connection, home)
            apply(store, registry(), ToyPort(store, connection, Scopes()), entries)
            if pause is not None:
                pause.reached.set()
                assert pause.over.wait(60)

    def feed(self, scope: str, after: int) -> list[tuple[int, Stored]]:
        with self.transaction() as store:
            return store.feed_after(scope, after, 100)


@pytest.fixture
def hub(postgres: Templates) -> Iterator[Hub]:
    made = Hub(postgres.copy("toy", fill))
    yield made
    made.engine.dispose()


@pytest.fixture
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def work(seq: int, writer: str = ARU, school: str = "dala") -> Entry:
    return judged(op(seq, writer=writer, school=school))


def test_a_serial_number_as_cursor_loses_what_a_slow_transaction_writes(hub: Hub) -> None:
    """Why feeds are not numbered by a sequence: the trap itself."""
    with hub.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE naive (id bigserial PRIMARY KEY, what text)")
    with hub.engine.connect() as slow, hub.engine.connect() as fast, hub.engine.connect() as reader:
        slow.exec_driver_sql("INSERT INTO naive (what) VALUES ('slow')")
        fast.exec_driver_sql("INSERT INTO naive (what) VALUES ('fast')")
        fast.commit()
        seen = reader.exec_driver_sql("SELECT id, what FROM naive WHERE id > 0").fetchall()
        cursor = seen[-1][0]
        reader.commit()
        slow.commit()
        later = reader.exec_driver_sql("SELECT what FROM naive WHERE id > %s", (cursor,)).fetchall()
    assert [what for _, what in seen] == ["fast"]
    assert later == [], "the row of the slow transaction is below the cursor for ever"


def test_a_feed_gives_the_row_of_a_slow_transaction_to_a_reader_that_came_meanwhile(
    hub: Hub, workers: ThreadPoolExecutor
) -> None:
    pause = Pause()
    slow = workers.submit(hub.take, work(1), pause=pause)
    assert pause.reached.wait(60)
    fast = workers.submit(hub.take, work(1, MARAT))
    assert not goes_through(hub.engine, fast)

    assert hub.feed("school:dala", 0) == [], "neither is committed"
    pause.over.set()
    slow.result(60)
    first = hub.feed("school:dala", 0)
    fast.result(60)
    cursor = first[-1][0]
    rest = hub.feed("school:dala", cursor)

    assert [seq for seq, _ in [*first, *rest]] == [1, 2]
    assert {line.op.writer for _, line in [*first, *rest]} == {ARU, MARAT}


def test_schools_do_not_wait_for_each_other(hub: Hub, workers: ThreadPoolExecutor) -> None:
    pause = Pause()
    slow = workers.submit(hub.take, work(1, school="dala"), home="dala", pause=pause)
    assert pause.reached.wait(60)

    hub.take(work(1, MARAT, school="orman"), home="orman")  # would wait for ever

    assert [line.op.writer for _, line in hub.feed("school:orman", 0)] == [MARAT]
    assert not slow.done()
    pause.over.set()
    slow.result(60)
    assert len(hub.feed("school:dala", 0)) == 1


def test_of_two_workers_with_one_writers_operations_each_counts(
    hub: Hub, workers: ThreadPoolExecutor
) -> None:
    entries = [work(seq) for seq in range(1, 121)]
    batches = [entries[start::4] for start in range(4)]
    list(workers.map(lambda batch: hub.take(*batch), batches))

    with hub.transaction() as store:
        assert str(store.knowledge()[ARU, 1]) == "1-120"
        assert store.chain_head(ARU, 1)[0] == 120
        rows = [line.row for line in store.entries()]
        numbers = [seq for seq, _ in store.feed_after("school:dala", 0, 500)]
    assert len(set(rows)) == 120
    assert numbers == list(range(1, 121))


def test_the_same_frame_by_two_workers_is_logged_once(
    hub: Hub, workers: ThreadPoolExecutor
) -> None:
    entries = [work(seq) for seq in range(1, 61)]
    homes = ["dala", "orman", "dala", "orman"]
    list(workers.map(lambda home: hub.take(*entries, home=home), homes))

    with hub.transaction() as store:
        assert len(list(store.entries())) == 60
        assert store.forks() == []
        assert store.feed_head("school:dala") == 60


def test_a_record_that_two_workers_make_at_once_is_merged_by_the_second_try(
    hub: Hub, workers: ThreadPoolExecutor
) -> None:
    first = judged(op(1, "mark.give", record="a~b", mark="4"))
    second = judged(op(1, "mark.give", writer=MARAT, record="a~b", mark="5"))
    pause = Pause()
    slow = workers.submit(hub.take, first, home="dala", pause=pause)
    with hub.engine.begin() as connection:
        store = open_log(connection, "orman")
        assert store.merge_states([("mark", "a~b")]) == {}
        pause.over.set()
        slow.result(60)
        state = {("mark", "a~b"): merge(Merge.SUPERSEDE, None, *second)}
        with pytest.raises(Collision, match="again"):
            store.put_merge_states(state)
        connection.rollback()

    hub.take(second, home="orman")

    with hub.transaction() as store:
        merged = store.merge_states([("mark", "a~b")])["mark", "a~b"]
    assert {version.id.writer for version in merged.versions} == {ARU, MARAT}


def test_an_operation_stays_where_its_writer_was_first_seen(hub: Hub) -> None:
    hub.take(work(1), home="dala")
    hub.take(work(2), work(1), home="orman")
    with hub.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT DISTINCT school FROM operations").fetchall()
    assert rows == [("dala",)]


def test_the_clock_is_above_everything_whichever_worker_saw_it(hub: Hub) -> None:
    late = work(1, school="orman")
    hub.take(late, home="orman")
    with hub.transaction(home="dala") as store:
        before = store.last_hlc()
        ticks = [store.tick(0) for _ in range(2)]
    assert before >= late.verdict.order
    assert before < ticks[0] < ticks[1]


def test_a_schools_page_is_read_past_whatever_the_others_have(hub: Hub) -> None:
    """One part of each table, whatever the planner thinks of the way within it."""
    hub.take(*(work(seq) for seq in range(1, 31)), home="dala")
    for number in range(12):
        name = f"mektep-{number}"
        others = [work(seq, f"bbbb{number:012d}", name) for seq in range(1, 61)]
        hub.take(*others, home=name)
    with hub.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE feed, operations")
        connection.commit()
    hub.engine.dispose()  # the next connection has counted nothing yet
    with hub.engine.connect() as connection:
        page = open_log(connection).feed_after("school:dala", 10, 15)
        touched = connection.exec_driver_sql(
            "SELECT relname FROM pg_stat_xact_all_tables WHERE schemaname = 'parts'"
            " AND seq_tup_read + coalesce(idx_tup_fetch, 0) > 0"
        )
        parts = sorted(row[0].rpartition("_")[0] for row in touched)
    assert [(seq, line.op.seq) for seq, line in page] == [(n, n) for n in range(11, 26)]
    assert parts == ["feed", "operations"]
