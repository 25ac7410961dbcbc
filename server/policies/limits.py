"""Limits of published policies. Each has a unit and a reason."""

from typing import Final

TITLE_CHARACTERS: Final = 200
"""Characters of a policy's name in one language: two lines on a phone."""
ORDER_CHARACTERS: Final = 500
"""Characters of the order that a policy follows: its number, date and gist."""
WEIGHT_ROWS: Final = 7
"""Rows of weights: as many as there are ways to plan some of three parts."""
BAND_SPANS: Final = 13
"""Spans of grades with bands of their own: at most one for each grade."""
BANDS: Final = 6
"""Bands of a span: marks are from 0 to 5."""
MOST_PLACES: Final = 3
"""Decimal places to which a step is rounded: percentages are never told finer."""
PUBLISHED: Final = 200
"""Policies in one answer: a ministry has published ten in fifteen years."""
SAMPLE_SCHOOLS: Final = 5
"""Schools whose marks a preview reckons anew: some seconds of a hub's time."""
SAMPLE_CLASSES: Final = 6
"""Classes of such a school, of as many grades as there are: half a second each at the worst."""
