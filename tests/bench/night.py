"""A night of many schools for the hub: a day of operations each, packed as its node sends them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sync.core.cbor import Value
from sync.core.clock import pack
from sync.core.ops import Operation, OpId
from sync.core.verdict import Verdict
from sync.frames import codec
from sync.storage.port import Entry
from tests.bench.traffic import TERM_MS, School

READS = (codec.READS_DERIVED,)
_PAGE = "https://mektep.example"


@dataclass(frozen=True)
class Sent:
    """One school's node, what it had sent before the term, and what it sends this night."""

    school: str
    node: str
    before: tuple[bytes, ...]
    frames: tuple[bytes, ...]
    entries: tuple[Entry, ...]


class Night(School):
    """The codec's population in kinds that a hub applies: statements are xAPI's, everything is of
    this school."""

    def sent(self, count: int) -> Sent:
        before = [self._entry_of(n, *made) for n, made in enumerate(self._known_before(), 1)]
        entries = tuple(self._real(entry) for entry in self.mixed(count))
        frames = tuple(self._frames(entries))
        return Sent(self.name, self.node, tuple(self._frames(before)), frames, entries)

    def _known_before(self) -> Iterator[tuple[str, str, dict[str, Value]]]:
        """The writers with their owners, and the tasks: a school in the middle of its year."""
        for number, hand in enumerate([*self.devices, *self.teachers]):
            owner = self.pupils[number]
            yield "writer.issue", hand.writer, {
                "writer": hand.writer, "person": owner, "school": self.name, "label": "Redmi",
            }  # fmt: skip
        for number, task in enumerate(self.tasks):
            yield "assignment.set", task, {
                "school": self.name, "class": self.classes[number % len(self.classes)],
                "title": f"Тапсырма {number}",
            }  # fmt: skip

    def _entry_of(self, seq: int, kind: str, record: str, fields: dict[str, Value]) -> Entry:
        ms = TERM_MS + seq
        key = OpId(self.registrar.writer, 1, 100_000 + seq)
        op = Operation(*key, pack(ms), kind, 1, None, "admin", record, fields)
        return Entry(op, Verdict("admitted", pack(ms), 1, None, self.node, ms))

    def _real(self, entry: Entry) -> Entry:
        op = entry.op
        fields: dict[str, Value] = dict(op.fields)
        kind = op.kind
        if kind == "statement.make":
            kind = "statement.put"
            statement: Any = _xapi(fields) if "learner" in fields else fields
            fields = {"school": self.name, "statement": statement}
        elif kind == "attendance.set":
            lesson = "~".join(str(fields[name]) for name in ("class", "date", "lesson"))
            code = "unexcused" if fields["state"] == "absent" else fields["state"]
            who: dict[str, Value] = {"class": fields["class"], "learner": fields["learner"]}
            fields = {**who, "lesson": lesson, "code": code, "note": ""}
        elif "school" in fields:
            fields["school"] = self.name
        return Entry(replace(op, kind=kind, fields=fields), entry.verdict)

    def _frames(self, entries: Sequence[Entry]) -> Iterator[bytes]:
        rest = [codec.line(entry) for entry in entries]
        while rest:
            frame, count = codec.pack(
                rest, sender=self.node, recipient=None, priority=0, reads=READS
            )
            yield frame
            rest = rest[count:]


def _xapi(own: dict[str, Any]) -> dict[str, Any]:
    """The app's own statement in full, as its school has written it."""
    made: dict[str, Any] = {
        "actor": {"account": {"homePage": _PAGE, "name": own["learner"]}},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{own['verb']}"},
        "object": {"id": f"{_PAGE}/{own['course']}/{own['object']}"},
        "context": {"contextActivities": {"grouping": [{"id": f"{_PAGE}/{own['course']}"}]}},
        "timestamp": own["at"],
    }
    if own["score"] is not None:
        made["result"] = {"score": {"raw": int(own["score"]), "min": 0, "max": 100}}
    return made
