"""What the commands share: configuration, an application to work in, output, exit codes."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

import click
from flask import Flask

from server.config import Config, ConfigError

EXIT_FAILED: Final = 1
EXIT_CONFIG: Final = 3
EXIT_NOT_FOUND: Final = 4
EXIT_REFUSED: Final = 5
EXIT_BUSY: Final = 6

Command = TypeVar("Command", bound=Callable[..., Any])


def fail(message: str, code: int = EXIT_FAILED) -> NoReturn:
    """Say what went wrong on stderr and end with `code`."""
    click.echo(message, err=True)
    raise SystemExit(code)


def json_option(command: Command) -> Command:
    """`--json`: the answer as one JSON value on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def load_config() -> Config:
    """The configuration of this call; ends with exit code 3 and the key's name otherwise."""
    context = click.get_current_context(silent=True)
    toml = context.find_root().obj if context else None
    try:
        return Config.load(os.environ, Path(toml) if toml else None)
    except ConfigError as error:
        fail(str(error), EXIT_CONFIG)


@contextmanager
def node() -> Iterator[Flask]:
    """An application on this node's migrated database, with its context pushed.

    It may work beside a running `tirek serve`: writers wait for each other.
    """
    from server import db  # noqa: PLC0415 - keeps `tirek --help` quick
    from server.app import create_app  # noqa: PLC0415
    from server.timekeeping import keeping  # noqa: PLC0415

    app = create_app(load_config())
    db.upgrade(app)
    with app.app_context():
        try:
            keeping.take_up()
            yield app
        finally:
            db.db.session.remove()
            db.db.engine.dispose()


def show(value: Any, as_json: bool, lines: Callable[[], Sequence[str]]) -> None:
    """Print `value` as JSON, or the lines made for people."""
    if as_json:
        json.dump(value, sys.stdout, ensure_ascii=False, indent=None)
        sys.stdout.write("\n")
        return
    for line in lines():
        click.echo(line)


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[str]:
    """Rows as left-aligned text columns."""
    texts = [[str(row.get(c, "") or "") for c in columns] for row in rows]
    widths = [max([len(c), *(len(t[i]) for t in texts)]) for i, c in enumerate(columns)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in [list(columns), *texts]
    ]
