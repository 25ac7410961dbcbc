"""GET /api/v1/node for the app, and /healthz for whoever watches the machine."""

import shutil
from typing import Any

import marshmallow as ma
from flask import Response, current_app, jsonify
from marshmallow import fields
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from server import clock
from server.access import public
from server.api import Blueprint
from server.certificates import places
from server.courier.address import courier_address
from server.db import db
from server.headers import content_origin_told
from server.identity import config, node_id, upstream
from server.limits import LOW_DISK_BYTES
from server.node import generations
from server.people.models import School
from server.people.schemas import NodeNameOut
from server.routing import Routes
from sync.storage.tables import operations, writers

blueprint = Blueprint("node", __name__)


class SchoolOut(ma.Schema):
    """A school that this node serves."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    last_heard = fields.String(allow_none=True)


class UpstreamOut(ma.Schema):
    """The node above, by its own names."""

    name = fields.Nested(NodeNameOut, required=True)
    courier_address = fields.String(allow_none=True)


class PlacesOut(ma.Schema):
    """Addresses of this node; see server.certificates.places."""

    secure = fields.List(fields.String(), required=True)
    plain = fields.List(fields.String(), required=True)
    origins = fields.List(fields.String(), required=True)
    until = fields.String(required=True, allow_none=True)


class GenerationsOut(ma.Schema):
    """See server.node.generations."""

    now = fields.Integer(required=True)
    oldest = fields.Integer(required=True)


class NodeOut(ma.Schema):
    """GET /node."""

    id = fields.String(required=True)
    role = fields.String(required=True)
    name = fields.Nested(NodeNameOut, required=True)
    schools = fields.List(fields.Nested(SchoolOut), required=True)
    upstream = fields.Nested(UpstreamOut, allow_none=True)
    upstream_last_contact = fields.String(allow_none=True)
    school_last_heard = fields.String(allow_none=True)
    content_origin = fields.String(required=True)
    places = fields.Nested(PlacesOut, required=True, allow_none=True)
    time = fields.String(required=True)
    version = fields.String(required=True)
    generation = fields.Nested(GenerationsOut, required=True)


@blueprint.route("/node")
@blueprint.response(200, NodeOut)
@public
def get_node() -> dict[str, Any]:
    """Who answers here; before logging in, so no person is named."""
    session = db.session()
    above, contact = upstream()
    heard = _last_heard() if config().role == "hub" else {}
    return {
        "id": node_id(),
        "role": config().role,
        "name": config().names,
        "schools": [
            {
                "id": school.id,
                "name": school.name,
                "last_heard": clock.rfc3339(heard[school.id]) if school.id in heard else None,
            }
            for school in session.scalars(select(School).order_by(School.id))
        ],
        "upstream": {"name": above, "courier_address": courier_address()} if above else None,
        "upstream_last_contact": clock.rfc3339(contact) if contact else None,
        "school_last_heard": clock.rfc3339(max(heard.values())) if heard else None,
        "content_origin": content_origin_told(config()),
        "places": places.told(),
        "time": clock.rfc3339(clock.now_ms()),
        "version": current_app.config["API_VERSION"],
        "generation": {"now": generations.NOW, "oldest": generations.OLDEST},
    }


def _last_heard() -> dict[str, int]:
    """Per school: when one of its own nodes last judged an operation that is here (unix ms)."""
    query = (
        select(writers.c.school, func.max(operations.c.seen_ms))
        .join(writers, writers.c.writer == operations.c.writer)
        .where(operations.c.judge != node_id(), writers.c.school.is_not(None))
        .group_by(writers.c.school)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def healthz() -> tuple[Response, int]:
    """200 while the database answers; `disk_low` tells before it is too late."""
    free = shutil.disk_usage(config().home).free
    try:
        db.session.execute(text("SELECT 1"))
        database = "ok"
    except SQLAlchemyError:
        database = "unreachable"
    body = {"database": database, "disk_free": free, "disk_low": free < LOW_DISK_BYTES}
    return jsonify(body), 200 if database == "ok" else 503


def outside(routes: Routes) -> None:
    """/healthz lies outside the API's prefix."""
    routes.add_url_rule("/healthz", view_func=public(healthz))
