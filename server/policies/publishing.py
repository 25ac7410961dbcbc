"""Policies as operators publish them, and take them back before they begin."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from server import clock, shards
from server.audience import deciding
from server.audience.deciding import Country, audiences, decide, must_be_within, schools_of
from server.audience.naming import POLICY, named
from server.console.rights import Place
from server.db import db, write_transaction
from server.errors import Problem, not_found
from server.operations.local import submit
from server.policies import limits
from server.policies.models import PublishedPolicy
from server.policies.operations import POLICY_PUBLISH


def published(place: Place) -> list[dict[str, Any]]:
    """The latest first; schools are those of `place`."""
    with shards.on(shards.HOME):
        order = (PublishedPolicy.starts_on.desc(), PublishedPolicy.id)
        rows = db.session.scalars(select(PublishedPolicy).order_by(*order).limit(limits.PUBLISHED))
        found = [_told(row) for row in rows]
    schools = Country(schools_of(place))
    known = audiences(named(POLICY, one["policy"]) for one in found)
    for one in found:
        audience = known[named(POLICY, one["policy"])]
        one.update(audience=audience, schools=schools.count(audience))
    return found


def publish(body: Mapping[str, Any], audience: Mapping[str, Any], actor: str) -> str:
    """The new policy's id. Raises Problem 422 for one that would begin at once."""
    if date.fromisoformat(body["starts_on"]) <= clock.today():
        raise Problem(
            422,
            "policy-begins-too-early",
            "A policy begins on a day that is still to come",
            hint="Name a later day, so that schools hear of it and it can be taken back.",
        )
    with shards.on(shards.HOME), write_transaction():
        made = str(submit(POLICY_PUBLISH, None, dict(body), actor))
        decide(named(POLICY, made), audience, actor)
    return made


def withdraw(policy: str, actor: str) -> None:
    """Take it from everybody; another audience undoes that."""
    deciding.withdraw(named(POLICY, policy), actor)


def changeable(policy: str, place: Place) -> PublishedPolicy:
    """A policy that has not begun, of the operator's own schools. Raises Problem 403, 404, 409."""
    with shards.on(shards.HOME):
        row = db.session.get(PublishedPolicy, policy)
    if row is None:
        raise not_found()
    standing = audiences([named(POLICY, policy)])[named(POLICY, policy)]
    must_be_within(place, {"regions": standing.regions})
    if row.starts_on <= clock.today():
        raise Problem(
            409,
            "policy-has-begun",
            "This policy has begun, and marks are made by it",
            hint="Publish another policy that begins on a later day.",
        )
    return row


def _told(row: PublishedPolicy) -> dict[str, Any]:
    return {
        "policy": row.id,
        "starts_on": row.starts_on.isoformat(),
        "title": row.title,
        "order": row.order,
        "rules": row.rules,
        "published_at": clock.rfc3339(row.published_ms),
        "begun": row.starts_on <= clock.today(),
    }
