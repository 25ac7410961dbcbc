"""Every limit of the server's foundation: name, unit, and the reason for the value."""

from typing import Final

# --- HTTP ---------------------------------------------------------------------------------------
MAX_BODY_BYTES: Final = 4 * 1024 * 1024
"""Largest request body: 100 operations of 24 KiB in JSON, base64 included, fit with room."""
REQUEST_THREADS: Final = 8
"""Worker threads: SQLite has one writer, and 8 readers saturate two cores."""
CONNECTION_LIMIT: Final = 2000
"""Open sockets: 1,000 users, two browsers' worth of idle connections each."""
SEND_BYTES: Final = 64 * 1024
"""Of an answer, read at once and handed to the kernel: a third of a second at 1.5 Mbit/s."""
UNSENT_BYTES: Final = 128 * 1024
"""In the kernel and not yet on its way, for each connection: two such pieces, so that a quick
phone never waits for the loop, and 200 slow ones hold 25 MB instead of 500."""
IDLE_CHANNEL_SECONDS: Final = 120
"""An idle phone's socket is closed after this; the phone opens another at no cost."""

# --- database -----------------------------------------------------------------------------------
BUSY_TIMEOUT_MS: Final = 15_000
"""How long a writer waits for the one before it; a bell's 40 logins take far less."""
MAX_KNOWN_CALLERS: Final = 100_000
"""Callers whose database a worker remembers (40 bytes each), where a hub has several."""
REPLICATION_BATCH: Final = 200
"""National operations brought to another database in one transaction: about half a second."""
COPY_FROM_ROWS: Final = 8
"""So many new rows go into PostgreSQL by COPY: below it an INSERT is as quick."""
NUMBERS_AT_ONCE: Final = 64
"""Row numbers that a transaction takes from a sequence of PostgreSQL at once (its increment)."""
LOCK_TIMEOUT_MS: Final = 60_000
"""How long PostgreSQL lets a transaction wait for a lock: applying a school's batch takes 2 s."""
MAX_TRANSACTION_TRIES: Final = 6
"""Runs of a transaction that PostgreSQL gives up for another one's sake; two nearly always do."""
TRY_AGAIN_SECONDS: Final = 0.05
"""Longest pause before the second run, times the number of runs after it."""

# --- logging in ---------------------------------------------------------------------------------
LOGIN_FAILURES_ALLOWED: Final = 6
"""Wrong passwords for one login from one address before a pause: children mistype."""
ADDRESS_FAILURES_ALLOWED: Final = 200
"""Wrong passwords from one address in the window: a class behind one router shares it."""
LOGIN_WINDOW_SECONDS: Final = 300
"""The window in which failures are counted, and the longest Retry-After."""
THROTTLE_ENTRIES: Final = 10_000
"""Counted (login, address) pairs kept in memory; the oldest go first."""
MAX_LOGIN_CHARS: Final = 80
MAX_PASSWORD_CHARS: Final = 200
"""Longer passwords only burn CPU: argon2 hashes its whole input."""
MAX_DEVICE_CHARS: Final = 120
MAX_SEALED_BYTES: Final = 1024
"""One sealed verifier: 97 characters of argon2id and 48 bytes of HPKE, with room to grow."""
TOKEN_DAYS: Final = 180
"""A phone stays logged in for a school half-year without meeting a password again."""
TOKEN_SEEN_GRAIN_SECONDS: Final = 3600
"""last_seen is kept to the hour: enough for an admin, and no write per request."""
SAME_LOGIN_CANDIDATES: Final = 3
"""Persons of different schools may bring the same login; a password is tried on so many, and of
more the school is asked: each costs 40 ms and 19 MiB."""
MAX_SCHOOL_CHARS: Final = 200
"""What somebody who logs in calls their school."""
MAX_NAMED_SCHOOLS: Final = 50
"""Schools that these words may mean: of more than a district has, the person has to say more."""

# --- operations ---------------------------------------------------------------------------------
MAX_BATCH_OPERATIONS: Final = 100
"""Operations in one POST: about 0.3 s of work, so that a class' phones take turns."""
CLOCK_BEHIND_WRITER_MS: Final = 24 * 3600 * 1000
"""A claim this much older than its own writer is a fallen clock: today's rights count then."""
MAX_RECORD_CHARS: Final = 80
"""Record ids (the contract of every kind)."""

# --- changes ------------------------------------------------------------------------------------
DEFAULT_PAGE_RECORDS: Final = 200
MAX_PAGE_RECORDS: Final = 500
"""Records in one page of changes: about 100 KB of JSON, a few seconds at 64 kbit/s with gzip."""
MAX_GAINED_RECORDS: Final = 1000
"""A scope gained later comes in one page up to this size; beyond it the phone starts afresh."""
MAX_CURSOR_CHARS: Final = 80

# --- files --------------------------------------------------------------------------------------
ASSET_MAX_AGE_SECONDS: Final = 365 * 24 * 3600
"""Built assets carry their hash in their name, so they never change."""
LOW_DISK_BYTES: Final = 200 * 1024 * 1024
"""Below this much free space /healthz reports the disk as low."""
