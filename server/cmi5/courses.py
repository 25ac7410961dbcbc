"""Courses that clients bring, list and take away."""

import tempfile
import uuid
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content.errors import BadBlobName, BlobMissing, ContentRefused, DescriptionInvalid, DiskFull
from content.importer import import_file
from server import clock
from server.cmi5 import sessions
from server.cmi5.course import Course, load
from server.cmi5.limits import MAX_COURSES_LISTED
from server.cmi5.models import Cmi5Course, Cmi5Registration, Cmi5Session
from server.db import db, write_transaction
from server.errors import Problem, disk_full, not_found
from server.library.stores import course_store
from server.uploads.problems import LANGUAGES

TYPES: Final = {"application/zip": "course.zip", "application/x-zip-compressed": "course.zip",
                "text/xml": "cmi5.xml", "application/xml": "cmi5.xml"}  # fmt: skip
"""Media types of a course package (14.0.0.0-1), and the names they are known by in messages."""


def take(school: str, content_type: str, data: bytes) -> Cmi5Course:
    """Import a package. Problem 415 for another media type, 422 with the reason when refused."""
    name = TYPES.get(content_type)
    if name is None:
        raise Problem(
            415,
            "unsupported-media-type",
            "A course is a ZIP archive or an XML file",
            hint="Send application/zip or text/xml.",
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            made = import_file(path, name, course_store(), only_cmi5=True)
        except ContentRefused as error:
            raise refused(error) from None
        except DiskFull:
            raise disk_full() from None
    return _add(school, Course(made.manifest_sha256, made.description))


def adopt(school: str, manifest: str) -> Cmi5Course:
    """Take a course that is in the store already, by the hash of its description."""
    try:
        course = load(manifest)
    except (BlobMissing, BadBlobName, DescriptionInvalid):
        raise not_found() from None
    if course.description.format != "cmi5":
        raise Problem(422, "not-cmi5", "This content is no cmi5 course", hint="Name a cmi5 course.")
    return _add(school, course)


def refused(error: ContentRefused) -> Problem:
    """422 with the import's own code and its sentence in every language."""
    return Problem(
        422,
        "course-refused",
        "The course was not taken",
        detail=str(error),
        hint=error.message("en"),
        code=error.code,
        subject=error.subject,
        messages={language: error.message(language) for language in LANGUAGES},
    )


def find(id_: str, school: str) -> Cmi5Course:
    """A course of this school; Problem 404."""
    row = db.session().get(Cmi5Course, id_)
    if row is None or row.school != school:
        raise not_found()
    return row


def everything(school: str) -> list[Cmi5Course]:
    """The school's courses, the oldest first."""
    query = select(Cmi5Course).where(Cmi5Course.school == school)
    return list(
        db.session().scalars(
            query.order_by(Cmi5Course.made_ms, Cmi5Course.id).limit(MAX_COURSES_LISTED)
        )
    )


def remove(id_: str, school: str) -> None:
    """Take a course away: its open sessions are abandoned, its statements stay."""
    with write_transaction() as session:
        find(id_, school)
        known = select(Cmi5Registration.id).where(Cmi5Registration.course == id_)
        registrations = list(session.scalars(known))
        for registration in registrations:
            _close(session, registration)
        session.execute(delete(Cmi5Registration).where(Cmi5Registration.course == id_))
        session.execute(delete(Cmi5Course).where(Cmi5Course.id == id_))


def document(row: Cmi5Course) -> dict[str, Any]:
    """A course as clients see it."""
    course = load(row.manifest)
    return {
        "id": row.id,
        "title": row.title,
        "manifest": row.manifest,
        "publisher_id": course.xapi["course"]["id"],
        "created_at": clock.rfc3339(row.made_ms),
        "units": [
            {
                "index": number,
                "item": item,
                "title": course.item(item).title,
                "publisher_id": course.unit(item)["id"],
                "activity_id": course.activity(item),
                "move_on": course.unit(item)["move_on"],
                "mastery_score": course.unit(item)["mastery_score"],
                "launch_method": course.unit(item)["launch_method"],
            }
            for number, item in enumerate(course.units)
        ],
    }


def _close(session: Session, registration: str) -> None:
    query = select(Cmi5Session).where(Cmi5Session.registration == registration)
    for row in list(session.scalars(query)):
        sessions.abandon(session, row)
    session.execute(delete(Cmi5Session).where(Cmi5Session.registration == registration))


def _add(school: str, course: Course) -> Cmi5Course:
    row = Cmi5Course(
        id=str(uuid.uuid4()),
        school=school,
        manifest=course.manifest,
        title=course.description.title,
        made_ms=clock.now_ms(),
    )
    with write_transaction() as session:
        session.add(row)
    return row
