"""What `tirek content import` and `publish` share: bringing a file in, and saying so."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from server.cli.common import EXIT_FAILED, EXIT_REFUSED, fail, show

if TYPE_CHECKING:
    from content.storing import Imported


def imported_from(file: Path, language: str, launch: str | None) -> "Imported":
    """The file in this node's store; ends the command when it is not taken."""
    from content.errors import ContentRefused, DiskFull  # noqa: PLC0415 - slow to import
    from content.importer import import_file  # noqa: PLC0415
    from server.library.stores import course_store, library_copies  # noqa: PLC0415

    with click.progressbar(length=1, label=file.name, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        try:
            return import_file(
                file,
                file.name,
                course_store(),
                progress,
                launch=launch,
                libraries=library_copies(),
            )
        except ContentRefused as error:
            fail(f"{error.code}: {error.message(language)}", EXIT_REFUSED)
        except DiskFull as error:
            fail(f"{error.code}: {error.message(language)}", EXIT_FAILED)


def tell(imported: "Imported", course: str, language: str, *, as_json: bool) -> None:
    """Say what has become of it."""
    description = imported.description
    notes = [
        {"code": note.code, "subject": note.subject, "message": note.message(language)}
        for note in imported.report
    ]
    value: dict[str, Any] = {
        "course": course,
        "manifest": imported.manifest_sha256,
        "format": description.format,
        "title": description.title,
        "launch": description.launch,
        "bytes": imported.phone_bytes,
        "report": notes,
    }
    show(
        value,
        as_json,
        lambda: [
            f"course: {course}",
            *(
                f"lesson: {piece.description.title} ({piece.description.format}, "
                f"{piece.description.total_bytes} bytes)"
                for piece in imported.pieces
            ),
            *(f"note: {note['message']}" for note in notes),
        ],
    )
