"""Limits of the gradebook. Each has a unit and a reason."""

TITLE_CHARACTERS = 200
"""Characters of an assessment's title: two lines on a phone."""

MOST_POINTS = 1_000
"""Highest number of points that one assessment may give."""

TASKS = 40
"""Tasks of one assessment whose points are entered one by one: a long test."""

OBJECTIVE_CHARACTERS = 300
"""Characters of one learning objective: its code, and its words where a plan has them."""

OBJECTIVES = 12
"""Learning objectives of one assessment as a whole."""

COMMENT_CHARACTERS = 300
"""Characters of a note beside points or of a reason: a line."""

INPUTS = 120
"""Scores that one term mark rests on: a lesson a day for two quarters of a half-year."""

SUBJECTS = 40
"""Subjects of one school that are pass or fail, or that have a mark by half-years."""

SUBJECT_CHARACTERS = 40
"""Characters of a subject's code: a term mark's record is learner, term and subject in 80."""

CLASS_TEACHER_DAYS = 150
"""Days back for which a phone is given points of subjects that its owner doesn't teach: a
half-year. A class has ten thousand points a year."""

TERM_ASSESSMENTS_PER_DAY = 3
"""Term assessments (ТЖБ, СОЧ) that a class may have on one day (letter of the ministry on order
125)."""

SECTIONS_PER_TERM = 3
"""Section assessments (БЖБ, СОР) of a subject in a term; at least one (order 125)."""

REPORT_LEARNERS = 2_000
"""Learners in one report: the largest school."""

FILE_ROWS = 400
"""Filled rows of a sheet from which points are taken: a class of 30 with every form's extras; a
list of a whole school is another file."""

FILE_COLUMNS = 180
"""Columns of such a sheet: the 120 scores of a half-year, names, and what is reckoned of them."""

FILE_SHEETS = 40
"""Sheets of such a workbook: a subject has one per term, a school one per class."""

FILE_HEADER_ROWS = 15
"""Rows above the first pupil that may be headings: forms carry a school's name and a stamp."""

FILE_CHARACTERS = TITLE_CHARACTERS + 60
"""Characters of such a cell that are read: a title with its kind, day and most points."""

FILE_NAME_CHARACTERS = 120
"""Characters of such a cell beyond which it is no name: family name, given name and patronymic take
60."""
