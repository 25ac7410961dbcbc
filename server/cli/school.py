"""`tirek school`: a school and its classes made by hand, where no roster comes from above."""

from collections.abc import Mapping
from typing import Any

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, node, show

LANGUAGES = click.Choice(["kk", "ru", "en"])


@click.group()
def school() -> None:
    """Schools and their classes, for a node that gets no roster."""


@school.command()
@click.argument("school_id")
@click.option("--name", required=True, help="The school's full name.")
@click.option("--short-name", help="As people call it.")
@click.option("--language", type=LANGUAGES, default="kk", show_default=True)
@click.option("--timezone", default="Asia/Almaty", show_default=True)
@json_option
def add(
    *,
    school_id: str,
    name: str,
    short_name: str | None,
    language: str,
    timezone: str,
    as_json: bool,
) -> None:
    """Add the school SCHOOL_ID (Latin letters and digits), or change what is said of it."""
    fields = {"name": name, "short_name": short_name, "language": language, "timezone": timezone}
    with node():
        from server.db import db  # noqa: PLC0415 - after the application
        from server.people.models import School  # noqa: PLC0415

        # What the hub has said of it stays: its region, and how it writes marks.
        known = db.session.get(School, school_id)
        kept = {"region": known.region, "display": known.display} if known else {}
        db.session.rollback()
        _write("school.set", school_id, {**kept, **fields})
    show({"school": school_id, **fields}, as_json, lambda: [f"school: {school_id}"])


@school.command("class")
@click.argument("class_id")
@click.option("--label", required=True, help="As the school writes it: 5 Ә.")
@click.option("--grade", "grades", type=click.IntRange(0, 12), multiple=True, required=True)
@click.option("--school", "school_id", help="Id of the school; the only one of this node.")
@click.option("--language", type=LANGUAGES)
@json_option
def class_(
    *,
    class_id: str,
    label: str,
    grades: tuple[int, ...],
    school_id: str | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Add the class CLASS_ID, or change it; a multi-grade class names several grades.

    A new one is of the present school year; one that is known stays in its year and shift.
    """
    with node():
        from server import clock  # noqa: PLC0415 - needs the app
        from server.db import db  # noqa: PLC0415 - needs the app
        from server.people.directory import only_school  # noqa: PLC0415
        from server.people.models import School, SchoolClass  # noqa: PLC0415
        from server.roster.rollover import school_year  # noqa: PLC0415

        home = school_id or only_school()
        if home is None:
            fail("Name one of this node's schools with --school.", EXIT_REFUSED)
        if db.session.get(School, home) is None:
            fail(f"There is no school {home}; see `tirek school add`.", EXIT_NOT_FOUND)
        known = db.session.get(SchoolClass, class_id)
        fields = {
            "school": home,
            "label": label,
            "grades": list(grades),
            "language": language or (known.language if known else None),
            "shift": known.shift if known else None,
            "year": (known.year if known else None) or school_year(clock.today()),
        }
        _write("class.set", class_id, fields)
    show({"class": class_id, **fields}, as_json, lambda: [f"class: {class_id}"])


def _write(kind: str, record: str, fields: Mapping[str, Any]) -> None:
    from server.operations.local import submit  # noqa: PLC0415 - needs the app
    from sync.core.errors import Malformed  # noqa: PLC0415

    try:
        submit(kind, record, fields)
    except (ValueError, Malformed) as error:
        fail(f"Not written: {error}", EXIT_REFUSED)
