"""Limits of drafts. Each has a unit and a reason."""

from typing import Final

DRAFTS_AT_ONCE: Final = 50
"""Drafts in one request: more tasks than anybody writes at in a week."""
DRAFTS_OF_A_PERSON: Final = 100
"""Copies of one person: the oldest go. A megabyte at most, of which most have a few KB."""
