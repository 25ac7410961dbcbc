"""`tirek person`: what the law lets a person ask for."""

from pathlib import Path

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, node, show


@click.group()
def person() -> None:
    """People, as far as the law speaks of them."""


@person.command("export")
@click.argument("person_id")
@click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The ZIP to write; only the user who runs the command may read it.",
)
@json_option
def export(*, person_id: str, file: Path, as_json: bool) -> None:
    """Write everything that this node holds about a person to a ZIP, for that person.

    PERSON_ID may also be the person's login.

    Records, files as they are, and a README in three languages. Staff are named, other people are
    not; passwords, PINs and keys are not in it. It changes nothing.
    """
    with node():
        from content.errors import DiskFull  # noqa: PLC0415 - after the application
        from server.db import db  # noqa: PLC0415
        from server.disk import is_full  # noqa: PLC0415
        from server.takeout.naming import Several, named  # noqa: PLC0415
        from server.takeout.writing import kept_whole, write  # noqa: PLC0415

        try:
            person_id = named(db.session(), person_id)
            with kept_whole(file) as out:
                written = write(db.session(), person_id, out, file.absolute().parent)
        except Several as error:
            fail(str(error), EXIT_REFUSED)
        except FileExistsError:
            fail(f"{file} is there already.", EXIT_REFUSED)
        except DiskFull as error:
            fail(f"{error} Nothing was written.")
        except OSError as error:
            full = "The disk is full." if is_full(error) else f"{error.strerror}."
            fail(f"{file}: {full} Nothing was written; name another disk with --to.")
    lines = [f"{name}: {count}" for name, count in written.to_json().items()]
    if written.empty:
        lines.append(f"Nothing is known here of {person_id}; the file says so.")
    lines.append(f"Written: {file}")
    show({**written.to_json(), "empty": written.empty}, as_json, lambda: lines)


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


@person.command("anonymise")
@click.argument("person_id")
@click.option(
    "--reason",
    type=click.Choice(["asked", "left", "period-over"]),
    default="period-over",
    show_default=True,
    help="Kept in the order for ever; the order names no person.",
)
@click.option("--yes", is_flag=True, help="Do it; without this it only says what would go.")
@json_option
def anonymise(*, person_id: str, reason: str, yes: bool, as_json: bool) -> None:
    """Keep the figures of a learner who has left, and erase the person. There is no way back.

    Marks, attendance, results and statements stay for statistics under a number that leads to
    nobody; names, logins, IINs, contacts, photos, texts and files go, here, at the hub and on every
    phone.
    """
    with node():
        from server.erasure import anonymising  # noqa: PLC0415 - after the application
        from server.erasure.service import UnknownPerson  # noqa: PLC0415

        try:
            if yes:
                value = {**anonymising.anonymise(person_id, reason), "done": True}
            else:
                value = {**anonymising.planned(person_id)[1].to_json(), "done": False}
        except UnknownPerson:
            fail(f"Nobody here has the id {person_id}.", EXIT_NOT_FOUND)
        except anonymising.NotALearner:
            fail(f"{person_id} was never a learner here; see tirek person erase.", EXIT_REFUSED)
        except anonymising.StillHere:
            fail(f"{person_id} is at a school today: end the enrolment first.", EXIT_REFUSED)
    lines = [f"{name}: {count}" for name, count in value["kinds"].items()]
    told = f"{value['operations']} operations and {value['files']} files"
    if yes:
        lines.append(f"Erased: {told}. Told again without a name: {value['told_again']}.")
        lines.append("The orders travel with the next exchange.")
    else:
        lines.append(f"Would erase {told}, and keep figures. Run it again with --yes to do it.")
    show(value, as_json, lambda: lines)
