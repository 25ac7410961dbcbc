"""Limits of consent. Each has a unit and a reason."""

from typing import Final

SIGNER_CHARACTERS: Final = 120
"""Characters of the name under a paper: the longest full names have some sixty."""
