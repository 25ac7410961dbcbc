"""Bounds of release files: name, unit, and the reason for the value."""

from typing import Final

MAX_MANIFEST_BYTES: Final = 64 * 1024
"""Of the signed part: a hundred wheels are 10 KB."""
MAX_PAYLOAD_BYTES: Final = 400 * 1024 * 1024
"""Of a release: today's is 40 MB."""
MAX_WHEELS: Final = 300
"""Files of a release: today's has fifty."""
COPY_BYTES: Final = 1024 * 1024
"""Copied at once: little beside a small board's memory."""
KEPT_FILES: Final = 3
"""Release files that stay: a card has no room for more."""
LOOK_SECONDS: Final = 60
"""How often a box looks whether a stick brought a release."""
