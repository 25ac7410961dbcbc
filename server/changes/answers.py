"""A page of changes as the API tells it: to a phone that polls, and with a fresh login."""

from typing import Any

import marshmallow as ma
from marshmallow import fields
from sqlalchemy.orm import Session

from server import clock
from server.changes.service import Page, changes_since, parse, remember
from server.changes.viewer import viewer_of
from server.operations.port import log_store
from server.people.grants import RoleGrant


class RecordOut(ma.Schema):
    """One record; a doc of null means forget it."""

    type = fields.String(required=True)
    id = fields.String(required=True)
    doc = fields.Dict(allow_none=True, required=True)


class ChangesOut(ma.Schema):
    """One page; ask again with its cursor, at once while `more`."""

    cursor = fields.String(required=True)
    reset = fields.Boolean(required=True)
    more = fields.Boolean(required=True)
    records = fields.List(fields.Nested(RecordOut), required=True)


def page_for(
    session: Session, person: str, roles: tuple[RoleGrant, ...], since: str | None, limit: int
) -> Page:
    """At most `limit` records that changed for a person since the cursor `since`, from the
    beginning without one. Raises Problem 410 for a cursor of another life of the database."""
    viewer = viewer_of(session, person, roles, clock.today())
    remember(session, viewer)
    incarnation = log_store(session).incarnation
    cursor = parse(since, incarnation) if since else None
    return changes_since(session, viewer, cursor, incarnation, limit)


def told(page: Page) -> dict[str, Any]:
    """A page as ChangesOut has it."""
    return {
        "cursor": str(page.cursor),
        "reset": page.reset,
        "more": page.more,
        "records": page.records,
    }
