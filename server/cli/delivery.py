"""`tirek content publish`, `deliveries`, `hold`: editions of courses and how far they are."""

import sys
from pathlib import Path
from typing import Any

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, node, show, table
from server.cli.importing import imported_from, tell


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--course", required=True, help="Id of the course that gets a new edition.")
@click.option("--lesson", help="Id of the lesson that is replaced; the only one if left out.")
@click.option("--launch", help="The file to open first, when the package does not say.")
@json_option
def publish(
    *, file: Path, course: str, lesson: str | None, launch: str | None, as_json: bool
) -> None:
    """Publish FILE in place of a lesson's files, as the next edition of its course.

    On a hub the schools that have a former edition get only what has changed.
    """
    with node():
        from server.identity import config  # noqa: PLC0415 - needs the app
        from server.library import publishing  # noqa: PLC0415
        from server.library.statement import UnknownCourse, course_fields  # noqa: PLC0415

        try:
            known = course_fields(course)
        except UnknownCourse:
            fail(f"There is no course {course}.", EXIT_NOT_FOUND)
        if known["school"] is None and config().role != "hub":
            fail("A national course is published at the hub.", EXIT_REFUSED)
        lessons = [one["id"] for one in known["lessons"]]
        if lesson is None and len(lessons) != 1:
            fail(f"Name one of its lessons with --lesson: {', '.join(lessons)}.", EXIT_REFUSED)
        imported = imported_from(file, known["language"], launch)
        place = publishing.Place(
            course=course,
            title=known["title"],
            language=known["language"],
            subject=known["subject"],
            grades=known["grades"],
            school=known["school"],
            lesson=lesson or lessons[0],
        )
        with click.progressbar(length=1, label="Packs", file=sys.stderr) as bar:

            def progress(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            try:
                publishing.publish(imported, place, progress)
            except publishing.UnknownLesson:
                fail(f"The course has no lesson {lesson}.", EXIT_NOT_FOUND)
    tell(imported, course, known["language"], as_json=as_json)


@click.command()
@click.option("--school", help="Id of the school; all that are known here if left out.")
@json_option
def deliveries(school: str | None, as_json: bool) -> None:
    """How far the editions have come: requested, received, verified, opened."""
    with node():
        from server.delivery import ledger  # noqa: PLC0415 - needs the app
        from server.delivery.pausing import paused  # noqa: PLC0415

        ledger.note()
        rows = ledger.deliveries(None if school is None else [school])
        pause = paused()
    value: dict[str, Any] = {"deliveries": rows, "paused": pause}
    columns = ["school", "course", "edition", "state", "requested_at", "verified_at", "opened_at"]
    lines = [f"paused: {pause['message']['en']}"] if pause else []
    show(value, as_json, lambda: [*lines, *table(rows, columns)])


@click.command()
@click.argument("course")
@click.option("--mode", type=click.Choice(["always", "never", "plan"]), default="always")
@click.option("--school", help="Id of the school; the only school of this node if left out.")
@json_option
def hold(course: str, mode: str, school: str | None, as_json: bool) -> None:
    """Keep the files of COURSE at the school always, never, or by the plan of lessons."""
    with node():
        from server.delivery.operations import HOLD_SET  # noqa: PLC0415 - needs the app
        from server.delivery.records import hold_record  # noqa: PLC0415
        from server.operations.local import submit  # noqa: PLC0415
        from server.people.directory import only_school  # noqa: PLC0415

        home = school or only_school()
        if home is None:
            fail("This node serves several schools: name one with --school.", EXIT_REFUSED)
        fields = {"school": home, "course": course, "mode": mode}
        submit(HOLD_SET, hold_record(home, course), fields)
    show(fields, as_json, lambda: [f"{course}: {mode}"])
