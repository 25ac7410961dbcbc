"""One exchange with the upstream: never two at once, and never without a trace of how it went."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from flask import Flask

from server import clock, logs
from server.backup.sending import send
from server.config import Config
from server.console import reporting
from server.db import db, write_transaction
from server.delivery.ledger import note
from server.operations.catalogue import catalogue
from server.operations.port import ServerUnits, log_store
from server.relay.run import by_mail, pass_mail_on
from server.releases.telling import tell
from server.setup import claimed
from server.trust import rotating
from server.upkeep.checking import audit_due, audited, begin
from server.upstream import forgetting, journal
from server.upstream.rationing import RationedPort
from server.upstream.state import LAST_EXCHANGE
from server.upstream.turn import Turn, asked, leftover, spend
from sync.agent import Agent
from sync.asking import Road, Summary
from sync.core.errors import RoadFailed, SyncError
from sync.plan import Budget
from sync.roads.channel import Memory
from sync.roads.http import HttpRoad

LOCK_FILE: Final = "sync.lock"
MEMORY: Final = "tirek.upstream-memory"


class NoUpstream(Exception):
    """This node has nobody above it: no address or no token is set."""


class AlreadyExchanging(Exception):
    """Another process (or thread) of this node is at it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an exchange went, as people and machines are told; kept until the next one.

    `error` names what ended it early (sync.core.errors), `hint` says what to do, in English.
    """

    at_ms: int
    finished: bool
    operations_up: int
    operations_down: int
    files_up: int
    files_down: int
    content_down: int
    bytes_up: int
    bytes_down: int
    requests: int
    seconds: float
    waiting_operations: int
    waiting_bytes: int
    waiting_files: int
    error: str | None
    hint: str | None
    copy_bytes: int = 0
    """Of `bytes_up`, what went to the sealed copy of this node above."""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


def exchange(
    app: Flask, budget: Budget | None = None, *, turn: Turn | None = None, audit: bool = False
) -> Outcome:
    """Exchange once over HTTP within `budget`. A failing link is an outcome, not an exception.

    `turn` is the schedule's permission with its rations; without one, somebody asked.

    Raises NoUpstream and AlreadyExchanging.
    """
    config: Config = app.extensions["tirek.config"]
    if not config.upstream_url or not config.upstream_token:
        raise NoUpstream
    if config.upstream_kind == "relay":
        return _by_mail(app, config, turn)
    within = budget or (turn.budget if turn else Budget())
    memory = _memory(app, config)
    with app.app_context():
        memory.doubt_dates(clock.doubt() is not None)
        claimed.settle(config)
        reporting.told()
    with logs.one_act() as act:
        road = HttpRoad(
            config.upstream_url,
            config.upstream_token,
            memory=memory,
            seconds=within.seconds,
            act=act,
        )
        try:
            road.start()
            # Only by schedule: whoever asks for an exchange waits for its end.
            copying = None if turn is None else partial(send, config, road)
            outcome = exchange_over(app, road, budget, turn=turn, audit=audit, copying=copying)
        finally:
            road.close()
    if outcome.error is None:
        left = within.left(outcome.bytes_up + outcome.bytes_down)
        pass_mail_on(app, left)
    return outcome


def _by_mail(app: Flask, config: Config, turn: Turn | None) -> Outcome:
    """The exchange of a satellite, through its relay's mailbox."""
    with alone(config.home), app.app_context():
        by = turn or asked(db.session(), config)
        outcome = _outcome(by_mail(config), clock.now_ms())
        forgetting.forget()
        _note(outcome, by, turn)
        return outcome


def _memory(app: Flask, config: Config) -> Memory:
    """TLS sessions and the link's measure, from one exchange to the next."""
    if MEMORY not in app.extensions:
        authority = str(config.upstream_ca) if config.upstream_ca else None
        app.extensions[MEMORY] = Memory(authority)
    memory: Memory = app.extensions[MEMORY]
    return memory


def exchange_over(
    app: Flask,
    road: Road,
    budget: Budget | None = None,
    *,
    turn: Turn | None = None,
    audit: bool = False,
    copying: Callable[[int | None], int] | None = None,
) -> Outcome:
    """Exchange once over a road that is open, comparing the whole logs when that is due or with
    `audit`. When nothing else is left to do, `copying` may have the bytes that nobody will want in
    this window (None: no limit), and says how many it took. Raises AlreadyExchanging."""
    config: Config = app.extensions["tirek.config"]
    with alone(config.home), app.app_context():
        by = turn or asked(db.session(), config)
        port = RationedPort(config, by.ration)
        audits = audit or audit_due(log_store(db.session()))
        note()  # what has come since the last exchange goes up with this one
        tell()
        agent = Agent(ServerUnits(), catalogue().registry, road, port, audits=audits)
        summary = agent.exchange(budget or by.budget)
        rotating.settle()
        forgetting.forget()
        copied = 0
        if copying is not None and summary.finished and summary.error is None:
            copied = copying(leftover(by, summary.spent))
            summary.bytes_up += copied
            summary.seconds = port.seconds()
        outcome = replace(_outcome(summary, clock.now_ms()), copy_bytes=copied)
        with write_transaction() as session:
            begin(log_store(session))
            if summary.audited:
                audited(log_store(session))
        _note(outcome, by, turn)
        return outcome


def _note(outcome: Outcome, by: Turn, turn: Turn | None) -> None:
    told = outcome.to_json()
    with write_transaction() as session:
        log_store(session).set_state(LAST_EXCHANGE, json.dumps(told))
        window = turn.window if turn else None
        journal.write(session, told, window=window, cargo=by.ration.spent)
        spend(session, by, told)


def last_exchange() -> Outcome | None:
    """How the last one went; None before the first."""
    text = log_store(db.session()).state(LAST_EXCHANGE)
    return Outcome(**json.loads(text)) if text else None


def _outcome(summary: Summary, at_ms: int) -> Outcome:
    error = summary.error
    return Outcome(
        at_ms=at_ms,
        finished=summary.finished,
        operations_up=summary.operations_up,
        operations_down=summary.operations_down,
        files_up=summary.files_up,
        files_down=summary.files_down,
        content_down=summary.content_down,
        bytes_up=summary.bytes_up,
        bytes_down=summary.bytes_down,
        requests=summary.requests,
        seconds=round(summary.seconds, 3),
        waiting_operations=summary.waiting.operations,
        waiting_bytes=summary.waiting.bytes,
        waiting_files=summary.files_waiting,
        error=_cause(error) if error else None,
        hint=error.hint if error else None,
    )


def _cause(error: SyncError) -> str:
    """A stable name for what went wrong, which screens say in their own language."""
    return error.cause if isinstance(error, RoadFailed) else "not-understood"


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """A lock that the operating system drops with the process, whatever ends it."""
    descriptor = os.open(home / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyExchanging from None
        yield
    finally:
        os.close(descriptor)
