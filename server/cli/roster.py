"""`tirek roster`: lists of people from Excel, CSV or OneRoster, and back out again."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server.cli.common import EXIT_NOT_FOUND, EXIT_REFUSED, fail, json_option, node, show

if TYPE_CHECKING:
    from server.roster.planning import Plan
    from server.roster.service import Card

LANGUAGE = click.option(
    "--language", type=click.Choice(["kk", "ru", "en"]), default="kk", show_default=True
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def roster() -> None:
    """Pupils, teachers and parents from a file."""


@roster.command("import")
@click.argument("file", type=FILE)
@click.option("--school", "school_id", help="Id of the school; the only one of this node.")
@click.option("--dry-run", is_flag=True, help="Only say row by row what would change.")
@click.option("--yes", is_flag=True, help="Also when many pupils would leave.")
@click.option("--same", multiple=True, help="Row (sheet:line) whose parent is the one asked about.")
@click.option("--other", multiple=True, help="Row (sheet:line) whose parent is somebody else.")
@click.option("--cards", type=NEW_FILE, help="CSV for the logins of new people, printed once.")
@LANGUAGE
@json_option
def import_(
    *,
    file: Path,
    school_id: str | None,
    dry_run: bool,
    yes: bool,
    same: tuple[str, ...],
    other: tuple[str, ...],
    cards: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Bring the roster to what FILE says (.xlsx, .csv or OneRoster .zip).

    Who isn't in a complete list leaves their class, and loses nothing. Without --cards the
    logins of new people are printed. A parent of whose name somebody else's is known is asked
    about with the row, and left out until --same or --other answers.
    """
    with node():
        from server.roster import service  # noqa: PLC0415 - needs the app
        from server.roster.messages import REFUSALS  # noqa: PLC0415
        from server.roster.rows import RosterRefused  # noqa: PLC0415
        from server.roster.telling import told  # noqa: PLC0415

        home = _school(school_id)
        made: list[Card] = []
        answers = dict.fromkeys(other, False) | dict.fromkeys(same, True)
        try:
            shown = service.preview(file, home, answers)
            plan = shown.plan
            if not dry_run:
                plan, made = service.apply(file, home, shown.digest, confirmed=yes, answers=answers)
        except RosterRefused as refused:
            fail(REFUSALS[refused.reason][language].format(**refused.values), EXIT_REFUSED)
    if cards and made:
        _write_cards(cards, made)
    show(
        {"written": not dry_run, **told(plan, shown.digest, made if not cards else [])},
        as_json,
        lambda: _lines(plan, made if not cards else [], language, written=not dry_run),
    )


@roster.command()
@click.argument("file", type=NEW_FILE)
@click.option("--school", "school_id", help="Id of the school; the only one of this node.")
@click.option("--by-law", is_flag=True, help="The law asks for it: everybody, without consent.")
@json_option
def export(*, file: Path, school_id: str | None, by_law: bool, as_json: bool) -> None:
    """Write the roster of today as OneRoster 1.2 to FILE (.zip), without IINs.

    Children are in it whose families agree that programs outside the school get their data.
    """
    with node():
        from server import clock  # noqa: PLC0415 - needs the app
        from server.db import db  # noqa: PLC0415
        from server.people.models import School  # noqa: PLC0415
        from server.roster.leaving_out import consented  # noqa: PLC0415
        from server.roster.oneroster_export import About, write  # noqa: PLC0415
        from server.roster.service import known  # noqa: PLC0415

        home = _school(school_id)
        row = db.session.get(School, home)
        today = clock.today()
        first = (
            today.year if today.month >= 8 else today.year - 1
        )  # the year's files come in August
        about = About(home, row.name if row else home, f"{first}-09-01", f"{first + 1}-05-25")
        everybody = known(db.session(), home, today)
        found, left_out = (everybody, 0) if by_law else consented(db.session(), home, everybody)
        try:
            write(file, found, about)
        except FileExistsError:
            fail(f"{file} is there already; name another file.", EXIT_REFUSED)
    show(
        {
            "file": str(file),
            "people": len(found.people),
            "classes": len(found.classes),
            "left_out": left_out,
        },
        as_json,
        lambda: [
            f"{file}: {len(found.people)} people, {len(found.classes)} classes",
            *([f"Left out: {left_out} children without consent."] if left_out else ()),
        ],
    )


def _school(school_id: str | None) -> str:
    from server.db import db  # noqa: PLC0415 - needs the app
    from server.people.directory import only_school  # noqa: PLC0415
    from server.people.models import School  # noqa: PLC0415

    home = school_id or only_school()
    if home is None:
        fail("Name one of this node's schools with --school.", EXIT_REFUSED)
    if db.session.get(School, home) is None:
        fail(f"There is no school {home}; see `tirek school add`.", EXIT_NOT_FOUND)
    return home


def _lines(plan: "Plan", cards: "list[Card]", language: str, *, written: bool) -> list[str]:
    from server.roster.limits import MAX_PROBLEMS  # noqa: PLC0415
    from server.roster.messages import ACTIONS, TROUBLES, YEAR_FIRST, asked  # noqa: PLC0415

    lines = []
    for change in plan.changes:
        place = " → ".join(filter(None, [change.before, change.class_label, change.child]))
        said = ": ".join(filter(None, [change.shown, place]))
        lines.append(f"{change.line or '–':>5}  {ACTIONS[change.action][language]}  {said}")
    for problem in plan.problems[:MAX_PROBLEMS]:
        lines.append(f"{problem.line:>5}  ✗ {TROUBLES[problem.trouble][language]}  {problem.shown}")
    for one in plan.questions:
        lines.append(f"{one.reference:>5}  ? {asked(one, language)}")
    if plan.year_first and not written:
        lines.append(f"    –  ! {YEAR_FIRST[language]}")
    lines += [f"{c.class_label:>8}  {c.name}  {c.login}  {c.password}" for c in cards]
    state = "written" if written else "dry run, nothing written"
    lines.append(
        f"{len(plan.changes)} changes, {plan.unchanged} unchanged, "
        f"{len(plan.problems)} rows not taken ({state})"
    )
    return lines


def _write_cards(path: Path, cards: "list[Card]") -> None:
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "class", "login", "password"])
        writer.writerows([c.name, c.class_label, c.login, c.password] for c in cards)
