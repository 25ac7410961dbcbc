"""`tirek content`: lessons brought in, listed and checked by hand."""

import sys
from pathlib import Path
from typing import Any

import click

from server.cli.common import (
    EXIT_FAILED,
    EXIT_NOT_FOUND,
    EXIT_REFUSED,
    fail,
    json_option,
    node,
    show,
    table,
)
from server.cli.delivery import deliveries, hold, publish
from server.cli.importing import imported_from, tell


@click.group()
def content() -> None:
    """Courses and the files they are made of."""


for _command in (publish, deliveries, hold):
    content.add_command(_command)


@content.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--course", help="Id of the course it is added to; left out, a new course is made.")
@click.option("--replace", help="Id of the lesson of that course whose files it replaces.")
@click.option("--title", help="Title of the lesson, and of a new course.")
@click.option("--language", type=click.Choice(["kk", "ru", "en"]), default="kk", show_default=True)
@click.option("--subject", default="")
@click.option("--grade", "grades", type=click.IntRange(0, 12), multiple=True)
@click.option("--school", help="Id of the school; the only school of this node if left out.")
@click.option("--launch", help="The file to open first, when the package does not say.")
@json_option
def import_(
    *,
    file: Path,
    course: str | None,
    replace: str | None,
    title: str | None,
    language: str,
    subject: str,
    grades: tuple[int, ...],
    school: str | None,
    launch: str | None,
    as_json: bool,
) -> None:
    """Import FILE (SCORM, cmi5, H5P, Common Cartridge, QTI, EPUB, HTML, PDF, media) and publish it.

    Ends with 5 when the file is not taken, and says why in the language of the lesson.
    """
    if replace is not None and course is None:
        raise click.UsageError("--replace needs --course.")
    with node():
        from server.identity import config  # noqa: PLC0415 - needs the app
        from server.library import publishing  # noqa: PLC0415
        from server.library.statement import UnknownCourse  # noqa: PLC0415
        from server.people.directory import only_school  # noqa: PLC0415

        home_school = school or (None if config().role == "hub" else only_school())
        if home_school is None and config().role != "hub":
            fail("This node serves several schools: name one with --school.", EXIT_REFUSED)
        imported = imported_from(file, language, launch)
        place = publishing.Place(
            course=course,
            title=title or imported.description.title or file.stem,
            language=language,
            subject=subject,
            grades=grades,
            school=home_school,
            lesson=replace,
        )
        try:
            published = publishing.publish(imported, place)
        except UnknownCourse:
            fail(f"There is no course {course} that may be changed here.", EXIT_NOT_FOUND)
        except publishing.UnknownLesson:
            fail(f"The course has no lesson {replace}.", EXIT_NOT_FOUND)
    tell(imported, published, language, as_json=as_json)


@content.command("list")
@json_option
def list_(as_json: bool) -> None:
    """The courses, and whether all their files are here."""
    with node():
        rows = _courses()
    show(
        rows, as_json, lambda: table(rows, ["id", "edition", "school", "language", "here", "title"])
    )


@content.command()
@click.option("--drop-damaged", is_flag=True, help="Remove damaged files; they come again.")
@json_option
def verify(drop_damaged: bool, as_json: bool) -> None:
    """Read every file of every course again; ends with 1 when one is damaged or missing."""
    with node():
        from server.library.stores import course_store  # noqa: PLC0415 - needs the app
        from server.library.verifying import verify as check  # noqa: PLC0415

        with click.progressbar(length=1, label="Checking", file=sys.stderr) as bar:

            def progress(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            found = check(course_store(), drop_damaged=drop_damaged, progress=progress)
    value = {"checked": found.checked, "damaged": found.damaged, "missing": found.missing}
    lines = [f"damaged: {sha}" for sha in found.damaged]
    lines += [f"missing: {sha}" for sha in found.missing]
    show(value, as_json, lambda: [f"{found.checked} files checked", *lines])
    if found.damaged or found.missing:
        raise SystemExit(EXIT_FAILED)


def _courses() -> list[dict[str, Any]]:
    from sqlalchemy import select  # noqa: PLC0415 - slow to import

    from server.db import db  # noqa: PLC0415
    from server.library.index import complete_manifests, refresh  # noqa: PLC0415
    from server.library.models import Course, Item  # noqa: PLC0415
    from server.library.stores import course_store  # noqa: PLC0415

    refresh(course_store())
    session = db.session()
    items = list(session.scalars(select(Item)))
    here = complete_manifests(session, (item.manifest for item in items))
    rows = []
    for row in session.scalars(select(Course).order_by(Course.id)):
        mine = [item for item in items if item.course == row.id]
        rows.append(
            {
                "id": row.id,
                "edition": row.edition,
                "school": row.school,
                "language": row.language,
                "here": f"{sum(item.manifest in here for item in mine)}/{len(mine)}",
                "title": row.title,
                "bytes": sum(item.bytes for item in mine),
            }
        )
    return rows
