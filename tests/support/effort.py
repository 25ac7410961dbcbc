"""How much of what chance may find is looked for: all of it in `make test-full`, which sets
TIREK_SEEDS, and a part of it in every other run."""

import os

FULL = "TIREK_SEEDS" in os.environ
_SHARE = 0.4


def examples(count: int) -> int:
    """How many of so many examples a test draws in this run. The same ones in every run."""
    return count if FULL else max(1, round(count * _SHARE))
