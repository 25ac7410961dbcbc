"""The record store over real HTTP: taking statements in, finding them, and their place on disk."""

import base64
import http.client
import json
import random
import sqlite3
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from server.app import create_app
from server.config import Config
from server.upkeep import dictionary
from sync.limits import DICTIONARY_FROM_OPERATIONS
from tests.bench import inserting
from tests.bench.demo import school
from tests.bench.figures import Figure, pss_megabytes
from tests.support.nodes import Node, tirek

ROUNDS = {1: 200, 10: 60, 100: 20}
# Of what SQLite alone takes in on the same disk (tests.bench.inserting), per cent.
TARGETS = {1: 12, 10: 15, 100: 20}
# So many statements are there when pages are asked for.
LOADED, LOADED_FULL = 50_000, 1_000_000
LOAD_BATCH = 500
QUERIES = 30
PAGE = 100
PUPILS, LESSONS, QUESTIONS = 200, 300, 40
SEED = 20_261_121
SCHOOL = "bench"


class Writer:
    """A client with one connection, and a generator of statements as cmi5 lessons make them."""

    def __init__(self, node: Node) -> None:
        words = ("lrs", "key", "add", "bench", "--school", SCHOOL, "--scope", "all", "--json")
        key = json.loads(tirek(node.home, *words))
        pair = base64.b64encode(f"{key['key']}:{key['secret']}".encode()).decode()
        self.headers = {
            "Authorization": f"Basic {pair}",
            "X-Experience-API-Version": "2.0.0",
            "Content-Type": "application/json",
        }
        self.connection = http.client.HTTPConnection("localhost", node.port)
        self.random = random.Random(SEED)
        self.registrations = [self._uuid() for _ in range(LESSONS)]

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def statement(self) -> dict[str, Any]:
        """About 1.2 KB of JSON."""
        pick = self.random
        course = "https://content.example.kz/courses/5/fractions"
        return {
            "id": self._uuid(),
            "actor": {
                "objectType": "Agent",
                "name": "Серікбаева Ару",
                "account": {
                    "homePage": "https://school.example.kz",
                    "name": f"pupil-{pick.randrange(PUPILS)}",
                },
            },
            "verb": {
                "id": "http://adlnet.gov/expapi/verbs/"
                + pick.choice(["answered", "completed", "passed"]),
                "display": {"kk": "жауап берді", "ru": "ответил(а)"},
            },
            "object": {
                "objectType": "Activity",
                "id": f"{course}/questions/{pick.randrange(QUESTIONS)}",
                "definition": {
                    "name": {"kk": "Бөлшектерді қосу", "ru": "Сложение дробей"},
                    "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                    "interactionType": "choice",
                    "correctResponsesPattern": ["a"],
                    "choices": [{"id": "a", "description": {"kk": "3/4"}}],
                },
            },
            "result": {
                "score": {"scaled": pick.randrange(100) / 100, "raw": 5, "max": 6},
                "success": True,
                "duration": f"PT{pick.randrange(9000) / 100}S",
                "response": "a",
            },
            "context": {
                "registration": pick.choice(self.registrations),
                "language": "kk",
                "contextActivities": {
                    "grouping": [{"objectType": "Activity", "id": course}],
                    "category": [{"id": "https://w3id.org/xapi/cmi5/context/categories/cmi5"}],
                },
                "extensions": {
                    "https://w3id.org/xapi/cmi5/context/extensions/sessionid": self._uuid()
                },
            },
            "timestamp": "2026-11-20T10:11:12.123Z",
        }

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """One request; it must succeed."""
        self.connection.request(method, f"/xapi/{path}", body, self.headers)
        answer = self.connection.getresponse()
        data = answer.read()
        assert answer.status == 200, data[:500]
        return data


def measure(full: bool) -> Iterator[Figure]:
    with school() as node:
        writer = Writer(node)
        database = node.home / "tirek.sqlite"
        before = _log_bytes(node.home)
        for size, rounds in ROUNDS.items():
            rate = _post(writer, size, rounds)
            bound = inserting.per_second(database, size, rounds)
            yield Figure(f"lrs.post_{size}", rate, "stmt/s")
            yield Figure(f"lrs.post_{size}_bound", bound, "stmt/s")
            share = 100 * rate / bound
            yield Figure(f"lrs.post_{size}_share", share, "%", f">={TARGETS[size]}")
        kept = sum(size * rounds for size, rounds in ROUNDS.items())
        loaded = LOADED_FULL if full else LOADED
        trained = False
        while kept < loaded:
            if not trained and kept >= DICTIONARY_FROM_OPERATIONS:
                trained = _upkeep(node.home)
            _post(writer, LOAD_BATCH, 1)
            kept += LOAD_BATCH
        yield Figure("lrs.loaded", kept, "statements")
        agent = {"account": {"homePage": "https://school.example.kz", "name": "pupil-7"}}
        of_agent = "&agent=" + quote(json.dumps(agent), safe="")
        of_registration = "&registration=" + writer.registrations[0]
        queries = {
            "latest": "",
            "verb": "&verb=" + quote("http://adlnet.gov/expapi/verbs/passed", safe=""),
            "agent": of_agent,
            "registration": of_registration,
            "agent_registration": of_agent + of_registration,
        }
        for name, query in queries.items():
            yield Figure(f"lrs.get_{name}", _get(writer, query), "ms", "<=10")
        yield Figure("lrs.memory", pss_megabytes(node.pid), "MB", "<=150")
        yield Figure("lrs.disk", (_log_bytes(node.home) - before) / kept, "B/stmt", "<=400")


def _post(writer: Writer, size: int, times: int) -> float:
    """Statements per second of one client that waits for each answer."""
    spent = 0.0
    for _ in range(times):
        body = json.dumps([writer.statement() for _ in range(size)]).encode()
        began = time.perf_counter()
        writer.ask("POST", "statements", body)
        spent += time.perf_counter() - began
    return size * times / spent


def _upkeep(home: Path) -> bool:
    """What the server's upkeep does within ten minutes: a dictionary of the node's own."""
    app = create_app(Config.load({"TIREK_HOME": str(home)}))
    with app.app_context():
        return dictionary.settle()


def _get(writer: Writer, query: str) -> float:
    """Median milliseconds of a page, each but a few another one than the pages before it."""
    first = path = f"statements?limit={PAGE}{query}"
    took = []
    for _ in range(QUERIES):
        began = time.perf_counter()
        page = writer.ask("GET", path)
        took.append(time.perf_counter() - began)
        more = json.loads(page)["more"]
        path = more.removeprefix("/xapi/") or first
    return sorted(took)[QUERIES // 2] * 1000


def _log_bytes(home: Path) -> int:
    """Bytes of the database's pages, the log and everything derived from it included."""
    connection = sqlite3.connect(home / "tirek.sqlite")
    try:
        pages, free = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count")
        )
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        return int((pages - free) * size)
    finally:
        connection.close()
