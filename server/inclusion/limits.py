"""Limits of support and of individual routes. Each has a unit and a reason."""

EXTRA_PERCENT = 100
"""Percent of further time, at most: double time is what examinations grant."""

ADVICE_CHARACTERS = 300
"""Characters of advice to teachers: what helps, in three lines. A history has no place here."""

GOAL_CHARACTERS = 600
"""Characters of a route's goal or of its conclusion."""

STEPS = 40
"""Steps of one route: one in each week of a year."""

STEP_CHARACTERS = 300
"""Characters of a step: a task or an hour's subject."""

REVIEW_CHARACTERS = 1_000
"""Characters that one person writes about one week."""

OVERDUE_DAYS = 10
"""Days without a review after which a route that is under way is shown as left alone: a week, and
the weekend in which somebody may still write it."""

OVERVIEW_LEARNERS = 500
"""Learners in one overview: half of a large school."""
