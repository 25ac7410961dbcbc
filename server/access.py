"""Who may call a route. Every view carries one of these marks; a test walks the URL map.

The marks only mark: before_request reads them, so that nothing of a request is parsed before
its caller is known, and a view without a mark is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import flask
from flask import Flask

from server.errors import Problem, not_allowed, not_logged_in
from server.people.grants import RoleGrant

View = TypeVar("View", bound=Callable[..., Any])

_MARK: Final = "tirek_access"
PERSON_LOADER: Final = "tirek.person_loader"
NODE_CHECKER: Final = "tirek.node_checker"
LRS_CALLER: Final = "tirek.lrs_caller"
COURIER_CALLER: Final = "tirek.courier_caller"
MAIL_CALLER: Final = "tirek.mail_caller"
KIT_CHECKER: Final = "tirek.kit_checker"


@dataclass(frozen=True, slots=True)
class Access:
    """A route's rule: kind is public, person, roles, node, lrs, courier, mail or kit."""

    kind: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonContext:
    """The caller: `roles` are the grants of today, `writer` the one issued with the token."""

    id: str
    roles: tuple[RoleGrant, ...]
    token_id: int
    writer: str


def public(view: View) -> View:
    """Anybody may call: no token is read."""
    setattr(view, _MARK, Access("public"))
    return view


def authenticated(view: View) -> View:
    """Any logged-in person may call; the view checks the record itself."""
    setattr(view, _MARK, Access("person"))
    return view


def requires(*roles: str) -> Callable[[View], View]:
    """A logged-in person who holds one of `roles` today, in any school."""
    if not roles:
        raise ValueError("name at least one role, or use @authenticated")

    def mark(view: View) -> View:
        setattr(view, _MARK, Access("roles", roles))
        return view

    return mark


def node_only(view: View) -> View:
    """Another node, by its token: checked by app.extensions[NODE_CHECKER](token)."""
    setattr(view, _MARK, Access("node"))
    return view


def lrs_caller(view: View) -> View:
    """A client of the record store or a person: known by app.extensions[LRS_CALLER]().

    What the caller may do there is a matter of scopes, which the resource asks for.
    """
    setattr(view, _MARK, Access("lrs"))
    return view


def courier_only(view: View) -> View:
    """Whoever shows a pass that a node has signed: known by app.extensions[COURIER_CALLER]()."""
    setattr(view, _MARK, Access("courier"))
    return view


def mail_only(view: View) -> View:
    """A node below, or one whose mail lies here: known by app.extensions[MAIL_CALLER](token)."""
    setattr(view, _MARK, Access("mail"))
    return view


def kit_only(view: View) -> View:
    """Whoever holds a school's joining kit: known by app.extensions[KIT_CHECKER](token)."""
    setattr(view, _MARK, Access("kit"))
    return view


def access_of(view: Callable[..., Any]) -> Access | None:
    """The mark of a view, or None where its author forgot."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Access) else None


def bearer_token() -> str:
    """The request's bearer token; Problem 401 without one."""
    scheme, _, token = flask.request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > 200:
        raise not_logged_in()
    return token


def current_person() -> PersonContext:
    """The caller of an @authenticated or @requires route."""
    person = flask.g.get("person")
    if not isinstance(person, PersonContext):
        raise not_logged_in()
    return person


def current_node() -> Any:
    """What the node checker said of the caller of a @node_only route."""
    return flask.g.node


def current_courier() -> Any:
    """What COURIER_CALLER said of the caller of a @courier_only route."""
    return flask.g.courier


def current_mail_caller() -> Any:
    """What MAIL_CALLER said of the caller of a @mail_only route."""
    return flask.g.mail_caller


def current_kit() -> Any:
    """What KIT_CHECKER said of the caller of a @kit_only route."""
    return flask.g.kit


def current_lrs_caller() -> Any:
    """What LRS_CALLER said of the caller of a @lrs_caller route."""
    return flask.g.lrs_caller


def _check() -> None:
    endpoint = flask.request.endpoint
    if endpoint is None:
        return  # no such route: the 404 follows
    app = flask.current_app
    rule = access_of(app.view_functions[endpoint])
    if rule is None:
        raise Problem(500, "internal-error", "This route does not say who may call it")
    if rule.kind == "public":
        return
    if rule.kind == "lrs":
        if flask.request.method != "OPTIONS":  # a browser's preflight carries no credentials
            flask.g.lrs_caller = app.extensions[LRS_CALLER]()
        return
    if rule.kind == "courier":
        flask.g.courier = app.extensions[COURIER_CALLER]()
        return
    token = bearer_token()
    if rule.kind == "mail":
        flask.g.mail_caller = app.extensions[MAIL_CALLER](token)
        return
    if rule.kind in ("node", "kit"):
        checker = app.extensions.get(NODE_CHECKER if rule.kind == "node" else KIT_CHECKER)
        found = checker(token) if checker else None
        if found is None:
            raise not_logged_in()
        setattr(flask.g, rule.kind, found)
        return
    person: PersonContext = app.extensions[PERSON_LOADER](token)
    flask.g.person = person
    if rule.roles and not any(grant.role in rule.roles for grant in person.roles):
        raise not_allowed()


def register(app: Flask, load_person: Callable[[str], PersonContext]) -> None:
    """Check every request of `app`; `load_person(token)` raises Problem 401."""
    app.extensions[PERSON_LOADER] = load_person
    app.before_request(_check)
