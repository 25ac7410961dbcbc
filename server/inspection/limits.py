"""Limits of inspections. Each has a unit and a reason."""

INSPECTOR_DAYS = 92
"""Days that an inspector's account lasts at most: a term, and nobody forgets it for years."""

PACK_DAYS = 366
"""Days that an inspector's pack may span: a school year."""
