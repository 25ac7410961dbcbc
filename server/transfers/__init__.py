"""A pupil who moves to another school: a sealed file of what was learned, and its joining there."""
