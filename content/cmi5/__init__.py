"""cmi5: a course's structure, and the rules between an assignable unit and who launched it."""
