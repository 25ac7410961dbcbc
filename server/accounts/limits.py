"""Limits of cards, PINs and class tablets."""

from typing import Final

CARD_SECRET_BYTES: Final = 16
"""128 random bits in a card's QR code: nobody guesses them, so no slow hash is needed."""
CARD_DAYS: Final = 400
"""A card lasts for a school year and the summer after it."""
CARD_FAILURES_ALLOWED: Final = 30
"""Unknown cards from one address in the window: a class scans last year's cards by mistake."""
MAX_CARD_CHARS: Final = 64

PIN_DIGITS: Final = 4
"""Four signs are what a child of six remembers; the digits may be shown as pictures."""
PIN_FAILURES_ALLOWED: Final = 5
"""Wrong PINs of one pupil before a pause."""
PIN_PAUSE_SECONDS: Final = 300
PIN_DAY_FAILURES: Final = 15
"""Wrong PINs of one pupil in a day; then the PIN is shut: 15 of 10,000 are 0.15 % a day."""
TABLET_HOUR_FAILURES: Final = 100
"""Wrong PINs on one tablet in an hour: thirty children may each mistype three times."""
CLASS_DAY_FAILURES: Final = 150
"""Wrong PINs of a whole class in a day, on all its tablets: at most 1.5 % a day for somebody who
tries everybody's."""
HOUR_SECONDS: Final = 3600
DAY_SECONDS: Final = 24 * 3600
MAX_COUNTED: Final = 20_000
"""Counters of wrong PINs kept in memory; the oldest go first."""

TABLET_DAYS: Final = 400
"""A class tablet stays the class's for a school year and the summer."""
MAX_TABLETS: Final = 60
"""Tablets of one class: two sets of thirty."""
MAX_TABLET_CHARS: Final = 64

MAX_LISTED: Final = 5_000
"""People in one list: five times the users that a node is made for."""
MAX_CARDS: Final = 200
"""Cards made at once: several classes' worth; a password costs 30 ms of CPU each."""
MAX_DEVICES: Final = 50
"""Devices of a person that are listed, the last used first."""
