"""`tirek incident`: what happened here in a span of time, for whoever has to report it."""

import json
import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from server.cli.common import EXIT_REFUSED, fail, node

_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--since", type=_MOMENT, required=True, help="First day, or moment, of the span.")
@click.option("--until", type=_MOMENT, required=True, help="The first day, or moment, after it.")
def incident(*, file: Path, since: datetime, until: datetime) -> None:
    """Write to FILE who logged in, read many people's data, wrote, decided and was shut out.

    JSON, in this node's time. It names people and holds none of their works or marks; only the
    user who runs the command may read it. Give it to whoever investigates, and to nobody else.
    """
    if since >= until:
        fail("--until must come after --since.", EXIT_REFUSED)
    with node():
        from server.audit.incident import Span, collect  # noqa: PLC0415 - after the application
        from server.db import db  # noqa: PLC0415
        from server.identity import config  # noqa: PLC0415

        zone = ZoneInfo(config().timezone)
        first, last = (int(one.replace(tzinfo=zone).timestamp() * 1000) for one in (since, until))
        found = collect(db.session(), Span(first, last))
    text = json.dumps(found, ensure_ascii=False, indent=1)
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        fail(f"{file} is there already.", EXIT_REFUSED)
    with os.fdopen(opened, "w", encoding="utf-8") as out:
        out.write(text + "\n")
    for name in ("logins", "bulk_reads", "written", "judgements", "operators", "nodes"):
        click.echo(f"{name}: {len(found[name])}")
