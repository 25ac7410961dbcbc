"""Limits of a person's file. Each has a unit and a reason."""

from typing import Final

ROWS_AT_A_TIME: Final = 200
"""Rows of a table in memory at once: a few hundred KB, however much somebody has written."""

NAMES_KEPT: Final = 10_000
"""Answers to «whose id is this» that are remembered while one file is written: some MB."""

COPY_BYTES: Final = 256 * 1024
"""Bytes of a file in memory at once."""

ROOM_BYTES: Final = 64 * 1024 * 1024
"""Free bytes that stay on the disk to which the file is written, for whatever else works there."""

SUFFIX_CHARACTERS: Final = 8
"""Of a file's own ending: as many as any usual one has, so that programs know what to open."""

BUSY_SECONDS: Final = 120
"""After which one asks again for a file while another is written: the log of a large school is read
in about that time."""
