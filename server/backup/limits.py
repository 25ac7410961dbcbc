"""Bounds of the copies: name, unit, and the reason for the value."""

from typing import Final

# --- bytes --------------------------------------------------------------------------------------
PIECE_BYTES: Final = 128 * 1024
"""The database is cut into pieces of this size, and only changed ones are written: 1,600 files for
200 MB, and a day's work touches a part of them."""
CHUNK_BYTES: Final = 256 * 1024
"""Plain bytes under one seal of the stream: damage is found before more than this is believed."""
MAX_SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + 64
"""A chunk with its flag and its tag; a longer one is damage."""
ZSTD_LEVEL: Final = 3
"""Films do not shrink at any level, and tables shrink to a third at this one."""
MAX_HEADER_BYTES: Final = 64 * 1024
"""What a copy says of itself in clear."""
MAX_COPY_BYTES: Final = 256 * 1024**2
"""A copy's list and sealed table of files: 100 bytes a file, two million files."""
RESERVE_BYTES: Final = 64 * 1024**2
"""Stays free on the disk of the copies: a file system that is full to the brim breaks."""
CHECKPOINT_BYTES: Final = 256 * 1024**2
"""So much new is noted as kept at a time: a first copy of 20 GB that is cut goes on from there."""

# --- keeping ------------------------------------------------------------------------------------
KEEP_LATEST: Final = 2
"""Copies that are never given up, however full the disk is."""
KEEP_DAYS: Final = 7
KEEP_WEEKS: Final = 4
KEEP_MONTHS: Final = 6
"""The last copy of so many days, weeks and months stays: half a year covers a mistake that is only
noticed when a term's marks are looked at."""
SCRUB_SHARES: Final = 7
"""Every night one of so many shares of the older files is read: all of them in a week."""

# --- times --------------------------------------------------------------------------------------
LOOK_EVERY_SECONDS: Final = 300
"""How often it is looked whether a copy is due: a disk that was plugged in gets one soon."""
NIGHT_HOURS: Final = 4
"""A copy is made within so many hours after TIREK_BACKUP_AT, when nobody waits for the server."""
LATE_HOURS: Final = 30
"""A box that is switched off at night makes its copy by day once the last is older than this."""
RETRY_HOURS: Final = 6
"""After a failure: a bad disk is not worn out, and a passing fault costs no night."""
MAX_FOLDERS: Final = 64
"""Mounted folders looked at in one round."""

# --- at the node above --------------------------------------------------------------------------
MAX_LIST_BYTES: Final = 8 * 1024**2
"""A copy's list as a node below sends it: 72 bytes an object, and the sealed table of files."""
MAX_OBJECTS: Final = 65_536
"""Objects of one copy there: a database of 8 GB in pieces."""
KEPT_BELOW: Final = 3
"""Whole copies that a node keeps for each node below; where its quota is used up, fewer, and never
none."""
KEEP_GONE_DAYS: Final = 180
"""Copies of a box that was shut out stay for so long: the kit of the one that replaces it is good
for 120 days, and a box stolen in June is replaced in September."""
SCRUB_SIXTEENTHS: Final = 16
"""Each time a copy is completed, one of so many shares of its older objects is read again there."""
SEND_SECONDS: Final = 240
"""Of one exchange that may go to the copy: after that the node above is asked for news again."""
REFUSED_HOURS: Final = 12
"""After the node above would not take a copy: its operator has a morning to give it more room."""
