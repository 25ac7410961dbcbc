"""One process, one waitress, a port for each origin: the app's and the content's; with TLS, two
more."""

import contextlib
import gc
import logging
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from flask import Flask

from server import db, logs
from server.app import create_app
from server.background import start_background
from server.config import Config
from server.limits import (
    CONNECTION_LIMIT,
    IDLE_CHANNEL_SECONDS,
    MAX_BODY_BYTES,
    REQUEST_THREADS,
)
from server.lock import AlreadyServing, ServeLock
from server.memory import give_back_large_blocks, spare_what_stays

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer, MultiSocketServer

log = logging.getLogger(__name__)


class PortBusy(Exception):
    """A port that another program holds."""

    def __init__(self, host: str, port: int, content_port: int) -> None:
        super().__init__(
            f"Port {port}, {content_port} or one for HTTPS on {host} is taken by another program; "
            "stop it, or set TIREK_PORT and TIREK_CONTENT_PORT."
        )


def make_server(app: Flask, config: Config) -> "MultiSocketServer | BaseWSGIServer":
    """A waitress listening on both ports; `.run()` serves until it is told to stop.

    Of a proxy only X-Forwarded-For is trusted: any other forwarded header would rewrite
    SERVER_PORT, which chooses the origin. Raises PortBusy.
    """
    from waitress.server import create_server  # noqa: PLC0415 - not needed by the command line

    from server.channels import make_fair  # noqa: PLC0415

    host = f"[{config.host}]" if ":" in config.host else config.host
    proxy: dict[str, Any] = {}
    if config.trusted_proxy:
        proxy = {
            "trusted_proxy": config.trusted_proxy,
            "trusted_proxy_headers": {"x-forwarded-for"},
        }
    sockets: dict[int, Any] = {}
    settings: dict[str, Any] = {
        "threads": REQUEST_THREADS,
        "connection_limit": CONNECTION_LIMIT,
        "channel_timeout": IDLE_CHANNEL_SECONDS,
        "max_request_body_size": MAX_BODY_BYTES,
        "asyncore_use_poll": True,
        "clear_untrusted_proxy_headers": True,
        "ident": "tirek",
        **proxy,
    }
    try:
        listen = f"{host}:{config.port} {host}:{config.content_port}"
        server = create_server(app, map=sockets, listen=listen, **settings)
        make_fair(sockets)
        if config.tls_port is not None:
            listen = f"{host}:{config.tls_port} {host}:{config.tls_content_port}"
            _listen_securely(app, config, server, listen, settings)
    except OSError as error:
        for opened in list(sockets.values()):
            opened.close()
        raise PortBusy(config.host, config.port, config.content_port) from error
    return server


def _listen_securely(
    app: Flask, config: Config, server: Any, listen: str, settings: dict[str, Any]
) -> None:
    """The same two origins over TLS, in the loop and with the threads of `server`."""
    from waitress.adjustments import Adjustments  # noqa: PLC0415 - not needed by the command line

    from server.certificates.choosing import Chooser  # noqa: PLC0415
    from server.certificates.listening import TlsServer  # noqa: PLC0415

    adjusted = Adjustments(listen=listen, url_scheme="https", **settings)
    chooser = Chooser(config.home)
    for place in adjusted.listen:
        TlsServer(
            app,
            chooser,
            sockets=server.map,
            dispatcher=server.task_dispatcher,
            adj=adjusted,
            sockinfo=place,
        )


RESTART: Final = "tirek.restart"
"""In app.extensions: lets this process end its requests and begin anew, with new settings."""


def serve(config: Config, *, started: Callable[[], None] | None = None) -> bool:
    """Migrate, start the background work, and answer requests until SIGTERM or Ctrl-C.

    `started` is called once both ports listen. Whether it is to be started again: the settings
    have changed (RESTART). Raises AlreadyServing and PortBusy.
    """
    again = threading.Event()

    def restart() -> None:
        again.set()
        os.kill(os.getpid(), signal.SIGTERM)

    logs.configure(config.log_level)
    give_back_large_blocks()
    _allow_many_sockets()
    with _lock(config) as (lock, first):
        if lock.last_stop_was_clean is False:
            log.warning("the last run did not stop cleanly; the database recovers by itself")
        app = create_app(config)
        gc.enable()
        app.extensions["tirek.last_stop_was_clean"] = lock.last_stop_was_clean
        app.extensions[RESTART] = restart
        db.upgrade(app)
        server = make_server(app, config)
        stop_background = start_background(app, first=first)
        spare_what_stays()
        with _terminate_as_exit(), contextlib.suppress(SystemExit):
            log.info("serving", extra={"port": config.port, "content_port": config.content_port})
            if started is not None:
                started()
            server.run()  # returns on KeyboardInterrupt and SystemExit
        stop_background()
        server.close()
        log.info("stopped")
    return again.is_set()


@contextlib.contextmanager
def _lock(config: Config) -> Iterator[tuple[ServeLock, bool]]:
    """The folder's lock, and whether this is the first process to serve it.

    With PostgreSQL several may: each further one takes a lock for its port. Raises AlreadyServing.
    """
    with contextlib.ExitStack() as stack:
        try:
            lock = stack.enter_context(ServeLock(config.home))
            first = True
        except AlreadyServing:
            if config.database.startswith("sqlite"):
                raise
            lock = stack.enter_context(ServeLock(config.home, f"serve-{config.port}.lock"))
            first = False
        yield lock, first


def _allow_many_sockets() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTION_LIMIT * 2
    if soft != resource.RLIM_INFINITY and soft < wanted:
        ceiling = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (ceiling, hard))


@contextlib.contextmanager
def _terminate_as_exit() -> Any:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    previous = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
