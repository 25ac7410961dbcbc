"""GET /metrics in Prometheus' text format, for whoever shows this node's own token for it."""

import hmac
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import flask
from flask import Response
from sqlalchemy import func, select

from server import clock
from server.access import bearer_token, public
from server.api import Blueprint
from server.console import directory
from server.console.rights import Place
from server.db import db
from server.errors import not_found, not_logged_in
from server.identity import config
from server.metrics.counting import ANSWERS, escaped
from server.operations.port import log_store
from server.routing import Routes
from server.upstream.exchange import last_exchange
from sync.storage.port import UPSTREAM
from sync.storage.tables import operations

TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
_PAGE: Final = 4096

blueprint = Blueprint("metrics", __name__)


@public
def get_metrics() -> Response:
    """404 without a token in the settings: then nobody is meant to ask."""
    wanted = config().metrics_token
    if wanted is None:
        raise not_found()
    if not hmac.compare_digest(bearer_token().encode(), wanted.encode()):
        raise not_logged_in()
    response = Response("\n".join([*_gauges(), *ANSWERS.lines(), ""]), content_type=TEXT)
    response.headers["Cache-Control"] = "no-store"
    return response


def outside(routes: Routes) -> None:
    """/metrics lies outside the API's prefix."""
    routes.add_url_rule("/metrics", view_func=get_metrics)


def _gauges() -> Iterator[str]:
    settings, session = config(), db.session()
    store = log_store(session)
    disk = shutil.disk_usage(settings.home)
    waiting = store.waiting(UPSTREAM)
    last = last_exchange()
    held = select(func.count()).where(operations.c.applied == 0, operations.c.outcome == "held")
    version = escaped(flask.current_app.config["API_VERSION"])
    yield from _gauge("info", "Release and role.", 1, f'version="{version}",role="{settings.role}"')
    yield from _gauge("time_seconds", "This node's clock.", clock.now_ms() / 1000)
    yield from _gauge("memory_bytes", "Resident memory of this process.", _resident())
    yield from _gauge("disk_free_bytes", "Free on the disk of the data folder.", disk.free)
    yield from _gauge("disk_bytes", "Size of the disk of the data folder.", disk.total)
    yield from _gauge("waiting_operations", "Not yet taken by the node above.", waiting.operations)
    yield from _gauge("waiting_bytes", "Not yet taken by the node above.", waiting.bytes)
    yield from _gauge("held_operations", "Kept and not applied.", session.scalar(held) or 0)
    if last is not None:
        yield from _gauge("exchange_seconds", "When the last one ended.", last.at_ms / 1000)
        yield from _gauge("exchange_failed", "Whether it failed.", int(last.error is not None))
    session.rollback()
    if settings.role == "hub":
        yield "# HELP tirek_schools Schools by the state of their boxes."
        yield "# TYPE tirek_schools gauge"
        for state, number in directory.counts(directory.Wanted(Place())).items():
            yield f'tirek_schools{{state="{state}"}} {number}'


def _gauge(name: str, text: str, value: float, labels: str = "") -> Iterator[str]:
    yield f"# HELP tirek_{name} {text}"
    yield f"# TYPE tirek_{name} gauge"
    yield f"tirek_{name}{{{labels}}} {value}" if labels else f"tirek_{name} {value}"


def _resident() -> int:
    """0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0
