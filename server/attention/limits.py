"""Bounds of the attention list: name, unit, and the reason for the value."""

from typing import Final

MOST_ITEMS: Final = 200
"""Items of each kind in one answer, the newest first: more than anybody settles in a day."""
MOST_LOOKED_AT: Final = 2000
"""Records looked through for those of the reader's schools: a hub keeps a region's."""
MOST_HISTORY: Final = 100
"""Settled items in one answer."""
MAX_REASON_CHARS: Final = 500
"""Characters that say why something was released or dismissed."""
PREVIEW_CHARS: Final = 120
"""Characters of a text shown to recognise it by."""
