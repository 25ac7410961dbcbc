"""Limits of the plain pages, each with its reason."""

from typing import Final

MAX_PHOTO_BYTES: Final = 3 * 1024 * 1024
"""Of a photo: a whole request has 4 MB."""
MAX_TASKS: Final = 200
"""Shown in one list, the newest first: a year of one class has fewer that are open."""
MAX_NOTICES: Final = 10
"""Shown above the tasks: a few weeks of a class."""
MAX_PAGES: Final = 100
"""Of changes that are read for one list: 50,000 records are more than any pupil has."""
