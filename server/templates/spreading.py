"""A hub hands on what schools offer to those around them: to the servers of the same district.

What is to be is compared with what is, so that it does not matter when a school was placed in its
district, when the hub was upgraded, or where it was cut.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import clock, shards
from server.console.models import ConsoleSchool
from server.db import db, write_transaction
from server.errors import Problem
from server.operations.local import submit
from server.operations.port import log_store
from server.people.directory import person_name
from server.people.models import School
from server.templates import limits
from server.templates.models import PlanTemplate
from server.templates.naming import around_of
from server.templates.operations import TEMPLATE_SET
from server.templates.publishing import write
from sync import erasing
from sync.core.knowledge import Knowledge
from sync.core.verdict import CONFIRMED

log = logging.getLogger(__name__)
_DAY_MS: Final = 24 * 3600 * 1000


class Offer(NamedTuple):
    """A school's plan that is to be offered in its district; `by` is the author's name, or
    nothing."""

    plan: str
    shard: int
    school: str
    name: str
    by: str
    around: Mapping[str, str]


class Made(NamedTuple):
    """What has been made of one; `withdrawn` by an operator, for good."""

    record: str
    school: str
    around: Mapping[str, str]
    by: str
    offered: bool
    withdrawn: bool
    published_ms: int


def spread() -> int:
    """Make what is offered what it should be; returns how many plans changed. Again is the same as
    once."""
    wanted = _offers()
    with shards.on(shards.HOME):
        made = {one.record: one for one in _made(db.session())}
        db.session.rollback()
    done = sum(_settle(one, wanted.get(record)) for record, one in made.items())
    since_ms = clock.now_ms() - _DAY_MS
    given = Counter(one.school for one in made.values() if one.published_ms > since_ms)
    for record, offer in wanted.items():
        if record in made or given[offer.school] >= limits.SPREAD_A_DAY:
            continue
        given[offer.school] += 1
        done += _hand_on(record, offer)
    return done


def _offers() -> dict[str, Offer]:
    """By the record that is to be made of it, for schools that have a district."""
    found: dict[str, Offer] = {}
    query = (
        select(
            PlanTemplate.id,
            PlanTemplate.school,
            PlanTemplate.author,
            PlanTemplate.named,
            School.name,
            ConsoleSchool.region,
            ConsoleSchool.district,
        )
        .join(School, School.id == PlanTemplate.school)
        .join(ConsoleSchool, ConsoleSchool.school == PlanTemplate.school)
        .where(
            PlanTemplate.region.is_(None),
            PlanTemplate.withdrawn.is_(False),
            PlanTemplate.rows > 0,
            ConsoleSchool.district != "",
        )
        .order_by(PlanTemplate.published_ms, PlanTemplate.id)
    )
    for shard in shards.each():
        session = db.session()
        elsewhere = shards.departed()
        for plan, school, author, named, name, region, district in session.execute(query).all():
            if school not in elsewhere:
                by = person_name(session, author) if named and author else ""
                around = {"region": region, "district": district}
                offer = Offer(plan, shard, str(school), name, by, around)
                found[around_of(plan, region, district)] = offer
        session.rollback()
    return found


def _made(session: Session) -> Sequence[Made]:
    query = select(
        PlanTemplate.id,
        PlanTemplate.school,
        PlanTemplate.region,
        PlanTemplate.district,
        PlanTemplate.by,
        PlanTemplate.offered,
        PlanTemplate.withdrawn,
        PlanTemplate.published_ms,
    ).where(PlanTemplate.region.is_not(None))
    return [
        Made(
            record,
            str(school),
            {"region": str(region), "district": str(district)},
            by,
            offered,
            offered and withdrawn,
            published_ms,
        )
        for record, school, region, district, by, offered, withdrawn, published_ms in (
            session.execute(query)
        )
    ]


def _settle(made: Made, offer: Offer | None) -> int:
    """Offered, and under her name, while its author offers it and is known."""
    offered = made.offered if made.withdrawn else offer is not None
    by = offer.by[: limits.TITLE_CHARACTERS] if offer is not None and not made.withdrawn else ""
    if (made.offered, made.by) == (offered, by):
        return 0
    around = {"around": dict(made.around)}
    with shards.on(shards.HOME), write_transaction() as session:
        if made.offered != offered:
            submit(TEMPLATE_SET, made.record, {"offered": offered, **around})
        if made.by and not by:
            _forget_name(session, made)
        elif made.by != by:
            submit(TEMPLATE_SET, made.record, {"by": by, **around})
    return 1


def _forget_name(session: Session, made: Made) -> None:
    """Have the operations that named her erased at every school that has them."""
    lines = log_store(session).of_record(made.record)
    named = Knowledge.of(line.op.id for line in lines if "by" in line.op.fields)
    order = {"school": None, "reason": "asked", erasing.OPERATIONS: erasing.to_field(named)}
    submit(erasing.ORDER, None, {**order, "around": dict(made.around)}, rank=CONFIRMED)


def _hand_on(record: str, offer: Offer) -> int:
    with shards.on(offer.shard):
        row = db.session.get(PlanTemplate, offer.plan)
        if row is None:
            return 0
        about: dict[str, Any] = {
            "subject": row.subject,
            "grade": row.grade,
            "language": row.language,
            "title": row.title,
            "source": offer.name[: limits.TITLE_CHARACTERS],
            "from_school": offer.school,
        }
        rows = list(row.plan)
        db.session.rollback()
    around = {"around": dict(offer.around)}
    try:
        with shards.on(shards.HOME), write_transaction():
            write(record, about, rows, around)
            if offer.by:
                name = offer.by[: limits.TITLE_CHARACTERS]
                submit(TEMPLATE_SET, record, {"by": name, **around})
    except (Problem, ValueError):
        # Boxes judge what their people write; one that does not is not believed.
        log.warning("a shared plan is not as it should be", extra={"plan": offer.plan})
        return 0
    return 1
