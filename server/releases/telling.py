"""What a box tells its hub of releases: how far each has come at each of its schools."""

from sqlalchemy import select

from server import clock
from server.db import db, write_transaction
from server.identity import config
from server.operations.local import submit
from server.people.models import School
from server.releases.choosing import is_for
from server.releases.models import ReleaseLine, ReleaseProgress
from server.releases.operations import MOMENTS, RELEASE_NOTE, line_record


def tell() -> int:
    """Submit what the hub does not know yet; returns how many operations that were."""
    session = db.session()
    progress = [] if config().role == "hub" else list(session.scalars(select(ReleaseProgress)))
    due = []
    for row in progress:
        now = {
            **{name: _moment(getattr(row, name.replace("_at", "_ms"))) for name in MOMENTS},
            "reason": row.reason,
        }
        for school in session.scalars(select(School).order_by(School.id)):
            record = line_record(school.id, row.release)
            known = session.get(ReleaseLine, record)
            # What was told once stands: a second try only adds to it.
            news = {
                name: value
                for name, value in now.items()
                if value != (getattr(known, name) if known else None)
                and (value is not None or name == "reason")
            }
            if news and (known is not None or is_for(session, row.release, school)):
                due.append((record, {"school": school.id, "release": row.release, **news}))
    session.rollback()
    if due:
        with write_transaction():
            for record, fields in due:
                submit(RELEASE_NOTE, record, fields)
    return len(due)


def _moment(ms: int | None) -> str | None:
    return None if ms is None else clock.rfc3339(ms)
