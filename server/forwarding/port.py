"""What a record store that statements are sent to looks like from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from server.lrs.values import JsonObject


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside a statement, under the hash that the statement calls it by."""

    content_type: str
    sha2: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """A statement as it is sent; its id makes sending it twice the same as once."""

    id: str
    statement: JsonObject
    attachments: tuple[Attachment, ...] = ()


class Answer(Enum):
    """What became of a request."""

    ACCEPTED = "accepted"
    """All of it is there; what had been there before, too."""
    REFUSED = "refused"
    """Something in it will never be taken; nothing was."""
    CONFLICT = "conflict"
    """One of the ids stands for another statement there."""
    TOO_LARGE = "too-large"
    """Fewer statements might be taken."""
    FAILED = "failed"
    """Something broke over it there: it may lie in a statement, or not."""
    UNKNOWN = "unknown"
    """It left and no answer came: it may be there or not."""
    LATER = "later"
    """Nothing was taken, through no fault of the statements."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`reason` is for people; `retry_after_s` is what the other side asked for."""

    answer: Answer
    reason: str = ""
    status: int | None = None
    retry_after_s: int | None = None


class Unreachable(Exception):
    """Reading back did not work; nothing was changed by trying."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.reason)
        self.reply = reply


class Target(Protocol):
    """Every implementation keeps the promises of tests/server/forwarding/test_targets.py."""

    def push(self, parcels: Sequence[Parcel]) -> Reply:
        """Send statements in one request, which is taken as a whole or not at all."""

    def find(self, id: str) -> JsonObject | None:  # noqa: A002 - the field's own word
        """The statement of an id, voided or not; None where there is none. Raises Unreachable."""
