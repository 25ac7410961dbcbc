"""Limits of the library. Each has a unit and a reason."""

TITLE_CHARACTERS = 300
"""Characters of a title; longer ones do not fit a phone's screen."""

SUMMARY_CHARACTERS = 4_000
"""Characters of a lesson's summary; the whole operation must stay under 24 KiB."""

COURSE_LESSONS = 200
"""Lessons of one course: a subject has at most 170 teaching hours a year (5 a week, 34 weeks)."""

LESSON_ITEMS = 50
"""Items of one lesson; a lesson lasts 45 minutes."""

COURSE_GRADES = 13
"""Grades a course may name: grades 0 to 12."""

EDITION_MAX = 1_000_000
"""Highest edition number; keeps the column a 32-bit integer in every database."""

ITEM_BYTES_MAX = 4 * 1024**3
"""Bytes one item may claim: above the importer's own limit, only to keep the number sane."""

MANIFEST_BYTES_MAX = 16 * 1024**2
"""Bytes of a stored description: 20,000 files with paths and hashes come to about 4 MB."""

INDEX_BATCH = 16
"""Descriptions read per call while the library looks for what it lacks; keeps a call short."""

MISSING_PAGE = 500
"""Hashes named per call to the sync agent; it asks again when these have come."""

KNOWN_PUBLIC_MAX = 4096
"""Hashes kept in memory as known to be public: the files of a dozen lessons, in 1 MB."""

READ_WHOLE_BYTES = 64 * 1024
"""Bytes of a file of a lesson that is read at once; a larger one is sent piece by piece."""
