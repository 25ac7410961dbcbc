"""Which apps this server gets along with: whole numbers, told by GET /node.

A kind of operation that is new, a member that is new: neither needs a new generation, because both
sides pass over what they do not know (see docs/decisions/0039). One begins when what an older app
sends would be taken for something else; the app carries its own number (`GENERATION` in
pwa/src/data/limits.ts).
"""

from typing import Final

NOW: Final = 1
"""The generation of the app that came with this release."""

OLDEST: Final = 1
"""The oldest one that may still send: an older app keeps its work and asks to be updated."""
