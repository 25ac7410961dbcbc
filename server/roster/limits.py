"""Limits of the roster's files."""

from typing import Final

MAX_FILE_BYTES: Final = 8 * 1024 * 1024
"""A list of 10,000 people with every column filled is about 1 MB as .xlsx."""

MAX_ROWS: Final = 20_000
"""A node is made for 1,000 users; twenty times that is a district's file taken by mistake."""

MAX_COLUMNS: Final = 100
"""Exports of other platforms have up to about sixty."""

MAX_HEADER_ROW: Final = 15
"""Above the table forms carry the school's name, a year and a stamp."""

MAX_CELL_CHARS: Final = 200
"""A name in a passport has at most 40 letters; cells with stories aren't a roster."""

MAX_PROBLEMS: Final = 500
"""More than that nobody reads; the count is told all the same."""

MASS_MOVE_SHARE: Final = 0.2
"""When more of the pupils than this would leave, a file is probably half a list, and it asks twice;
when more would change their class, it is probably the new year's."""

MASS_MOVE_COUNT: Final = 5
"""Fewer pupils than this may leave or change their class unasked, however small the school."""

MAX_MOVES: Final = 500
"""Grades of classes in one rollover: five times those of the largest school."""

MAX_ANSWERS: Final = 2_000
"""Questions about parents of one list: every second family of the largest school."""

MAX_GROUPS: Final = 40
"""Groups that one pupil may be put into: two for each subject that a class divides for."""
