"""The end of a school year: year marks, exams, final marks, and what the council decided."""
