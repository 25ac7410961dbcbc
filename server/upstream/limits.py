"""Bounds of the schedule: name, unit, and the reason for the value."""

from typing import Final

# --- windows ------------------------------------------------------------------------------------
MAX_WINDOWS: Final = 12
"""Windows in one plan: night, metered day and holidays are three; nobody can oversee more."""
MAX_NAME_CHARS: Final = 60
"""Characters of a window's name: one line on a phone."""
MAX_BUDGET_BYTES: Final = 2**40
"""A terabyte: whoever means more means "without limit"."""
JITTER_MOST_SECONDS: Final = 15 * 60
"""Schools of one hub open a window spread over so long; 7,550 of them are 8 a second."""
JITTER_PART: Final = 0.25
"""But never over more than this part of the window: an hour of night must stay useful."""
LOOK_AHEAD_DAYS: Final = 400
"""How far the next opening is looked for: beyond a year a plan has no opening at all."""
LEDGER_IDS: Final = 32
"""Windows and days whose spent bytes are remembered: a clock that jumps a week back and forth must
not fill a budget again."""

# --- disk ---------------------------------------------------------------------------------------
PAUSE_MEDIA_BELOW_BYTES: Final = 2 * 1024**3
"""Free bytes below which films and recordings stay at the centre: one film may take 300 MB."""
PAUSE_TEXT_BELOW_BYTES: Final = 1024**3
"""Free bytes below which other lesson files stay there, too."""
PAUSE_FILES_BELOW_BYTES: Final = 500 * 1024**2
"""Free bytes below which people's files stay there. What a class hands in on one day is 90 MB, and
its room comes first: the school's own writes are never paused."""
PAUSE_MEDIA_PART: Final = 0.10
PAUSE_TEXT_PART: Final = 0.05
PAUSE_FILES_PART: Final = 0.025
"""On a small disk these parts of it stand in place of the bytes above, where they are less."""

# --- files of a course --------------------------------------------------------------------------
MEDIA_FROM_BYTES: Final = 1024**2
"""A course file this large is a film, a recording or a scan; pages, styles and scripts are less."""

# --- journal and estimates ----------------------------------------------------------------------
JOURNAL_LINES: Final = 500
"""Exchanges kept for `tirek sync log`: a day and a half of every five minutes, a year of nights."""
GOODPUT_LINES: Final = 12
"""Exchanges whose speed counts for an estimate: one bad evening must not decide alone."""
GOODPUT_LEAST_BYTES: Final = 8 * 1024
"""A smaller exchange measures the round trip, not the link."""
ESTIMATE_DAYS: Final = 60
"""An estimate that ends later is told as "more than two months": too far to be true."""
