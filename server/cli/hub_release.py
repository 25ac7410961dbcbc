"""`tirek hub release`: newer releases of Tirek, which schools' boxes take by themselves."""

from collections.abc import Sequence
from pathlib import Path

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, show, table
from server.cli.common import node as opened


@click.group("release")
def release() -> None:
    """Newer releases, which boxes fetch, take at night, and go back from by themselves."""


@release.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--share", type=click.IntRange(0, 100), default=0, show_default=True,
              help="Percent of the schools that fit; 0 lays it ready for the console.")  # fmt: skip
@click.option("--region", "regions", multiple=True, help="Only schools there; repeatable.")
@click.option("--language", "languages", multiple=True, type=click.Choice(["kk", "ru", "en"]),
              help="Only schools of this language; repeatable.")  # fmt: skip
@json_option
def publish(
    file: Path, share: int, regions: Sequence[str], languages: Sequence[str], as_json: bool
) -> None:
    """Publish a signed release FILE; published once more, it gets another audience."""
    with opened():
        from server.releases import publishing  # noqa: PLC0415 - after the application
        from server.upgrades.release_file import BadRelease  # noqa: PLC0415

        _must_be_hub()
        audience = {"regions": list(regions), "languages": list(languages), "share": share}
        try:
            made = publishing.publish(file, audience)
        except BadRelease as reason:
            fail(f"Not published: {reason}.", EXIT_REFUSED)
    show({"release": made, **audience}, as_json, lambda: [f"Published: {made}."])


@release.command("list")
@json_option
def list_(as_json: bool) -> None:
    """What was published, for how many schools, and how far they are."""
    with opened():
        from server.console.rights import Place  # noqa: PLC0415 - after the application
        from server.releases import publishing  # noqa: PLC0415

        _must_be_hub()
        rows = [
            {
                **{name: one[name] for name in ("release", "version", "architecture", "schools")},
                "share": one["audience"].share,
                **one["stages"],
            }
            for one in publishing.published(Place())
        ]
    columns = ["release", "version", "architecture", "share", "schools"]
    columns += ["asked", "fetched", "taken", "failed"]
    show(rows, as_json, lambda: table(rows, columns) if rows else ["No releases yet."])


@release.command("withdraw")
@click.argument("release_id")
def withdraw(release_id: str) -> None:
    """Take a release back from every box that has not switched to it yet."""
    with opened():
        from server.errors import Problem  # noqa: PLC0415 - after the application
        from server.releases import publishing  # noqa: PLC0415

        _must_be_hub()
        try:
            publishing.withdraw(release_id)
        except Problem:
            fail(f"No release {release_id}; see `tirek hub release list`.", EXIT_NOT_FOUND)
    click.echo("Withdrawn.")


def _must_be_hub() -> None:
    from server.identity import config  # noqa: PLC0415 - after the application

    if config().role != "hub":
        fail("Only a hub publishes releases.", EXIT_REFUSED)
