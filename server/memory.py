"""Keeps the memory of finished work from staying with the process (glibc only; a no-op elsewhere).

Each login's argon2id asks for 19 MiB. By default glibc, having once given back such a block,
serves the next one from the calling thread's own arena, and every request thread ends up keeping
one: after a bell's logins a server that needs 80 MB would hold 240 MB for ever.
"""

import ctypes
from typing import Final

_M_MMAP_THRESHOLD: Final = -3  # malloc.h
_M_ARENA_MAX: Final = -8
MMAP_THRESHOLD_BYTES: Final = 1024 * 1024
"""Larger blocks are mapped alone and given back at once; setting it stops glibc from raising it."""
ARENAS: Final = 2
"""Python's interpreter lock lets one thread allocate at a time; the second is for argon2's."""


def give_back_large_blocks() -> bool:
    """Set the allocator up; call before threads are started. False where it can't be done."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    threshold = mallopt(_M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES)
    return bool(threshold and mallopt(_M_ARENA_MAX, ARENAS))
