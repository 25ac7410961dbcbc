"""Where a figure becomes a finding: name, unit, and the reason for the value."""

from typing import Final

_GB: Final = 1024**3

LOW_DISK_BYTES: Final = 2 * _GB
"""A week of a class's photos is half of this: there is time to act."""
FULL_DISK_BYTES: Final = 300 * 1024**2
"""Below it the server takes no files any more."""
LOW_INODES_PART: Final = 0.05
"""Lessons are many small files: a file system may run out of names before it runs out of room."""
LOW_MEMORY_BYTES: Final = 400 * 1024**2
"""The server itself needs 100 MB, the system's own programs about as much."""
HOT_MILLIDEGREES: Final = 80_000
"""Single-board computers slow down from here."""
OLD_BACKUP_DAYS: Final = 3
"""A night may be missed, and a weekend."""
OLD_ABOVE_DAYS: Final = 14
"""The copy at the node above goes there in what a thin link has left, which takes some nights."""
RELEASE_WAITS_DAYS: Final = 21
"""A box takes a release by itself within two weeks, if it is on for a while without lessons."""
SILENT_UPSTREAM_DAYS: Final = 7
"""A week without the node above: somebody should carry a stick."""
CERTIFICATE_SOON_DAYS: Final = 21
"""Renewals begin 30 days before the end; one that has not come by now needs a person."""
CLOCK_APART_MS: Final = 5 * 60 * 1000
"""Between the battery's clock and the system's."""
CONNECT_SECONDS: Final = 8.0
"""For a satellite link with packet loss: three tries of TCP's own."""
MAX_FILE_BYTES: Final = 64 * 1024
"""Of a file below /proc or /sys."""
MAX_LISTED: Final = 20
"""Files named in one finding."""
