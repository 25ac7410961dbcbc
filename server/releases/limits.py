"""Limits of releases that come by sync. Each has a unit and a reason."""

from typing import Final

MANIFEST_CHARS: Final = 2_000
"""Characters of a release's signed part: it has 150, and an operation has room for 24 KiB."""
VERSION_CHARS: Final = 61
"""Characters of a version, as release files have it."""
ROOM_FACTOR: Final = 6
"""Times its own size that a release needs free: the file, its copy, what root opens, and installed
it is twice as large as packed."""
NIGHT: Final = (1 * 60, 5 * 60)
"""Minutes after midnight between which a box switches: nobody works then."""
LATE_DAYS: Final = 7
"""Days after which a box that is off at night switches in the evening or on a Sunday, too."""
EVENING: Final = 18 * 60
"""Minutes after midnight from which nobody is taught: the second shift has gone home."""
LATER_DAYS: Final = 14
"""Days after which a box that is on in lessons only switches when they are over for the day."""
BEFORE_LESSONS: Final = 60
"""Minutes before the first lesson from which a box is left alone: a slow one is away for ten."""
AFTER_LESSONS: Final = 30
"""Minutes after the last one: work of the lesson is still being handed in."""
MAX_PUT_OFF_DAYS: Final = 60
"""Days for which an administrator may put a release off: exams, holidays; no hole for ever."""
PUBLISHED: Final = 100
"""Releases in one answer, the latest first: two machines and a release a week make a year."""
FAILING_SHOWN: Final = 20
"""Schools that are named beside a release they could not take: enough to see what they share."""
LOOK_SECONDS: Final = 60
"""How often a box looks whether it should take one: «now» is within a minute."""
