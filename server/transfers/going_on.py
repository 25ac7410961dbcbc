"""What goes on at the new school without a gap: support at every task, routes under way, and the
portfolio."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from server.db import db
from server.inclusion.models import LearnerSupport, LearningRoute
from server.operations.local import submit
from server.portfolio.models import PortfolioItem
from server.transfers.gathering import SUPPORT
from server.transfers.histories import origins
from server.transfers.naming import named

_NOTHING: Final = {
    "extra_time": 0,
    "larger_text": False,
    "read_aloud": False,
    "other_tasks": False,
    "advice": "",
}


def take_over(
    history: str, content: Mapping[str, Any], learner: str, school: str, actor: str
) -> None:
    """Write the support, unless somebody here has said what the learner needs, the routes and the
    portfolio, but for those that began here or came with another file. Joins an open write
    transaction."""
    session = db.session()
    others = frozenset(
        origin
        for record, origin in origins(session, learner).items()
        if record != named(history, origin)
    )
    support = content["support"]
    known = db.session.get(LearnerSupport, _support(learner))
    if support is not None and (known is None or _says(known) == _NOTHING):
        about = {"school": school, "learner": learner}
        submit("support.set", _support(learner), {**about, **support}, actor)
    for record, route in _routes(history, content):
        if route["id"] in others or _is_of(session.get(LearningRoute, route["id"]), learner):
            continue
        row = db.session.get(LearningRoute, record)
        if row is not None and row.state != "withdrawn":
            continue  # it has gone on here, and the former school's word is older
        told = {key: value for key, value in route.items() if key != "id"}
        steps = [{**step, "done": False} for step in route["steps"]]
        about = {"school": school, "learner": learner, "state": "open"}
        submit("route.set", record, {**told, **about, "steps": steps}, actor)
    for item in content["portfolio"]:
        if item["id"] in others or _is_of(session.get(PortfolioItem, item["id"]), learner):
            continue
        told = {key: value for key, value in item.items() if key != "id"}
        kept = {**told, "school": school, "learner": learner, "withdrawn": False}
        submit("portfolio.set", named(history, item["id"]), kept, actor)


def give_back(
    history: str, content: Mapping[str, Any], learner: str, school: str, actor: str
) -> None:
    """Take back what `take_over` wrote, but for support that was changed here since. Joins an open
    write transaction."""
    about = {"school": school, "learner": learner}
    known = db.session.get(LearnerSupport, _support(learner))
    if known is not None and _says(known) == content["support"]:
        submit("support.set", _support(learner), {**about, **_NOTHING}, actor)
    for record, _ in _routes(history, content):
        row = db.session.get(LearningRoute, record)
        if row is not None and row.learner == learner and row.state != "withdrawn":
            submit("route.set", record, {**about, "state": "withdrawn"}, actor)
    for item in content["portfolio"]:
        record = named(history, item["id"])
        if _is_of(db.session.get(PortfolioItem, record), learner):
            submit("portfolio.set", record, {**about, "withdrawn": True}, actor)


def _is_of(row: LearningRoute | PortfolioItem | None, learner: str) -> bool:
    return row is not None and row.learner == learner


def _support(learner: str) -> str:
    return f"{learner}~support"


def _says(row: LearnerSupport) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SUPPORT}


def _routes(history: str, content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for route in content["routes"]:
        yield named(history, route["id"]), route
