"""Bounds of one order."""

from typing import Final

MAX_ORDER_SPANS: Final = 800
"""Intervals that one order names: with their writers they stay well under the 24 KiB of an
operation; more of them make more orders."""
