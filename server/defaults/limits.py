"""Limits of what operators publish for schools to begin from. Each has a unit and a reason."""

from typing import Final

CALENDARS_SHOWN: Final = 200
"""Calendars in one answer: two or three a year, and some of regions."""
