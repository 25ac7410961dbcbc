"""Limits of the journal. Each has a unit and a reason."""

FAMILY_DAYS = 45
"""Days back for which a phone is given the lessons of subjects that its owner doesn't teach: a
diary looks at weeks, and a class has a thousand lessons a year."""

NOTE_CHARACTERS = 300
"""Characters of a note beside an absence: a line."""

REPORT_DAYS = 92
"""Days that one report on the keeping of journals may span: a term with its holidays."""
