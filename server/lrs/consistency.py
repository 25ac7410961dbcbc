"""How far what a client asks for is complete (xAPI-Comm 2.1.3, 2.0: 4.1.6.1)."""

from typing import Final

import flask

from server.db import db, is_quiet
from server.lrs import arrival, naming, timestamps

_TOLD: Final = "lrs_through"


def tell(school: str, *, reads: bool) -> None:
    """Settle what this request's answer says: whatever is not found by now will have a later
    `stored` than that.

    Told before anything is read, so that a client may go on from there. It is now where nobody
    writes: whoever begins later reads the clock later. Otherwise it is the moment of the school's
    last statement, above which all others will be.
    """
    now, session = arrival.now_us(), db.session()
    name = naming.school_name(school)
    number = naming.known(session, [name]).get(name, 0)
    quiet = False
    if reads:
        arrival.promise(name, now)
        quiet = is_quiet(arrival.turn(name))
    last = arrival.last(session.connection(), number).stored
    setattr(flask.g, _TOLD, max(last, now) if quiet else last)


def tell_kept(stored: int) -> None:
    """The same after this request has kept statements, the last of them at that moment."""
    setattr(flask.g, _TOLD, stored)


def through() -> str:
    """The moment as text; for whoever is not known here, the beginning of time."""
    caller = flask.g.get("lrs_caller")
    if caller is not None and _TOLD not in flask.g:
        tell(caller.school, reads=False)
    return timestamps.stored_text(flask.g.get(_TOLD, 0))
