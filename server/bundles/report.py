"""How it went with a stick, for people and for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sync.carried.volumes import Carried

WORK: Final = "submission.hand_in"
REASONS: Final[Mapping[str, str]] = {
    "wrong-recipient": "it is meant for another node",
    "unknown-sender": "this node does not know who wrote it",
    "revoked-node": "the node that wrote it has been shut out",
    "certificate-expired": "the certificate of the node that wrote it has run out: admit it anew",
    "bad-signature": "the signature is not the sender's",
    "incomplete": "it ends too early: the stick was pulled out while it was written",
    "damaged": "it was damaged on the stick",
    "claim-refused": "the joining kit of its box is used, cancelled or too old: give a new one",
    "newer-version": "it was written by a newer release: upgrade this node",
}
"""Why a volume was not taken; the names are stable."""


@dataclass(frozen=True, slots=True)
class Share:
    """What went to, or came from, one node."""

    node: str
    name: str
    carried: Carried

    def to_json(self) -> dict[str, Any]:
        """Plain values; `works` are pieces of work handed in, sizes in bytes."""
        c = self.carried
        return {
            "node": self.node,
            "name": self.name,
            "works": c.kinds[WORK],
            "operations": c.operations,
            "acknowledged": c.acknowledged,
            "files": c.files,
            "lesson_files": c.content,
            "bytes": c.bytes,
            "volumes": c.volumes,
            "left": c.left,
            "refused": c.refused,
            "late": c.late,
            "not_taken": dict(c.told),
            "forks": c.forks,
        }

    def words(self) -> str:
        """`3 works, 12 other records, 2.1 MB`."""
        c = self.carried
        works = c.kinds[WORK]
        told = [
            _count(works, "work", "works"),
            _count(c.operations - works, "other record", "other records"),
            _count(c.files, "file of work", "files of work"),
            _count(c.content, "lesson file", "lesson files"),
            _count(c.acknowledged, "receipt", "receipts"),
        ]
        return ", ".join([*filter(None, told), megabytes(c.bytes)])


@dataclass(frozen=True, slots=True)
class Refused:
    """A volume that was left alone, with one of REASONS."""

    volume: str
    sender: str
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "volume": self.volume,
            "sender": self.sender,
            "reason": self.reason,
            "hint": REASONS[self.reason],
        }


@dataclass(slots=True)
class Report:
    """One import or export; `admitted` are boxes that have joined by it. `error` is set where the
    stick or the disk ended it early; all that is reported had been done by then."""

    shares: list[Share] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    admitted: list[str] = field(default_factory=list)
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "nodes": [share.to_json() for share in self.shares],
            "refused": [one.to_json() for one in self.refused],
            "admitted": list(self.admitted),
            "error": self.error,
        }


def export_lines(report: Report, *, upwards: Sequence[str]) -> list[str]:
    """What a person with the stick in the hand should know; `upwards` are nodes above this one."""
    lines = []
    for share in report.shares:
        where = "the hub" if share.node in upwards else "the school"
        lines.append(f"{share.words()} for {share.name}; bring the stick to {where}.")
        if share.carried.left:
            lines.append(
                f"{share.carried.left} records did not fit: bring this stick, and then one more."
            )
    return [*lines, *_ending(report)]


def import_lines(report: Report) -> list[str]:
    """What came, and what was left alone."""
    lines = [f"The box {node} has joined by its kit." for node in report.admitted]
    lines += [f"From {share.name}: {share.words()}." for share in report.shares]
    for share in report.shares:
        if share.carried.refused:
            lines.append(
                f"{share.carried.refused} records of {share.name} concern other schools and were"
                " not taken."
            )
        lines += [
            f"{share.name} has not taken {_count(n, 'record', 'records')} of ours: {why}."
            for why, n in sorted(share.carried.told.items())
        ]
        if share.carried.forks:
            lines.append(
                f"{_count(share.carried.forks, 'record exists', 'records exist')} twice, here and"
                f" at {share.name}: a database was copied or put back. Both are kept."
            )
    lines += [f"Not taken: {one.volume}: {REASONS[one.reason]}." for one in report.refused]
    lines += _ending(report)
    return lines or ["Nothing on this stick is for this node."]


def megabytes(size: int) -> str:
    """`0.1 MB`."""
    return f"{max(size, 50_000) / 1_000_000:.1f} MB"


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}" if number > 0 else ""


def _ending(report: Report) -> list[str]:
    return [f"Ended early: {report.error}."] if report.error else []
