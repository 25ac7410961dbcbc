"""`tirek person`: what the law lets a person ask for."""

import click

from server.cli.common import EXIT_NOT_FOUND, fail, json_option, node, show


@click.group()
def person() -> None:
    """People, as far as the law speaks of them."""


@person.command("erase")
@click.argument("person_id")
@click.option(
    "--reason",
    type=click.Choice(["asked", "left", "period-over", "mistake"]),
    default="asked",
    show_default=True,
    help="Kept in the order for ever; the order names no person.",
)
@click.option("--yes", is_flag=True, help="Do it; without this it only says what would be erased.")
@json_option
def erase(*, person_id: str, reason: str, yes: bool, as_json: bool) -> None:
    """Erase what this node, the hub and every phone know of a person. There is no way back.

    Names, enrolments, work handed in, marks, attempts, statements and files go; what the person
    wrote about others (a teacher's marks) stays.
    """
    with node():
        from server.erasure import service  # noqa: PLC0415 - after the application

        try:
            if yes:
                value = {**service.erase(person_id, reason), "done": True}
            else:
                value = {**service.plan(person_id).to_json(), "done": False}
        except service.UnknownPerson:
            fail(f"Nobody here has the id {person_id}.", EXIT_NOT_FOUND)
    lines = [f"{name}: {count}" for name, count in value["kinds"].items()]
    told = f"{value['operations']} operations and {value['files']} files"
    if yes:
        lines.append(f"Erased: {told}. The order travels with the next exchange.")
    else:
        lines.append(f"Would erase {told}. Run it again with --yes to do it.")
    show(value, as_json, lambda: lines)
