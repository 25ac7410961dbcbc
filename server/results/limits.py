"""Limits of results. Each has a unit and a reason."""

ATTEMPTS = 2_000
"""Attempts at one item by one class that are looked at: forty learners, fifty times each."""

FOR_DISCRIMINATION = 10
"""Learners from which on discrimination says anything: below, one learner turns it around."""

RESPONSE_SHOWN = 200
"""Characters of an answer in a list or a sheet: two lines."""
