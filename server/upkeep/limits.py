"""How often upkeep runs."""

from typing import Final

AUDIT_EVERY_MS: Final = 24 * 3_600_000
"""Between two comparisons of the whole log with the upstream (ms): some 30 bytes for each writer,
so once a day is cheap even where a megabyte is dear."""
CHECK_EVERY_MS: Final = 24 * 3_600_000
"""Between two readings of the whole log for damage (ms): one pass over the disk at night."""
LOOK_EVERY_SECONDS: Final = 600.0
"""How often the worker looks whether something is due."""
