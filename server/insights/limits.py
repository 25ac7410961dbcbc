"""Limits of what is shown of statements. Each has a unit and a reason."""

from typing import Final

PAGE: Final = 50
"""Statements in one answer when the app asks for none in particular: about 15 KB."""
MAX_PAGE: Final = 200
"""Most statements in one answer."""
AT_A_TIME: Final = 10
"""Statements read at once of each learner where several are merged: a class has thirty."""
EXPORT_PAGE: Final = 200
"""Statements read at once for a sheet; between two pages others have their turn."""
MAX_EXPORT_ROWS: Final = 50_000
"""Rows of a sheet: a school's month. Excel takes a million, its reader does not."""
DAYS: Final = 30
"""Days that the picture of a class covers when the app asks for none in particular."""
MAX_DAYS: Final = 120
"""Longest picture of a class: half a school year."""
MAX_COUNTED: Final = 5_000
"""Statements in one picture of a class, the newest: half a second of one reader."""
MAX_TOLD: Final = 200
"""Statements of one verb in one registration that are looked through for each unit's earliest."""
MAX_ACTIVITIES: Final = 200
"""Activities in one picture of a class, those with most learners first."""
MAX_RESPONSE_CHARS: Final = 500
"""Characters of a learner's answer in a list."""
MAX_CURSOR_CHARS: Final = 40
MAX_IRI_CHARS: Final = 2_000
