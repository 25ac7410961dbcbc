"""Limits of audiences. Each has a unit and a reason."""

from typing import Final

MAX_REGIONS: Final = 60
"""Regions of one audience: the country has twenty, under three names each at the worst."""
WHOLE: Final = 100
"""Percent: the share of all schools."""
COURSES_READ: Final = 5_000
"""National courses among which an operator searches: twelve grades, forty subjects, ten years."""
COURSES_SHOWN: Final = 200
"""Courses in one answer: more are found by grade, language or title."""
