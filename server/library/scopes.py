"""Who hears of a course."""

from server.changes.scopes import national_scope, school_scope


def course_scope(school: str | None) -> str:
    """Everybody of the course's school, or everybody for a national one."""
    return school_scope(school) if school else national_scope()
