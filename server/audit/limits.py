"""Limits of the list of bulk reads. Each has a unit and a reason."""

READS_SHOWN = 200
"""Bulk reads in one answer: a screen that somebody still reads."""

PEOPLE_FROM = 2
"""People in one answer from which it counts as a bulk read: a single child's report to its parents
or its teacher is daily work."""
