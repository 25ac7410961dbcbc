"""Limits of reports. Each has a unit and a reason."""

PAGES = 600
"""Pages of one report: a register of a class in all subjects has forty, the report cards of the
largest parallel three hundred."""

DATES_PER_PAGE = 22
"""Lessons beside each other on a page of the register: A4 across, a name and 9 mm for each."""

WEAK_SHOWN = 12
"""Weak objectives that one line of an analysis names: a cell that still fits a page."""
