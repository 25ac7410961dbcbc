"""`tirek serve`."""

import gc
import os
import sys

import click

from server.cli.common import EXIT_BUSY, fail, load_config


@click.command()
def serve() -> None:
    """Serve this node until Ctrl-C or SIGTERM: migrates its database first."""
    gc.disable()  # all that is imported stays: looking for garbage in it takes a tenth of the start
    from server.lock import AlreadyServing  # noqa: PLC0415 - `--help` does not need them
    from server.serve import PortBusy  # noqa: PLC0415
    from server.serve import serve as run  # noqa: PLC0415

    config = load_config()

    def started() -> None:
        click.echo(f"Serving on port {config.port} (lessons on {config.content_port}).", err=True)

    try:
        again = run(config, started=started)
    except (AlreadyServing, PortBusy) as error:
        fail(str(error), EXIT_BUSY)
    if again:  # with the settings as they are now, under the same process id
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves
