"""The factory: one Flask application per origin, chosen by the port that was connected to."""

from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import flask
from flask import Flask, Response
from werkzeug.exceptions import NotFound

from server import access, bodies, clock, compression, db, errors, headers, logs, routing, shards
from server.api import create_api, openapi_settings
from server.config import Config
from server.domains import parts
from server.limits import MAX_BODY_BYTES
from server.people import tokens
from server.routing import LazyRule
from server.static_files import exists, send_built

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ROOT: Final = str(Path(__file__).parent)
APP_BUILD: Final = Path(__file__).parent / "app_build"
SHELL_BUILD: Final = Path(__file__).parent / "shell_build"
NOT_APP_ROUTES: Final = (
    "api/",
    "sync/",
    "c/",
    "assets/",
    "xapi/",
    "cmi5/",
    "play/",
    "healthz",
    "metrics",
)
"""Addresses below these never fall back to index.html: a missing one is a 404."""


def program_version() -> str:
    """The installed version, as the API and the logs tell it."""
    try:
        return version("tirek")
    except PackageNotFoundError:
        return "0"


def create_app(
    config: Config,
    *,
    unix_ms: Callable[[], int] | None = None,
    app_build: Path = APP_BUILD,
    shell_build: Path = SHELL_BUILD,
) -> Flask:
    """The application of both origins: requests on the content port see only the player's shell.

    `unix_ms` replaces the system's clock in tests. The database is not touched: see
    server.migrate.upgrade().
    """
    app = Flask("server", static_folder=None, root_path=_ROOT, instance_path=str(config.home))
    app.url_rule_class = LazyRule
    app.config.update(openapi_settings(program_version()))
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.json = bodies.Json(app)
    app.url_map.converters["int"] = bodies.Number
    app.extensions["tirek.config"] = config
    clock.install(app, unix_ms)
    config.home.mkdir(parents=True, exist_ok=True)
    db.configure(app, config.database)
    logs.register(app)
    errors.register(app)
    shards.register(app)
    access.register(app, tokens.load_person)
    headers.register_app(app, config)
    compression.register(app)
    routing.register(app)
    create_api(app)
    _mark_openapi(app)
    for hooks in parts("hooks"):
        hooks.register(app)
    _serve_app_build(app, app_build)
    content = create_content_app(config, shell_build)
    app.wsgi_app = OriginByPort(  # type: ignore[method-assign, assignment]
        app.wsgi_app, content.wsgi_app, frozenset(map(str, config.content_ports))
    )
    return app


def create_content_app(config: Config, shell_build: Path) -> Flask:
    """Origin B: the player's shell and its service worker, nothing else and no API."""
    app = Flask(
        "server.content_origin", static_folder=None, root_path=_ROOT, instance_path=str(config.home)
    )
    errors.register(app)
    headers.register_content(app, config)

    def refuse_foreign_workers() -> None:
        request = flask.request
        if request.headers.get("Service-Worker") == "script" and request.path != "/sw.js":
            raise errors.Problem(403, "not-allowed", "Lessons may not install service workers")

    @access.public
    def shell_file(name: str) -> Response:
        return send_built(shell_build, name)

    app.before_request(refuse_foreign_workers)
    app.url_map.redirect_defaults = False  # a missing /index.html is a 404, not a way round
    app.add_url_rule("/", view_func=shell_file, defaults={"name": "index.html"})
    app.add_url_rule("/<path:name>", view_func=shell_file)
    return app


class OriginByPort:
    """WSGI: the listening socket's port, which waitress puts in SERVER_PORT, picks the origin.

    The Host header cannot: a lesson could send any. (The proxy headers that would rewrite
    SERVER_PORT are never trusted, see server.serve.)
    """

    def __init__(
        self, app: "WSGIApplication", content: "WSGIApplication", ports: frozenset[str]
    ) -> None:
        self._app = app
        self._content = content
        self._content_ports = ports

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer from the origin of this port."""
        on_content_port = environ["SERVER_PORT"] in self._content_ports
        # courses launched for other programs are played from B as well; the view sees to the rest
        played = environ.get("PATH_INFO", "").startswith("/play/")
        chosen = self._content if on_content_port and not played else self._app
        return chosen(environ, start)


def _mark_openapi(app: Flask) -> None:
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("api-docs."):
            # flask-smorest registers a bound method, which cannot carry the mark itself
            app.view_functions[endpoint] = access.public(_plain(view))


def _plain(view: Callable[..., Any]) -> Callable[..., Any]:
    def call(**arguments: Any) -> Any:
        return view(**arguments)

    return call


def _serve_app_build(app: Flask, build: Path) -> None:
    @access.public
    def app_file(name: str) -> Response:
        if exists(build, name):
            return send_built(build, name)
        if name.startswith(NOT_APP_ROUTES):
            raise NotFound
        return send_built(build, "index.html")

    app.url_map.redirect_defaults = False
    app.add_url_rule("/", endpoint="app_root", view_func=app_file, defaults={"name": "index.html"})
    app.add_url_rule("/<path:name>", endpoint="app_file", view_func=app_file)
