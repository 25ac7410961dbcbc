"""Bounds of what a node believes of its clock: name, unit, and the reason for the value."""

from typing import Final

_HOUR_MS: Final = 3_600_000

MAX_ASLEEP_MS: Final = 400 * 24 * _HOUR_MS
"""ms from one note of the time to the next start: a box that was away for longer than a school year
is rarer than a clock that stands years ahead."""
MAX_SET_BACK_MS: Final = 24 * _HOUR_MS
"""ms by which a clock may be set back and be believed: somebody has put a wrong hour right."""
MAX_APART_MS: Final = 12 * _HOUR_MS
"""ms between this clock and a good one beyond which the good one counts: with less, yesterday's
work still comes before today's, and whoever sets the clock by hand is not argued with."""
KEEP_EVERY_MS: Final = 10 * 60_000
"""ms from one note of the time to the next: what a box that starts in 1970 is behind by at most,
besides the time that it was off."""
