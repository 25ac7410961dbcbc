"""Where phones deliver what they carry: as the settings say, else as the relay has told."""

import re
from typing import Final

from server.db import db, write_transaction
from server.identity import config
from server.operations.port import log_store

_TOLD: Final = "courier.address"
_ADDRESS: Final = re.compile(r"https?://[a-z0-9.\-\[\]:]{1,190}/?")
"""An origin and nothing else: it goes into the policy that browsers keep to."""


def courier_address() -> str | None:
    """The address; None where nobody has said so."""
    settings = config()
    if settings.courier_address or settings.upstream_kind != "relay":
        return settings.courier_address
    return log_store(db.session()).state(_TOLD) or None


def learn(told: str | None) -> None:
    """Keep what the relay says; None, or what is no address, changes nothing."""
    if told is None or not _ADDRESS.fullmatch(told):
        return
    if log_store(db.session()).state(_TOLD) != told:
        with write_transaction() as session:
            log_store(session).set_state(_TOLD, told)


def origin(address: str | None) -> str | None:
    """The part of an address that a satellite may be told; None where it is none."""
    found = _ADDRESS.match(address or "")
    return found.group().rstrip("/") if found else None
