"""Limits of uploads. Each has a unit and a reason."""

CHUNK_BYTES = 256 * 1024
"""Bytes of one PATCH: a cut request never reaches the app, so a cut costs at most this much."""

WORK_BYTES = 50 * 1024**2
"""Bytes of one file of work or attachment: a scanned notebook or three minutes of phone video."""

CONTENT_BYTES = 1024**3
"""Bytes of one package for the library: the largest courses seen are about 700 MB."""

OPEN_UPLOADS_PER_PERSON = 20
"""Unfinished uploads one person may have: a submission's files, FILES_PER_RECORD of them."""

OPEN_BYTES_PER_PERSON = 2 * 1024**3
"""Bytes announced by one person's unfinished uploads: two packages at once."""

EXPIRY_DAYS = 7
"""Days after its last chunk that an unfinished upload is dropped: a weekend and an illness."""

FINISHED_DAYS = 30
"""Days a finished content import's report stays readable."""

IMPORT_TRIES = 2
"""Times an import is started: once, and once more after the server was killed in the middle."""

PROGRESS_STEP_PERCENT = 2
"""Percent of progress between two writes of it: fifty small writes per import at most."""
