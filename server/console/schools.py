"""Everything that the hub knows of one school, and making and placing schools."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock, shards
from server.backup.models import KeptCopy
from server.console import claims, copies, directory
from server.console.limits import DELIVERIES_SHOWN
from server.console.models import ConsoleSchool, SchoolReport
from server.console.reporting import receipts
from server.db import db, write_transaction
from server.delivery.ledger import deliveries
from server.doctor.findings import Finding
from server.doctor.telling import advice, what
from server.hub.models import DownstreamNode
from server.identity import config
from server.operations.local import submit
from server.operations.port import log_store
from server.people.models import School
from sync import twins

_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def make(about: Mapping[str, Any]) -> str:
    """A new school without a box; returns its id."""
    school = "school-" + "".join(secrets.choice(_SIGNS) for _ in range(8))
    name, language = about["name"].strip(), about["language"]
    told = {"name": name, "short_name": None, "language": language, "region": about["region"]}
    with shards.on(shards.place([school])), write_transaction() as session:
        submit("school.set", school, {**told, "timezone": config().timezone})
        directory.place_school(session, school, about, name=name, language=language)
    return school


def tell_region(session: Session, school: str, region: str) -> None:
    """Let the school know in which region it lies: courses may be for regions. Joins a write
    transaction."""
    row = session.get(School, school)
    if row is None or (row.region or "") == region:
        return
    told = {
        "name": row.name,
        "short_name": row.short_name,
        "language": row.language,
        "region": region or None,
        "timezone": row.timezone,
        "display": row.display,
    }
    submit("school.set", school, told)


def line(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the list as the API tells it."""
    said_ms, heard_ms = row["said_ms"], max(row["heard_ms"], row["said_ms"] or 0)
    return {
        **row,
        "said_at": clock.rfc3339(said_ms) if said_ms else None,
        "heard_at": clock.rfc3339(heard_ms) if heard_ms else None,
        "above": copies.above(row, clock.now_ms()),
    }


def everything(listed: ConsoleSchool, language: str) -> dict[str, Any]:
    """One school of this database; findings in `language`."""
    session = db.session()
    row = directory.one(listed.school)
    assert row is not None  # noqa: S101 - it is on the list
    latest = select(SchoolReport).where(SchoolReport.school == listed.school, SchoolReport.latest)
    report = session.scalar(latest)
    told: dict[str, Any] = {
        "findings": [],
        "receipts": None,
        "held": None,
        "lessons_planned": None,
        "lessons_held": None,
    }
    if report is not None:
        told = {
            "findings": [_finding(one, language) for one in report.findings],
            "receipts": report.receipts,
            "held": receipts(session, listed.school, report.node, report.said_ms),
            "lessons_planned": report.lessons_planned,
            "lessons_held": report.lessons_held,
        }
    return {
        **line(row),
        **told,
        "nodes": _nodes(listed.school),
        "kits": claims.of_school(listed.school),
        "deliveries": deliveries([listed.school])[:DELIVERIES_SHOWN],
    }


def _nodes(school: str) -> list[dict[str, Any]]:
    session = db.session()
    store = log_store(session)
    return [
        {
            "node": row.node,
            "name": row.name,
            "added_at": clock.rfc3339(row.added_ms),
            "contact_at": clock.rfc3339(row.contact_ms) if row.contact_ms else None,
            "revoked_at": clock.rfc3339(row.revoked_ms) if row.revoked_ms else None,
            **copies.of_box(session.get(KeptCopy, row.node), row.revoked_ms),
            "twins": bool(twins.suspected(store, row.node)),
        }
        for row in session.scalars(select(DownstreamNode).order_by(DownstreamNode.added_ms.desc()))
        if school in row.schools
    ]


def _finding(told: Mapping[str, Any], language: str) -> dict[str, Any]:
    """In plain words; by its code alone where the box is of a newer release than this hub."""
    one = Finding(told["code"], told["level"], told["values"])
    try:
        words = {"what": what(one, language), "advice": advice(one, language)}
    except (LookupError, ValueError, TypeError, AttributeError):
        words = {"what": one.code, "advice": ""}
    return {"code": one.code, "level": one.level, **words}
