"""Schools, persons, classes, enrolments, roles, guardians, and how a person logs in."""
