"""What lies in a mailbox, and what its two users ask of the road to it.

Volumes are sealed and signed, so the road needs no more than to move them; it keeps no state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sync.core.errors import RoadFailed
from sync.roads.courier import PART_ID


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What the other side says: `mail` for us (name → bytes, in order), and what has become of
    ours: `held` there, `done` (answered), `dropped` with a reason. `courier_address` is where
    phones may bring what they carry, if the other side knows."""

    mail: Mapping[str, int]
    held: frozenset[str]
    done: frozenset[str]
    dropped: Mapping[str, str]
    courier_address: str | None = None


class MailRoadPort(Protocol):
    """What both users of a mailbox ask of the road; see MailRoad."""

    up: int
    down: int

    def look(self, node: str | None = None) -> Mailbox: ...
    def get(self, name: str, node: str | None = None) -> bytes: ...
    def leave(self, data: bytes) -> bool: ...
    def forget(self, name: str) -> None: ...
    def content(self, sha256: str, offset: int) -> tuple[bytes, int] | None: ...


class MailRefused(RoadFailed):
    """The mailbox answers and does not take it; `kind` is the problem's name."""

    def __init__(self, url: str, kind: str, hint: str, status: int) -> None:
        super().__init__("mail", url, hint, retry=False, status=status)
        self.kind = kind


def read_mailbox(raw: Any) -> Mailbox:
    """From the JSON of GET /sync/v1/mail; raises RoadFailed for anything else."""
    try:
        mail = {str(one["id"]): int(one["bytes"]) for one in raw["mail"]}
        dropped = {str(name): str(why) for name, why in raw["dropped"].items()}
        held, done = frozenset(raw["held"]), frozenset(raw["done"])
        made = Mailbox(mail, held, done, dropped, raw.get("courier_address"))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RoadFailed("mail", "list", "the mailbox cannot be read", retry=False) from error
    names = {*made.mail, *made.held, *made.done, *made.dropped}
    if not isinstance(made.courier_address, str | None):
        raise RoadFailed("mail", "list", "the mailbox cannot be read", retry=False)
    if not all(isinstance(name, str) and PART_ID.fullmatch(name) for name in names):
        raise RoadFailed("mail", "list", "the mailbox cannot be read", retry=False)
    return made
