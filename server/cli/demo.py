"""`tirek demo`: a school and a hub on this machine, with people, lessons and work in them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import click

from server.cli.common import EXIT_BUSY, EXIT_FAILED, fail
from server.demo import cast
from server.demo.nodes import DemoNodes, Ports
from server.demo.ports import holder, is_free
from server.demo.supervisor import Child, ChildFailed, Supervisor

TIREK: Final = [sys.executable, "-m", "server.cli"]
SYNC_SECONDS: Final = 120  # a first exchange brings the courses' films over loopback


@click.command()
@click.option("--home", default=".data/demo", show_default=True, type=click.Path(path_type=Path))
@click.option(
    "--school-port", default=8080, show_default=True, help="The lessons use the next one."
)
@click.option("--hub-port", default=8090, show_default=True, help="The lessons use the next one.")
def demo(home: Path, school_port: int, hub_port: int) -> None:
    """Start the demo; Ctrl-C stops it. What people do in it is kept in its folder."""
    ports = Ports(school_port, school_port + 1, hub_port, hub_port + 1)
    for port in ports.all():
        if not is_free(port):
            held = holder(port)
            who = f"by process {held.pid} ({held.command})" if held else "by another program"
            fail(f"Port {port} is taken {who}: stop it, or choose another port.", EXIT_BUSY)
    home = home.absolute()
    nodes = DemoNodes(home, ports)
    if not nodes.ready:
        click.echo("Preparing the demo: people, lessons, a hub (about half a minute) …")
    nodes.make_hub()
    school_env, hub_env = nodes.school_settings(), nodes.hub_settings()

    def people_and_work() -> None:
        """Before the school answers: whoever opened its page earlier was told of no such login."""
        _exchange(school_env)
        nodes.make_work()
        _exchange(school_env)

    serve = [*TIREK, "serve"]
    children = [
        Child("hub", serve, hub_env, _health(ports.hub), home / "hub.log"),
        Child(
            "school",
            serve,
            school_env,
            _health(ports.school),
            home / "school.log",
            prepare=None if nodes.ready else people_and_work,
        ),
    ]
    try:
        Supervisor(children).run(lambda: click.echo(_welcome(ports)))
    except ChildFailed as error:
        fail(str(error), EXIT_FAILED)
    click.echo("Stopped. `make run` starts it again, `make reset` forgets its data.")


def _health(port: int) -> str:
    return f"http://127.0.0.1:{port}/healthz"


def _exchange(env: dict[str, str]) -> None:
    """One whole exchange with the hub."""
    done = subprocess.run(
        [*TIREK, "sync", "now"],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=SYNC_SECONDS,
    )
    if done.returncode != 0:
        fail(f"The first exchange failed:\n{done.stdout}{done.stderr}", EXIT_FAILED)


def _welcome(ports: Ports) -> str:
    people = [
        ("aru", "pupil of 5 Ә"),
        ("aru2", "pupil of the multi-grade class 2–3"),
        ("marat", "teacher of mathematics"),
        ("elena", "teacher, in Russian"),
        ("qanat", "parent of two"),
        ("director", "director"),
        ("admin", "administrator and teacher"),
        ("inspector", "inspector, who reads and presses nothing"),
        ("operator", "operator of the hub, on the hub only"),
    ]
    width = max(len(login) for login, _ in people)
    return "\n".join(
        [
            "",
            f"  School  http://localhost:{ports.school}   {cast.SCHOOL_NAME}",
            f"  Hub     http://localhost:{ports.hub}   the same app from the hub's copy",
            "",
            f"  Logins (password of all: {cast.PASSWORD})",
            *(f"    {login.ljust(width)}  {who}" for login, who in people),
            "",
            "  Ctrl-C stops everything.",
        ]
    )
