"""Limits of calendars, timetables and plans. Each has a unit and a reason."""

from collections.abc import Iterable

NAME_CHARACTERS = 120
"""Characters of a name of a calendar, subject, group or room: one line on a phone."""

TERMS = 6
"""Terms of a year: four, two halves, or those with a summer one."""

HOLIDAYS = 60
"""Stretches without lessons in a year: public holidays and those between terms."""

MOVED_DAYS = 20
"""Days a year that are worked by the timetable of another weekday."""

BELLS = 36
"""Lessons of a day: twelve in each of three shifts."""

LINES_PER_SLOT = 6
"""Grades or classes that one teacher has in one lesson; a small school joins two to four."""

TEACHERS_PER_SLOT = 4
"""Teachers of one lesson."""

CLASSES_PER_CLOSURE = 100
"""Classes that one order closes; without any the whole school is meant."""

TEXT_CHARACTERS = 1_000
"""Characters of a topic, of homework or of a reason: what people write into one box."""

OBJECTIVES_PER_ROW = 12
"""Learning objectives of one row of a plan."""

OBJECTIVE_CHARACTERS = 300
"""Characters of one objective: its code, and its words where a plan has them."""

OUTLINE_CHARACTERS = 4_000
"""Characters of a lesson plan: two pages, in an operation that still fits into one frame."""

FILES_PER_ROW = 6
"""Files of one row: a sheet, a picture, a presentation and what explains them."""

RESOURCES_PER_ROW = 12
"""Lessons, pages and broadcasts that one row of a plan points to."""

MAX_POSITION = 2**31 - 1
"""Highest place of a row: places leave gaps, so that a row can be put between two others."""

MAX_HOURS = 40
"""Lessons that one row of a plan takes."""

PLAN_FILE_ROWS = 600
"""Rows of one plan's file: a subject has at most ten lessons in each of 36 weeks."""

TIMETABLE_FILE_LESSONS = 3_000
"""Lessons of one timetable's file: forty classes of six days with twelve lessons each."""

CLASS_HEADING_CHARACTERS = 24
"""Characters of a class above a column: «2–3 (бірлескен)» has sixteen; longer words are a title."""

LAST_PRIMARY_GRADE = 4
"""Grade up to which one teacher has a class in nearly all subjects, and so needs all its plans."""


def is_primary(grades: Iterable[int]) -> bool:
    """Whether a class is of the primary school, all its grades."""
    return max(grades, default=LAST_PRIMARY_GRADE + 1) <= LAST_PRIMARY_GRADE
