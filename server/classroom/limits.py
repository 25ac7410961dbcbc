"""Limits of assignments, submissions and marks. Each has a unit and a reason."""

TITLE_CHARACTERS = 300
"""Characters of an assignment's title: two lines on a phone."""

INSTRUCTIONS_CHARACTERS = 8_000
"""Characters of instructions: 16 KB of Cyrillic, inside the 24 KiB of an operation."""

ANSWER_CHARACTERS = 10_000
"""Characters of a typed answer: about five pages; longer work goes as a file."""

COMMENT_CHARACTERS = 4_000
"""Characters of a teacher's comment on a mark: two pages."""

MARK_CHARACTERS = 20
"""Characters of a mark as written: `10`, `5`, `сын.`; the gradebook counts only numbers."""

MAX_MARK = 1_000
"""Highest number of points one assignment may give."""

FILES_PER_RECORD = 20
"""Files of one assignment or one submission: a notebook's worth of photos."""

FILE_BYTES = 50 * 1024**2
"""Bytes of one file of work; the same as the upload limit of purpose `work`."""

ATTEMPTS_PER_SUBMISSION = 50
"""Attempt records one submission may point to: a lesson's items."""
