"""Files of plans: a teacher's own sheets and pictures, read through the row they belong to."""

from sqlalchemy.orm import Session

from server.changes.documents import render
from server.changes.viewer import Viewer
from server.classroom.files import FoundFile, not_here
from server.errors import not_found
from server.people import grants
from server.planning.models import PlanRow
from server.uploads.ownership import owned


def row_file(session: Session, viewer: Viewer, record: str, n: int) -> FoundFile:
    """The n-th file of a row, for those who teach by it and the staff of its school.

    Problem 404 for everybody else, and, as `file-not-here`, while its author's phone has not
    brought it.
    """
    row = session.get(PlanRow, record)
    if row is None or not _may_read(session, viewer, row) or not 0 <= n < len(row.files):
        raise not_found()
    file = row.files[n]
    if not owned(session, [(file["sha256"], author) for author in row.authors]):
        raise not_here()
    return FoundFile(file["sha256"], file["name"], file["type"])


def _may_read(session: Session, viewer: Viewer, row: PlanRow) -> bool:
    if grants.holds(viewer.roles, grants.TEACHING | grants.LEADING, row.school):
        return True  # colleagues read and copy each other's plans: see server.planning.views
    return render(session, [("plan_row", row.id)], viewer)["plan_row", row.id] is not None
