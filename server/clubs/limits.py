"""Limits of clubs and electives. Each has a unit and a reason."""

LEADERS = 4
"""People who lead one club: two in turn, and who steps in."""

NAME_CHARACTERS = 120
"""Characters of a name, or of what a club is about in a line: two lines on a phone."""

TOPIC_CHARACTERS = 300
"""Characters of what was done in a meeting: as in the journal of lessons."""

MEETING_MINUTES = 480
"""Minutes of one meeting: a tournament takes a day."""

REASON_CHARACTERS = 300
"""Characters of why an outcome is another than the rule says."""

LEAST_MEMBERS = 200
"""The most that "at least so many members" may ask for: a choir of a large school."""

PASS_PERCENT = 80
"""Percent of meetings that who passes an elective was at (rules of the NIS network, annex 3)."""

SWITCHED_PERCENT = 65
"""The same for who came from another elective in mid-year (annex 3)."""

CLUBS = 300
"""Clubs of a school in one overview: several for each class of a large one."""
