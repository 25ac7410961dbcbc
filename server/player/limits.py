"""Limits of attempts. Each has a unit and a reason."""

CMI_BYTES = 16 * 1024
"""Bytes of the data model inside one operation (24 KiB in all); larger ones go as a blob."""

CMI_ENTRIES = 2_000
"""Entries of one data model: 250 interactions of eight elements each."""

SESSION_SECONDS = 7 * 24 * 3600
"""Seconds one session may claim: a week; anything above is a broken clock, not work."""

EDITION_MAX = 1_000_000
"""Highest course edition, as in the library."""

ANSWERS = 250
"""Answers kept of one session: as many interactions as a data model has room for."""

NAME = 200
"""Characters of a question's or an activity's id; longer ones are cut."""

WORD = 20
"""Characters of an interaction's type: the longest of the standard has 13."""

RESPONSE = 1_000
"""Characters of an answer kept for teachers: a page. The whole is in the data model."""

FOLLOWED = 500
"""Operations named as followed by a snapshot: the latest of a year's sittings."""

SNAPSHOT_BYTES = 8 * 1024 * 1024
"""Bytes of a data model in a file that is read for another phone: twenty full activities."""

TELL_EVERY_SECONDS = 30.0
"""How often it is looked for finished attempts that the record store has not heard of: a teacher
sees a class's results there before the lesson is over."""

TOLD_AT_ONCE = 20
"""Attempts told of in one transaction: some 40 statements, a tenth of a second in which others wait
to write."""
