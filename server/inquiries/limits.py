"""Limits of inquiries. Each has a unit and a reason."""

from typing import Final

TEXT_CHARACTERS: Final = 1000
"""Characters of a question or an answer: half a page."""
SHOWN: Final = 200
"""Inquiries in one answer: more than an operator settles in a day."""
READ_PER_DATABASE: Final = 2000
"""Inquiries of one database that are looked at: a bad September of ten thousand schools."""
