"""Limits of the year's end. Each has a unit and a reason."""

TERMS = 6
"""Terms whose marks one year mark rests on."""

INPUTS = 480
"""Scores that a year mark of pooled points rests on: four times those of a term."""

PROTOCOL_CHARACTERS = 40
"""Characters of the number of the council's protocol: «№ 7 от 30.05»."""

RESIT_SUBJECTS = 12
"""Subjects that a learner may be asked to resit: more than anybody is."""
