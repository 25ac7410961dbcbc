"""`tirek sync`: exchange with the node above, and what waits."""

from collections.abc import Mapping
from typing import Any

import click

from server.cli.common import EXIT_BUSY, EXIT_FAILED, EXIT_REFUSED, fail, json_option, node, show


@click.group()
def sync() -> None:
    """The road to the node above."""


@sync.command("now")
@click.option("--budget", type=int, help="At most so many bytes, both ways together.")
@click.option("--seconds", type=float, help="Stop after so many seconds.")
@json_option
def now(budget: int | None, seconds: float | None, as_json: bool) -> None:
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
            outcome = exchange(app, Budget(budget, seconds))
        except NoUpstream:
            fail("No upstream: set TIREK_UPSTREAM_URL and TIREK_UPSTREAM_TOKEN.", EXIT_REFUSED)
        except AlreadyExchanging:
            fail("Another exchange of this server is under way.", EXIT_BUSY)
        value = outcome.to_json()
        show(value, as_json, lambda: _lines(value))
        if outcome.error:
            raise SystemExit(EXIT_FAILED)


@sync.command("status")
@json_option
def status(as_json: bool) -> None:
    """When the last exchange was, what waits, and why."""
    with node():
        from server.status.facts import sync_facts  # noqa: PLC0415 - after the application
        from server.upstream.exchange import last_exchange  # noqa: PLC0415

        last = last_exchange()
        value = {**sync_facts(), "last_exchange": last.to_json() if last else None}
        show(value, as_json, lambda: _status_lines(value))


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


def _status_lines(value: Mapping[str, Any]) -> list[str]:
    lines = [f"{name.replace('_', ' ')}: {_plain(value[name])}" for name in value
             if name != "last_exchange"]  # fmt: skip
    if value["last_exchange"]:
        lines += ["last exchange:", *(f"  {line}" for line in _lines(value["last_exchange"]))]
    return lines


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {_plain(v)}" for k, v in value.items())
    if isinstance(value, list):
        return str(len(value))
    return "-" if value is None else str(value)
