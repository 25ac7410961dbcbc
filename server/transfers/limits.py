"""Limits of transfers. Each has a unit and a reason."""

MAX_FILE_BYTES = 64 * 1024
"""Bytes of a pupil's file: one operation's worth, its seal and its signature, with room."""

CONTENT_BYTES = 16 * 1024
"""Bytes of what one file tells, as JSON: it becomes one operation, of which 24 KB are allowed."""

MARKS = 240
"""Marks of terms and years: eleven years of the main subjects, or four terms of forty."""

POINTS = 60
"""Assessments of the present term with their points, the latest first."""

WORKS = 30
"""Marked works of the portfolio, the latest first."""

PLACES = 30
"""Subjects whose place in the plan is told."""

TEXT_CHARACTERS = 120
"""Characters of a title or a topic: longer ones are cut."""

CODE_SIGNS = 16
"""Signs of the code that opens a file: 16 of 31 are 79 bits, and two groups fewer than anybody
would copy wrongly."""

STRETCHES = 2**15
"""Cost of making a key from a code (scrypt's N): 32 MB and a tenth of a second on a small box."""

ROUTES = 3
"""Individual routes under way that go with a pupil: one for each of three subjects."""

STEPS = 20
"""Steps still to be done of one route: half a year's."""

CARRIED_CHARACTERS = 20 * 1024
"""Characters of a file in base64 within an operation, of which 24 KB are allowed. What a file
tells is packed first: 16 KB of the worst text stay below."""

CLAIMS = 10
"""Files that one pupil may be waiting for: a code that was copied wrongly is asked for again."""

PASSED_AT_ONCE = 200
"""Files that a hub hands on in one look: thousands move in August, the next look takes the rest."""

LOOK_SECONDS = 20.0
"""Seconds between a hub's looks for files that are claimed."""

LISTED = 100
"""Files in one list: a large school loses as many pupils in a summer."""

ITEMS = 30
"""Picked works and achievements that go with a pupil, the latest first."""
