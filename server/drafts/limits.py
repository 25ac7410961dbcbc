"""Limits of drafts. Each has a unit and a reason."""

from typing import Final

DRAFTS_AT_ONCE: Final = 50
"""Drafts in one request: more tasks than anybody writes at in a week."""
DRAFTS_OF_A_PERSON: Final = 100
"""Copies of one person, of all their devices: the oldest go. A megabyte at most, of which most
have a few KB."""
DEVICE_CHARACTERS: Final = 40
"""Characters of a device's name that tell a person's devices apart."""
