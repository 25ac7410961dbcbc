"""Limits of what this node does with couriers: name, unit, reason."""

from typing import Final

DEFAULT_LOAD_BYTES: Final = 20 * 1000 * 1000
"""What a phone takes unless it asks for less: some weeks of work, or a lesson with pictures."""
MIN_LOAD_BYTES: Final = 64 * 1024
"""Smallest load: the statement of what is known needs a part of it."""
MAX_LOAD_BYTES: Final = 500 * 1000 * 1000
"""Largest load: what a browser may keep on a small phone."""
KEPT_LOADS: Final = 4
"""Loads for one node that stay on disk, so that phones that began can go on; the log has it all."""
REMEMBERED_LOADS: Final = 400
"""Loads whose receipts are still understood: two a day in a school year."""
MAX_CHUNK_BYTES: Final = 256 * 1024
"""One request of a phone: what a proxy buffers without complaint."""
UNFINISHED_PARTS: Final = 64
"""Parts of one node that may be under way; the oldest gives way to a new one."""
REMEMBERED_PARTS: Final = 4_096
"""Parts of one node that are remembered as taken; an older one that comes again is taken again."""
