"""Limits of quizzes written in the app. Each has a unit and a reason."""

TITLE_CHARACTERS = 300
"""Characters of a quiz's title; the same as of a task's."""

INTRODUCTION_CHARACTERS = 2_000
"""Characters of what stands before the first question: half a page."""

SUBJECT_CHARACTERS = 80
"""Characters of a subject's key or name."""

OBJECTIVE_CHARACTERS = 120
"""Characters of a learning objective: a code such as 5.1.2.3, with room for its words."""

GRADES = 13
"""Grades a quiz may be for: 0 to 12."""

QUESTIONS = 200
"""Questions of one quiz; a whole term's bank of a subject. Longer banks are several quizzes."""

QUESTION_FILES = 3
"""Pictures of one question: more do not fit a phone's screen."""

PAPER_FILES = 60
"""Pictures of one paper."""

PICTURE_BYTES = 2 * 1024**2
"""Bytes of a picture: a photo as the app compresses it has some 200 KB."""

PARTS = 6
"""Operations over which the questions of a paper are spread, each within 24 KiB: some 120 KB of
questions, twice what a lesson of 45 minutes can ask."""

PART_QUESTIONS = 100
"""Questions in one part; their bytes reach the limit of an operation long before."""

ATTEMPTS = 20
"""Attempts that a paper may allow; none stated: as many as one likes."""

MINUTES = 240
"""Minutes for an attempt: the longest examination."""
