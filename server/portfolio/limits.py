"""Limits of a portfolio. Each has a unit and a reason."""

TITLE_CHARACTERS = 120
"""Characters of a title: two lines on a phone, and what a pupil's file takes."""

TEXT_CHARACTERS = 600
"""Characters of what is said about a work or an achievement: a paragraph."""
