"""Bounds of one order."""

from typing import Final

MAX_ORDER_SPANS: Final = 800
"""Intervals that one order names: with their writers they stay well under the 24 KiB of an
operation; more of them make more orders."""

FORMER_LISTED: Final = 2000
"""Former learners in one list: ten years of a school of a thousand leave twice as many, and the
command line takes anybody."""
