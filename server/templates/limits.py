"""Limits of ready plans. Each has a unit and a reason."""

PARTS = 8
"""Operations that the rows of one plan may be spread over."""

PART_BYTES = 18 * 1024
"""Bytes of rows in one operation: 24 KiB is the whole of it, and CBOR is less than JSON."""

PART_ROWS = 200
"""Rows in one operation: the shortest that make sense take a hundred bytes."""

TITLE_CHARACTERS = 200
"""Characters of a plan's name or of its source: two lines on a phone."""

LISTED = 200
"""Plans in one answer: a grade has some twenty subjects in three languages."""
