"""Calendars, timetables, substitutions and plans: which lesson stands on which day."""
