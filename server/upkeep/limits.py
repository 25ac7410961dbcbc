"""How often upkeep runs."""

from typing import Final

AUDIT_EVERY_MS: Final = 24 * 3_600_000
"""Between two comparisons of the whole log with the upstream (ms): some 30 bytes for each writer,
so once a day is cheap even where a megabyte is dear."""
CHECK_EVERY_MS: Final = 24 * 3_600_000
"""Between two readings of the whole log for damage (ms): one pass over the disk at night."""
TABLES_WRONG: Final = "check.wrong"
"""In the node's state: how many records of the tables have been found wrong in all."""
RECORDS_A_NIGHT: Final = 20_000
"""Records whose tables are compared with the log in one night: some seconds of a small box, in
transactions of half a second at most. A large school's year has gone round in two weeks."""
KEEP_AFTER_TERM_DAYS: Final = 14
"""Days after a term's end in which its work stays at hand: late marks, appeals, sticks on their way
still speak of it every day."""
KEEP_DAYS: Final = 120
"""The same where no calendar says when terms end: longer than the longest term and its holidays."""
LOOK_EVERY_SECONDS: Final = 600.0
"""How often the worker looks whether something is due."""
