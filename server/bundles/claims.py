"""The claim of a box that has never had a link: it lies on the stick beside the box's volumes, and
the hub admits the box before it reads these (server.console.claims says which ones)."""

from collections.abc import Collection
from typing import Final

from server.bundles import volumes
from server.bundles.report import Refused, Report
from server.db import db, write_transaction
from server.errors import Problem
from server.setup.claimed import start_over, waiting_line
from server.setup.kits import BadKit, Claim, from_text
from server.setup.limits import MAX_KIT_CHARS
from sync.roads.usb import Stick

NOTE: Final = "claim.txt"


def put(stick: Stick, own: str, above: str) -> None:
    """Write what the hub has not heard yet, or take away what it has. Raises StickFailed."""
    line = waiting_line()
    db.session.rollback()
    stick.write_note(above, own, NOTE, None if line is None else line.encode())


def take(stick: Stick, own: str, report: Report) -> None:
    """Admit the boxes whose claims lie here, and say so. What is no claim, or that of another node
    than its folder's, is passed over. Raises StickFailed."""
    from server.console import claims  # noqa: PLC0415 - it needs the whole application

    for sender in stick.senders(own):
        note = stick.read_note(own, sender, NOTE, MAX_KIT_CHARS)
        if note is None or _is_admitted(sender):
            continue
        try:
            claim = from_text(Claim, note.decode("ascii", "replace"))
            if claim.node != sender:
                continue
            claims.take(claim)
        except BadKit:
            continue
        except Problem:
            report.refused.append(Refused(NOTE, sender, "claim-refused"))
            continue
        if _is_admitted(sender):  # not one that was shut out since
            report.admitted.append(sender)


def heard(above: str | None, senders: Collection[str]) -> None:
    """A hub writes to boxes that it has admitted: one whose volumes have come has heard."""
    line = waiting_line()
    db.session.rollback()
    if line is not None and above in senders:
        with write_transaction() as session:
            start_over(session)


def _is_admitted(node: str) -> bool:
    known = node in volumes.admitted(db.session())
    db.session.rollback()
    return known
