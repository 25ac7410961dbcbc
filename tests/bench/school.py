"""A school of a hundred learners and a term of their work, made on the real road of a change."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from server import clock, db
from server.access import PersonContext
from server.app import create_app
from server.config import Config
from server.identity import node_id
from server.operations.local import submit
from server.operations.service import accept_batch
from server.people import sealing
from server.people.login import open_session, set_password
from server.people.models import Person
from server.player.models import Attempt
from sync.core.clock import pack, to_text
from sync.limits import REQUEST_OVERHEAD_BYTES
from tests.bench.populations import FAMILIES, GIVEN, answer, attempt_fields, dice
from tests.support.nodes import tirek

SCHOOL = "dala"
CLASS = "dala.5a"
TEACHER = "dala.teacher"
LEARNERS = 100
LEARNER = ("oqushy0", "qupiya-oqushy0")
ATTEMPTS, HAND_INS, MARKS, SIGHTINGS = 45, 10, 10, 2  # of each learner: 67, 6,700 in all
BATCH = 50
TERM_STARTS_MS = 1_793_595_600_000  # 2 November 2026, 9:00 in Almaty
LESSON_MS = 5 * 3600 * 1000  # between two pieces of a learner's work


@dataclass
class _Hand:
    """Somebody who writes: a person with a writer of their own, numbering operations."""

    context: PersonContext
    seq: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)

    def write(self, kind: str, fields: Mapping[str, Any], at_ms: int, record: str = "") -> str:
        self.seq += 1
        own = f"{self.context.writer}.1.{self.seq}"
        self.waiting.append(
            {
                "seq": self.seq,
                "hlc": to_text(pack(at_ms, self.seq)),
                "kind": kind,
                "v": 1,
                "base": None,
                "record": record or own,
                "fields": dict(fields),
            }
        )
        return record or own

    def send(self) -> int:
        """The batches of a phone; raises AssertionError for what the server doesn't take."""
        sent = 0
        while self.waiting:
            batch, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
            body = {"writer": self.context.writer, "epoch": 1, "operations": batch}
            results = accept_batch(self.context, body)["results"]
            assert all(one["outcome"] == "admitted" for one in results), results
            sent += len(batch)
        return sent


class Learning:
    """The hub and the nodes of one school, each a data folder below `folder`. `chance` are the dice
    of what was made last."""

    def __init__(self, folder: Path, *, hub_home: Path) -> None:
        self._folder = folder
        self._hub = hub_home
        self._tokens: dict[str, str] = {}
        self._now = TERM_STARTS_MS
        self._task = ""
        self._last: _Hand | None = None
        self.chance = dice("none")

    def admit(self, name: str) -> str:
        """A new node of the school, which has never exchanged."""
        with self._app(self._folder / name, "school") as app:
            node, key = node_id(), sealing.public_key(_home(app))
        made = tirek(
            self._hub,
            *("hub", "node", "add", node, "--key", key.hex(), "--school", SCHOOL, "--json"),
            env={"TIREK_ROLE": "hub"},
        )
        self._tokens[name] = json.loads(made)["token"]
        return name

    def exchange(self, name: str, upstream: str) -> int:
        """`tirek sync now`, which fails loudly unless all is exchanged; returns the bytes of the
        bodies that it sent and got."""
        env = {"TIREK_UPSTREAM_URL": upstream, "TIREK_UPSTREAM_TOKEN": self._tokens[name]}
        outcome = json.loads(tirek(self._folder / name, "sync", "now", "--json", env=env))
        assert outcome["finished"], outcome
        heads = outcome["requests"] * REQUEST_OVERHEAD_BYTES
        return int(outcome["bytes_up"] + outcome["bytes_down"] - heads)

    def roster(self) -> None:
        """At the hub: the school, one class, its teacher, a hundred learners with passwords."""
        self.chance = chance = dice("roster")
        year = {"starts_on": "2026-09-01", "ends_on": "2027-05-25"}
        with self._app(self._hub, "hub"), db.write_transaction():
            submit("school.set", SCHOOL, {"name": "Дала мектебі", "language": "kk"})
            submit("class.set", CLASS, {"school": SCHOOL, "label": "5 Ә", "grades": [5]})
            place = {"school": SCHOOL, "class": CLASS}
            role = {"person": TEACHER, "role": "teacher", "subject": "mathematics"}
            _person(TEACHER, chance, "mugalim")
            submit("role.set", f"{TEACHER}.role", {**role, **place, **year})
            for number in range(LEARNERS):
                person = _learner(number)
                _person(person, chance, f"oqushy{number}")
                fields = {"person": person, "grade": 5, **place, **year}
                submit("enrolment.set", f"{person}.enrolment", fields)

    def activity(self, name: str) -> int:
        """A term of work on a node that has the roster; returns how many records it made."""
        self.chance = chance = dice("activity")
        made = 0
        with self._app(self._folder / name, "school"):
            teacher = self._hand(TEACHER)
            tasks = [teacher.write("assignment.set", _task(n), self._now) for n in range(HAND_INS)]
            teacher.send()
            hands = [self._hand(_learner(number)) for number in range(LEARNERS)]
            for step in range(ATTEMPTS):
                self._now += LESSON_MS
                for hand in hands:
                    at_ms = self._now + chance.randrange(LESSON_MS // 2)
                    at = clock.rfc3339(at_ms)
                    hand.write("attempt.commit", attempt_fields(chance, at, step), at_ms)
                    if step < HAND_INS:
                        text = answer(chance)
                        work = hand.write("submission.hand_in", _work(tasks[step], text), at_ms)
                        if step < SIGHTINGS:
                            self._see(teacher, work)
                        self._mark(teacher, tasks[step], work, hand.context.id, len(text))
                if step < HAND_INS:
                    self._now += LESSON_MS
                    made += sum(hand.send() for hand in hands) + teacher.send()
            self._now += LESSON_MS
            made += sum(hand.send() for hand in hands)
            self._task, self._last = tasks[0], hands[0]
        return made

    def one_change(self, name: str) -> None:
        """One learner hands in one more text."""
        assert self._last is not None
        with self._app(self._folder / name, "school"):
            self._last.write("submission.hand_in", _work(self._task, "Түзеттім."), self._now)
            self._last.send()

    def people(self, name: str) -> int:
        return self._count(name, Person)

    def attempts(self, name: str) -> int:
        return self._count(name, Attempt)

    def _see(self, teacher: _Hand, work: str) -> None:
        seen = {"submission": work}
        teacher.write("submission.see", seen, self._now + LESSON_MS, f"{work}~seen")

    def _mark(self, teacher: _Hand, task: str, work: str, learner: str, size: int) -> None:
        mark = {
            "assignment": task,
            "learner": learner,
            "submission": work,
            "mark": str(4 + size % 7),
            "max": 10,
            "comment": "Жақсы! Бөлімін де атап кет." if size % 3 == 0 else "",
        }
        teacher.write("mark.give", mark, self._now + LESSON_MS, f"{task}~{learner}")

    def _hand(self, person: str) -> _Hand:
        row = db.db.session.get(Person, person)
        assert row is not None, person
        opened = open_session(row, "bench")
        return _Hand(PersonContext(person, opened.roles, 0, opened.writer))

    def _count(self, name: str, table: type[db.Model]) -> int:
        with self._app(self._folder / name, "school"):
            return db.db.session.scalar(select(func.count()).select_from(table)) or 0

    @contextmanager
    def _app(self, home: Path, role: str) -> Iterator[Flask]:
        """A node's application whose clock is the term's."""
        config = Config.load({"TIREK_HOME": str(home), "TIREK_ROLE": role})
        app = create_app(config, unix_ms=lambda: self._now)
        db.upgrade(app)
        with app.app_context():
            yield app
            db.db.session.remove()
            db.db.engine.dispose()


def _person(person: str, chance: Any, login: str) -> None:
    names = {"family_name": chance.choice(FAMILIES), "given_name": chance.choice(GIVEN)}
    fields = {**names, "login": login, "language": "kk", "school": SCHOOL}
    submit("person.set", person, fields)
    set_password(person, f"qupiya-{login}", school=SCHOOL)


def _learner(number: int) -> str:
    return f"{SCHOOL}.oqushy{number}"


def _task(number: int) -> dict[str, Any]:
    return {
        "school": SCHOOL,
        "class": CLASS,
        "title": f"Жай бөлшектер: {number + 1}-тапсырма",
        "instructions": "Екі-үш сөйлем жеткілікті. Өміріңнен мысал келтір.",
        "due_at": None,
        "max_mark": 10,
        "accepts": ["text"],
        "files": [],
    }


def _work(task: str, text: str) -> dict[str, Any]:
    made = {"made_at": clock.rfc3339(clock.now_ms())}
    return {"assignment": task, "text": text, "files": [], "attempts": [], **made}


def _home(app: Flask) -> Path:
    config: Config = app.extensions["tirek.config"]
    return config.home
