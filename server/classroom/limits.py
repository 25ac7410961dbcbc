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

LEARNERS_PER_TASK = 60
"""Learners whom one task or notice may name: two large classes; more than that is a class."""

CRITERIA_PER_TASK = 12
"""Criteria of one task: what fits on a phone beside the mark."""

CRITERION_CHARACTERS = 200
"""Characters of one criterion: three lines on a phone."""

NOTICE_CHARACTERS = 8_000
"""Characters of a notice; the same as of instructions."""

DRAWN_PHOTOS = 20
"""Photos of one work that may be drawn on: as many as the work has files."""

LINES_PER_PHOTO = 60
"""Lines drawn on one photo: a page of corrections."""

LINE_CHARACTERS = 2_000
"""Characters of one drawn line: some 250 points, of which a thinned curve needs 20."""

DRAWING_CHARACTERS = 12_000
"""Characters of all lines on a work, so that a mark with its comment stays within 24 KiB."""

VOICE_FILES = 1
"""Recordings with one mark."""

VOICE_BYTES = 1_000_000
"""Bytes of a recording: a minute of Opus takes 200 KB, of AAC from an iPhone 500 KB."""

PHOTO_WAIT_SECONDS = 15
"""Seconds that a photo waits for its turn to be made legible: some four of a small box's."""

FILES_PER_RECORD = 20
"""Files of one assignment or one submission: a notebook's worth of photos."""

FILE_BYTES = 50 * 1024**2
"""Bytes of one file of work; the same as the upload limit of purpose `work`."""

ATTEMPTS_PER_SUBMISSION = 50
"""Attempt records one submission may point to: a lesson's items."""
