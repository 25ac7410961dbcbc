"""`tirek sync`: exchange with the node above, and what waits."""

from collections.abc import Mapping
from typing import Any, Final

import click

from server.cli.common import (
    EXIT_BUSY,
    EXIT_FAILED,
    EXIT_REFUSED,
    fail,
    json_option,
    node,
    show,
    table,
)

LANGUAGES: Final = ("kk", "ru", "en")
PRESETS: Final = ("always", "night", "metered", "holidays")
"""As server.status.words and server.upstream.presets have them, which `--help` need not import."""


@click.group()
def sync() -> None:
    """The road to the node above."""


@sync.command("now")
@click.option("--budget", type=int, help="At most so many bytes, both ways together.")
@click.option("--seconds", type=float, help="Stop after so many seconds.")
@click.option("--audit", is_flag=True, help="Compare the whole log with the node above, and mend.")
@json_option
def now(budget: int | None, seconds: float | None, audit: bool, as_json: bool) -> None:
    """Exchange once, outside the schedule too; ends with 1 when the link failed.

    What was exchanged before the link failed is kept, and the next exchange goes on from there.
    """
    with node() as app:
        from server.upstream.exchange import (  # noqa: PLC0415 - after the application
            AlreadyExchanging,
            NoUpstream,
            exchange,
        )
        from sync.plan import Budget  # noqa: PLC0415

        try:
            outcome = exchange(app, Budget(budget, seconds), audit=audit)
        except NoUpstream:
            fail("No upstream: set TIREK_UPSTREAM_URL and TIREK_UPSTREAM_TOKEN.", EXIT_REFUSED)
        except AlreadyExchanging:
            fail("Another exchange of this server is under way.", EXIT_BUSY)
        value = outcome.to_json()
        show(value, as_json, lambda: _lines(value))
        if outcome.error:
            raise SystemExit(EXIT_FAILED)


_language = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    help="The language of the answer.",
)


@sync.command("status")
@_language
@json_option
def status(lang: str, as_json: bool) -> None:
    """When the last exchange was, what waits and why, how long it will take, and what to do."""
    with node() as app:
        from server.status.facts import sync_facts  # noqa: PLC0415 - after the application
        from server.status.telling import Teller  # noqa: PLC0415
        from server.upstream.exchange import last_exchange  # noqa: PLC0415

        last = last_exchange()
        value = {**sync_facts(), "last_exchange": last.to_json() if last else None}
        teller = Teller(lang, app.extensions["tirek.config"].timezone)
        show(value, as_json, lambda: teller.status(value))


@sync.command("log")
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True,
              help="So many exchanges, the latest first.")  # fmt: skip
@_language
@json_option
def log(limit: int, lang: str, as_json: bool) -> None:
    """The last exchanges: when, how long, bytes up and down, window, and how each ended."""
    with node() as app:
        from server.db import db  # noqa: PLC0415 - after the application
        from server.status.telling import Teller  # noqa: PLC0415
        from server.upstream import journal  # noqa: PLC0415

        lines = [journal.to_json(line) for line in journal.latest(db.session(), limit)]
        teller = Teller(lang, app.extensions["tirek.config"].timezone)
        show(lines, as_json, lambda: teller.log(lines))


@sync.command("windows")
@click.option("--preset", type=click.Choice(PRESETS), help="Set the windows to a ready plan.")
@click.option("--reset", is_flag=True, help="Go back to TIREK_SYNC_WINDOWS.")
@json_option
def windows(preset: str | None, reset: bool, as_json: bool) -> None:
    """The windows in which this node exchanges, and their budgets; the app edits them, too."""
    with node() as app:
        from server import clock  # noqa: PLC0415 - after the application
        from server.db import db, write_transaction  # noqa: PLC0415
        from server.upstream import presets  # noqa: PLC0415
        from server.upstream.state import current_plan, keep_plan, plan_json  # noqa: PLC0415

        if preset or reset:
            plan = presets.preset(preset, clock.today()) if preset else None
            with write_transaction() as session:
                keep_plan(session, plan)
        found, own = current_plan(db.session(), app.extensions["tirek.config"])
        value = {"own": own, **plan_json(found)}
        show(value, as_json, lambda: _window_lines(value))


def _lines(outcome: Mapping[str, Any]) -> list[str]:
    lines = [
        f"up    {outcome['operations_up']} operations, {outcome['files_up']} files,"
        f" {outcome['bytes_up']:,} bytes",
        f"down  {outcome['operations_down']} operations, {outcome['files_down']} files,"
        f" {outcome['content_down']} lesson files,"
        f" {outcome['bytes_down']:,} bytes",
        f"      {outcome['requests']} requests in {outcome['seconds']:.1f} s",
    ]
    if outcome["waiting_operations"] or outcome["waiting_files"]:
        lines.append(
            f"waits {outcome['waiting_operations']} operations, {outcome['waiting_files']} files"
        )
    if outcome["error"]:
        lines.append(f"ended early: {outcome['hint']}")
    return lines


def _window_lines(plan: Mapping[str, Any]) -> list[str]:
    rows = [
        {
            "name": w["name"],
            "hours": f"{_clock(w['starts'])}-{_clock(w['ends'])}",
            "days": "".join(str(day + 1) for day in w["days"]),
            "dates": f"{w['first'] or ''}..{w['last'] or ''}" if w["first"] or w["last"] else "",
            "budget": "free" if w["total"] is None else f"{w['total']:,}",
            "caps": ", ".join(f"{name} {count:,}" for name, count in w["caps"].items()),
        }
        for w in plan["windows"]
    ]
    lines = table(rows, ("name", "hours", "days", "dates", "budget", "caps"))
    if plan["day_total"] is not None:
        lines.append(f"all metered windows of a day together: {plan['day_total']:,} bytes")
    return lines


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
