"""Limits of trust, each with its reason."""

from typing import Final

FORMER_HANDS: Final = 8
"""Signing keys of its own that a node goes on recognising: one a year outlasts a box."""

READ_CERTIFICATES: Final = 16_384
"""Certificates that are remembered as checked, 500 bytes each: two for every school's node."""
