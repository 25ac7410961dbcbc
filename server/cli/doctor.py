"""`tirek doctor`: what ails this box, and what to do about it."""

import os

import click

from server.cli.common import EXIT_FAILED, json_option, load_config, show

LANGUAGES = click.Choice(["kk", "ru", "en"])


def _spoken() -> str:
    """The terminal's language, or Kazakh."""
    spoken = os.environ.get("LANG", "")[:2]
    return spoken if spoken in {"ru", "en"} else "kk"


@click.command()
@click.option("--language", type=LANGUAGES, default=_spoken, help="kk, ru or en.")
@click.option("--offline", is_flag=True, help="Open no connections.")
@json_option
def doctor(*, language: str, offline: bool, as_json: bool) -> None:
    """Look at the disk, clock, database, keys, copies, addresses and roads of this box.

    Works beside the running server, and when it doesn't start any more. Changes nothing. Ends with
    1 when something is in danger or stands still, otherwise with 0.
    """
    from server.doctor.findings import worst  # noqa: PLC0415 - `--help` does not need it
    from server.doctor.looking import examine  # noqa: PLC0415
    from server.doctor.telling import advice, lines, what  # noqa: PLC0415

    config = load_config()
    config.home.mkdir(parents=True, exist_ok=True)
    found = examine(config, roads=not offline)
    told = [
        {**one.to_json(), "what": what(one, language), "advice": advice(one, language)}
        for one in found
    ]
    level = worst(found)
    show({"level": level, "findings": told}, as_json, lambda: list(lines(found, language)))
    if level == "bad":
        raise SystemExit(EXIT_FAILED)
