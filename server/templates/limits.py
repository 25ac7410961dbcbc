"""Limits of ready plans. Each has a unit and a reason."""

PARTS = 8
"""Operations that the rows of one plan may be spread over."""

PART_BYTES = 18 * 1024
"""Bytes of rows in one operation: 24 KiB is the whole of it, and CBOR is less than JSON."""

PART_ROWS = 200
"""Rows in one operation: the shortest that make sense take a hundred bytes."""

TITLE_CHARACTERS = 200
"""Characters of a plan's name or of its source: two lines on a phone."""

OFFERED_PER_SCHOOL = 60
"""Plans that one school offers to those around it at a time: twelve teachers with five each."""

SPREAD_A_DAY = 20
"""New plans of one school that its hub hands on in 24 hours; further ones follow a day later, so
that a box run wild does not fill its neighbours' links."""

SPREAD_EVERY_SECONDS = 60
"""How often a hub looks for plans to hand on: nobody waits for them, and a look takes a query."""

PLACE_CHARACTERS = 120
"""Characters of a region's or a district's name, as the console has them."""

LISTED = 200
"""Plans in one answer: a grade has some twenty subjects in three languages."""
