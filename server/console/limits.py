"""Every limit of the console: name, unit, and the reason for the value."""

from typing import Final

SCHOOLS_PAGE: Final = 50
"""Schools of one page: a screen and a half, answered in some milliseconds."""
MAP_POINTS: Final = 20_000
"""Schools on the map: twice the country's."""
SILENT_DAYS: Final = 7
"""Days without a word after which a school counts as silent: a week's sticks have come by then."""
REPORT_EVERY_MS: Final = 20 * 3600 * 1000
"""Milliseconds after which a box tells anew how it is: daily, and a little before the same hour."""
REPORT_AGAIN_MS: Final = 3600 * 1000
"""Milliseconds before a box tells of another state: one that comes and goes costs no more."""
REPORTED_DAYS: Final = 28
"""Days of lessons that a box counts for its report: four weeks of the timetable."""
MAX_FINDINGS: Final = 24
"""Findings of one report: the worst first; a box has about thirty kinds of them."""
CLAIM_DAYS: Final = 120
"""Days for which a joining kit is good: made in May, it is opened in September."""
CLAIM_SECRET_BYTES: Final = 32
"""256 bits: not to be guessed, by whoever may ask as often as they like."""
MAX_CLAIM_BYTES: Final = 4096
"""Bytes of a claim: a node's keys and the schools' ids."""
LEAST_GROUP: Final = 5
"""Schools, or people, below which a group's figures are hidden: from fewer one could be told."""
ACTIONS_PAGE: Final = 100
"""Lines of the operators' record in one answer: a screen that somebody still reads."""
DELIVERIES_SHOWN: Final = 100
"""Editions on a school's page."""
MAX_QUERY_CHARS: Final = 80
"""Characters of a search for a school's name."""
MAX_PLACE_CHARS: Final = 120
"""Characters of a region's or a district's name."""
COUNTED_AT_ONCE: Final = 500
"""Schools whose people and works are counted for each look at a page: a region's take 50 ms."""
COUNT_EVERY_MS: Final = 3600 * 1000
"""Milliseconds between two counts of more schools than that: a country's figures change by the
day, and counting them reads every enrolment and every work."""
ENTER_EVERY_SECONDS: Final = 30
"""How often a hub looks for schools that are not on its list yet: somebody waits for them."""
REPORT_LOOK_SECONDS: Final = 3600
"""How often a box looks whether it should report: looking costs it a tenth of a second."""
