"""Limits of consent. Each has a unit and a reason."""

from typing import Final

SIGNER_CHARACTERS: Final = 120
"""Characters of the name under a paper: the longest full names have some sixty."""

AWAY_DAYS: Final = 100
"""Days between two enrolments after which somebody counts as having left and come back, and consent
is asked anew: lists may end with the lessons in May and begin in September, and a list that left a
pupil out by mistake is put right sooner."""
