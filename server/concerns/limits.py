"""Limits of concerns. Each has a unit and a reason."""

from typing import Final

TEXT_CHARACTERS: Final = 1000
"""Characters of what somebody tells, or is answered: half a page."""
