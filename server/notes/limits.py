"""Limits of own notes. Each has a unit and a reason."""

from typing import Final

NOTES_AT_ONCE: Final = 500
"""Notes in one request and in one answer: half a class's term in one subject, some 50 KB."""
NOTES_OF_A_PERSON: Final = 30_000
"""Notes of one person: twenty points a term of ten classes make 20,000 in a year, 2 MB. The oldest
go: the sheet lists the terms of this year alone."""
ENTRY_CHARACTERS: Final = 80
"""Characters of what a note is of: the id of a record, or the hash of a phrase."""
VALUE_CHARACTERS: Final = 4_000
"""Characters of a note: as many as a comment has, of which a phrase is kept."""
