"""At a box: telling the hub once a day how it is, and sooner when its state has changed."""

import json
import logging
import shutil
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server import clock
from server.certificates.standing import shown
from server.classroom.models import Assignment, Submission
from server.console.limits import MAX_FINDINGS, REPORT_AGAIN_MS, REPORT_EVERY_MS, REPORTED_DAYS
from server.console.models import SchoolReport
from server.console.operations import BOX_REPORT, record_of
from server.db import db, write_transaction
from server.doctor.findings import worst
from server.doctor.looking import examine
from server.identity import config, node_id
from server.journal.keeping import keeping
from server.operations.local import submit
from server.operations.port import log_store
from server.people.models import School
from sync.core.ops import OpId
from sync.storage.port import UPSTREAM

log = logging.getLogger(__name__)

_BACKUP: Final = "backup.last"


def told() -> int:
    """As `tell`, for an exchange: what cannot be told must not keep work from going up."""
    try:
        return tell()
    except Exception:
        db.session.rollback()
        log.exception("the hub is not told how this box is")
        return 0


def tell() -> int:
    """Report of every school whose last word is a day old or tells of another state; returns how
    many. It goes up with the exchange that follows."""
    if config().role == "hub":
        return 0
    found = examine(config(), clock.now_ms(), thorough=False, roads=False)
    session = db.session()
    level = worst(found)
    due = [one for one in session.scalars(select(School.id)) if _due(session, one, level)]
    if not due:
        session.rollback()
        return 0
    # The log need not keep what a later word of the same box has replaced.
    before = {
        school: OpId.parse(last.op)
        for school in due
        if (last := session.get(SchoolReport, (school, node_id()))) is not None
    }
    machine = _machine(session)
    worse = [one.to_json() for one in found if one.level != "ok"][:MAX_FINDINGS]
    told = [
        {
            "school": school,
            **machine,
            "level": level,
            "findings": worse,
            **_lessons(session, school),
            "receipts": receipts(session, school, node_id()),
        }
        for school in sorted(due)
    ]
    session.rollback()
    with write_transaction():
        for one in told:
            submit(BOX_REPORT, record_of(one), one, base=before.get(str(one["school"])))
    return len(told)


def receipts(session: Session, school: str, node: str, until_ms: int | None = None) -> int:
    """Works of a school that `node` has taken in, as far as they are known here."""
    query = (
        select(func.count())
        .select_from(Submission)
        .join(Assignment, Assignment.id == Submission.assignment)
        .where(Assignment.school == school, Submission.judge == node)
    )
    if until_ms is not None:
        query = query.where(Submission.received_ms <= until_ms)
    return session.scalar(query) or 0


def _due(session: Session, school: str, level: str) -> bool:
    last = session.get(SchoolReport, (school, node_id()))
    if last is None or last.version != _version():
        return True
    age_ms = clock.now_ms() - last.said_ms
    return age_ms >= (REPORT_EVERY_MS if last.level == level else REPORT_AGAIN_MS)


def _version() -> str:
    version: str = flask.current_app.config["API_VERSION"]
    return version


def _machine(session: Session) -> dict[str, Any]:
    settings, store = config(), log_store(session)
    disk, waiting = shutil.disk_usage(settings.home), store.waiting(UPSTREAM)
    certificate = shown(settings, "public")
    copied: Mapping[str, Any] | None = json.loads(store.state(_BACKUP) or "null")
    return {
        "node": node_id(),
        "version": _version(),
        "disk_free": disk.free,
        "disk_total": disk.total,
        "certificate_ends": certificate.to_json(0)["until"] if certificate else None,
        "copied_at": clock.rfc3339(copied["at_ms"]) if copied else None,
        "waiting_operations": waiting.operations,
        "waiting_bytes": waiting.bytes,
    }


def _lessons(session: Session, school: str) -> dict[str, int]:
    last = clock.today() - timedelta(days=1)
    rows = keeping(session, school, last - timedelta(days=REPORTED_DAYS - 1), last)
    return {
        "lessons_planned": sum(row.planned for row in rows),
        "lessons_held": sum(row.held for row in rows),
    }
