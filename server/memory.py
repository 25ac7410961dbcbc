"""Keeps the memory of finished work from staying with the process, and looks for it less often.

Each login's argon2id asks for 19 MiB. By default glibc, having once given back such a block, serves
the next one from the calling thread's own arena, and every request thread ends up keeping one:
after a bell's logins a server that needs 80 MB would hold 240 MB for ever. That part does nothing
where there is another allocator.
"""

import ctypes
import gc
from typing import Any, Final

_M_MMAP_THRESHOLD: Final = -3  # malloc.h
_M_ARENA_MAX: Final = -8
MMAP_THRESHOLD_BYTES: Final = 1024 * 1024
"""Larger blocks are mapped alone and given back at once; setting it stops glibc from raising it."""
ARENAS: Final = 2
"""Python's interpreter lock lets one thread allocate at a time; the second is for argon2's."""


def give_back_large_blocks() -> bool:
    """Set the allocator up; call before threads are started. False where it can't be done."""
    mallopt = _of_glibc("mallopt")
    if mallopt is None:
        return False
    threshold = mallopt(_M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)
    return bool(threshold and mallopt(_M_ARENA_MAX, ARENAS))


def _of_glibc(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None)


NEW_OBJECTS: Final = 20_000
"""Objects made since the last look for rings of garbage: a frame of operations makes some hundred
thousand, all of them in use, and with Python's 700 a quarter of a hub's night went into looking."""


def spare_what_stays() -> None:
    """Look no more for garbage among all that start-up has made; call when it is over. What it
    needed for a moment goes back to the system."""
    gc.collect()
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 10, 10)
