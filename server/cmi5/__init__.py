"""The LMS side of cmi5: courses, registrations, launches, and the gate before the record store."""
