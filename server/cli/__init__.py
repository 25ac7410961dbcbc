"""The `tirek` command line. Each command's code is imported when it is called."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

import click

COMMANDS: Final[Mapping[str, str]] = {
    "serve": "serve:serve",
    "node": "node:node",
    "school": "school:school",
    "user": "user:user",
    "person": "person:person",
    "content": "content:content",
    "lrs": "lrs:lrs",
    "sync": "sync:sync",
    "hub": "hub:hub",
    "relay": "relay:relay",
    "log": "log:log",
    "roster": "roster:roster",
    "bundle": "bundle:bundle",
    "backup": "backup:backup",
    "certificate": "certificate:certificate",
    "doctor": "doctor:doctor",
    "incident": "incident:incident",
    "demo": "demo:demo",
    "upgrade": "upgrade:upgrade",
}
"""Command name → module:attribute below server.cli."""


class LazyGroup(click.Group):
    """A group that imports a command only when it is asked for: `tirek serve` starts sooner."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands whose modules are installed."""
        from importlib.util import find_spec  # noqa: PLC0415 - only for --help

        own = [n for n, t in COMMANDS.items() if find_spec(f"server.cli.{t.split(':')[0]}")]
        return sorted({*super().list_commands(ctx), *own})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None for an unknown one."""
        target = COMMANDS.get(cmd_name)
        if target is None or cmd_name not in self.list_commands(ctx):
            return super().get_command(ctx, cmd_name)
        module, attribute = target.split(":")
        command: click.Command = getattr(import_module(f"server.cli.{module}"), attribute)
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name="tirek")
@click.option(
    "--config",
    "toml",
    type=click.Path(exists=True, dir_okay=False),
    envvar="TIREK_CONFIG",
    help="TOML file with settings; TIREK_* variables win over it.",
)
@click.pass_context
def tirek(ctx: click.Context, toml: str | None) -> None:
    """Tirek: the school's own server.

    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 configuration, 4 not found, 5 refused,
    6 busy (port or data folder in use).
    """
    ctx.obj = toml


def main() -> None:
    """The console script."""
    tirek()
