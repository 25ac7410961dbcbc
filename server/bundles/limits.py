"""Limits of what this node does with sticks: name, unit, reason."""

from typing import Final

MIN_EXPORT_BYTES: Final = 64 * 1024
"""Smallest budget of an export: the statement of what is known needs a part of it."""
STICK_RESERVE_BYTES: Final = 1024 * 1024
"""Left free on a stick: file systems of sticks behave badly when they are full."""
SCARCE_BYTES: Final = 256 * 1024 * 1024
"""With less room than this, what is superseded is removed before something new is written."""
POLL_SECONDS: Final = 5.0
"""How often the folders of sticks are looked at: nobody waits longer for a light to blink."""
MAX_FOLDERS: Final = 32
"""Mounted folders looked at in one round."""
STOP_SECONDS: Final = 10.0
"""How long a stop waits for the volume that is under way; a cut one is a leftover to sweep."""
INDEX_ROUNDS: Final = 1_000
"""Rounds of indexing after an import: each takes in a page of descriptions."""
