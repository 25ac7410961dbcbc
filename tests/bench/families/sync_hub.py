"""What a night of all the country's schools costs a hub on PostgreSQL, told from a few of them.

Two worker processes take the frames (each answer after a synced commit), then apply what they have
taken, as two `tirek hub serve` do. Beside it two connections COPY the same rows into a plain table
without an index: what the disk and the server do at best. Minutes are the wall clock's, and, for
machines that are shared, those in which two cores would do the work that the processes and their
database have cost; both for 7,550 schools of 3,000 operations.
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.figures import Figure, cpu_seconds
from tests.bench.night import Night, Sent
from tests.support.postgres import SAFE, Cluster, cluster

SCHOOLS, OPERATIONS, CORES = 7_550, 3_000, 2
FEW, MANY = 8, 64
DURABLE_MINUTES, APPLIED_MINUTES = 15, 60
_FIELDS = (
    "writer", "epoch", "seq", "hash", "body", "outcome", "order_hlc", "rank", "judge", "seen_ms",
    "kind", "record",
)  # fmt: skip


def measure(full: bool) -> Iterator[Figure]:
    nights = [Night(f"mektep-{n}").sent(OPERATIONS) for n in range(MANY if full else FEW)]
    with (
        tempfile.TemporaryDirectory(prefix="tirek-bench-") as folder,
        cluster(SAFE) as server,
        ProcessPoolExecutor(CORES, multiprocessing.get_context("spawn")) as workers,
    ):
        url = server.url(server.create())
        halves = [nights[start::CORES] for start in range(CORES)]
        call = partial(_call, url, folder)
        list(workers.map(_warm, [call] * CORES, halves))
        both = _Both(server, workers)

        taken = both.measure(_take, call, halves)
        applied = both.measure(_apply, call, halves)
        copied = both.measure(_copy, partial(_dsn, server.dsn()), halves)

    schools = len(nights)
    yield Figure("sync.hub_night_schools", schools, "schools")
    yield Figure("sync.hub_night", taken.night(schools), "min", f"<={DURABLE_MINUTES}")
    yield Figure("sync.hub_night_cores", taken.of_cores(schools), "min", f"<={DURABLE_MINUTES}")
    both_steps = taken.plus(applied)
    yield Figure("sync.hub_night_applied", both_steps.night(schools), "min", f"<={APPLIED_MINUTES}")
    yield Figure(
        "sync.hub_night_applied_cores", both_steps.of_cores(schools), "min", f"<={APPLIED_MINUTES}"
    )
    yield Figure("sync.hub_night_times_copy", taken.cpu / copied.cpu, "x")


class _Cost:
    def __init__(self, wall: float, cpu: float) -> None:
        self.wall = wall
        self.cpu = cpu

    def plus(self, other: "_Cost") -> "_Cost":
        return _Cost(self.wall + other.wall, self.cpu + other.cpu)

    def night(self, schools: int) -> float:
        return self.wall * SCHOOLS / schools / 60

    def of_cores(self, schools: int) -> float:
        return self.cpu / CORES * SCHOOLS / schools / 60


class _Both:
    """Two workers and their database, whose cost is counted together."""

    def __init__(self, server: Cluster, workers: ProcessPoolExecutor) -> None:
        self._server = server
        self._workers = workers

    def measure(self, step: Any, call: Any, halves: Sequence[Sequence[Sent]]) -> _Cost:
        before, began = self._cpu(), time.monotonic()
        list(self._workers.map(step, [call] * CORES, halves))
        return _Cost(time.monotonic() - began, self._cpu() - before)

    def _cpu(self) -> float:
        return cpu_seconds(os.getpid()) + cpu_seconds(self._server.pid)


_APPS: dict[str, Any] = {}


def _call(url: str, folder: str) -> Any:
    """This process' application on the one database, made at the first call."""
    if url not in _APPS:
        from server import db
        from server.memory import spare_what_stays
        from tests.server.conftest import make_app
        from tests.server.phone import SchoolClock

        home = Path(folder) / "home"
        app = make_app(home, SchoolClock(1_799_000_000_000), role="hub", database_url=url)
        db.upgrade(app)
        spare_what_stays()
        _APPS[url] = app
    return _APPS[url]


def _dsn(dsn: str) -> str:
    return dsn


def _warm(call: Any, nights: Sequence[Sent]) -> None:
    """What the schools had sent before, and every import."""
    _send(call, nights, "before")
    _apply(call, nights)


def _take(call: Any, nights: Sequence[Sent]) -> None:
    _send(call, nights, "frames")


def _send(call: Any, nights: Sequence[Sent], which: str) -> None:
    from server.hub.nodes import NodeContext
    from server.hub.peer_port import HubPort
    from server.operations.catalogue import catalogue
    from server.operations.port import ServerUnits
    from sync.peer import Peer

    app = call()
    with app.app_context():
        for night in nights:
            node = NodeContext(night.node, frozenset({night.school}))
            port = HubPort(app.extensions["tirek.config"], node)
            registry = catalogue().registry
            peer = Peer(ServerUnits(node.schools), registry, port, applies_at_once=0)
            for frame in getattr(night, which):
                peer.answer_frame(night.node, frame)


def _apply(call: Any, _nights: Sequence[Sent]) -> None:
    from server.hub.applying import apply_all

    with call().app_context():
        apply_all()


def _copy(call: Any, nights: Sequence[Sent]) -> None:
    from sync.core import canonical

    with psycopg.connect(call()) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS peer (writer text, epoch bigint, seq bigint, hash bytea,"
            " body bytea, outcome text, order_hlc bigint, rank bigint, judge text, seen_ms bigint,"
            " kind text, record text)"
        )
        connection.commit()
        for night in nights:
            into = f"COPY peer ({','.join(_FIELDS)}) FROM STDIN".encode()
            with connection.cursor() as cursor, cursor.copy(into) as copy:
                for op, verdict in night.entries:
                    body = canonical.encode(op)
                    digest = canonical.hash_of(body)
                    copy.write_row(
                        (*op.id, digest, body, verdict.outcome, verdict.order, verdict.rank,
                         verdict.node, verdict.seen, op.kind, op.record)
                    )  # fmt: skip
            connection.commit()
