"""The port for whoever stands between a caller and the record store with rules of their own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.orm import Session

from server.lrs.values import JsonObject

if TYPE_CHECKING:
    from server.lrs.calls import Call


class Gate(Protocol):
    """Each method raises Problem where its rules forbid what is asked."""

    def document(self, call: "Call", resource: str, name: str | None) -> None:
        """Before a state or profile document is answered; `name` is None for all of a shelf."""

    def admit(self, session: Session, sent: Sequence[JsonObject]) -> None:
        """Before new statements are written, as they were sent, in the transaction of writing."""

    def kept(self, session: Session) -> None:
        """After they were written, in the same transaction."""
