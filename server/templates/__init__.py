"""Ready calendar-thematic plans by subject, grade and language, which schools begin theirs from."""
