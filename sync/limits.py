"""Every bound of the sync layer, with its unit and the reason for it."""

# --- operations -----------------------------------------------------------------------------
# Bytes of one operation in canonical form. Anything larger belongs in a blob: with its verdict
# and a frame header it must still fit one frame even when it does not compress.
MAX_OPERATION_BYTES = 24 * 1024
# Levels of nesting inside `fields`. A hostile body must not exhaust the interpreter's stack.
MAX_DEPTH = 16
# Characters of a record id: an operation id is at most 51, a natural key joins a few of them.
MAX_RECORD_CHARS = 80
# Characters of a kind's name.
MAX_KIND_CHARS = 64
# Highest kind version; 16 bits are more upgrades than a product lives to see.
MAX_VERSION = 0xFFFF
# Highest epoch and seq: the largest integer that a phone's JavaScript keeps exactly.
MAX_COUNTER = 2**53 - 1
# Characters of a verdict's reason: a kebab-case name, never a sentence.
MAX_REASON_CHARS = 80

# Bits of chance in a new epoch: two restores of one copy meet once in 4 thousand million, and
# counters last for two million restores.
EPOCH_CHANCE_BITS = 32

# --- clocks ---------------------------------------------------------------------------------
# Unix ms below which no node believes its own clock: this release did not exist before
# (1 November 2026, UTC). Dead clock batteries start in 1970 or 2000.
CLOCK_FLOOR_MS = 1_793_491_200_000
# Unix ms above which no timestamp moves a node's clock (1 January 2100): a broken or hostile node
# must not push everybody's clock to the end of its 64 bits.
CLOCK_CEILING_MS = 4_102_444_800_000
# How far ahead of the judging node an author's clock may run before the node's time is used for
# ordering instead, in ms (24 hours: time zones and a forgotten date are common, years are not).
MAX_CLOCK_AHEAD_MS = 24 * 60 * 60 * 1000

# --- frames ---------------------------------------------------------------------------------
# Bytes of a whole frame: 4 seconds of a 64 kbit/s link, so a cut costs at most that.
MAX_FRAME_BYTES = 32 * 1024
# Bytes of a frame's header; real ones are under 200.
MAX_FRAME_HEADER_BYTES = 4 * 1024
# Bytes of a frame's body once decompressed: a frame must not be a decompression bomb.
MAX_FRAME_BODY_BYTES = 1024 * 1024
# Operations in one frame.
MAX_FRAME_OPERATIONS = 4_000
# Single values in the operations of one tight frame: 50 for each operation.
MAX_FRAME_VALUES = 200_000
# Places for values in the shapes of one tight frame; a recorded attempt has under 100.
MAX_FRAME_LEAVES = 20_000
# Numbers that the columns of one tight frame hold while it is read; a few for every value.
MAX_FRAME_NUMBERS = 1_000_000
# Bytes of texts that reading one tight frame puts together from words and numbers.
MAX_FRAME_TEXT_BYTES = 4 * 1024 * 1024
# zstd window, as a power of two, that a decoder is ready to allocate (2 MiB covers a whole body).
MAX_ZSTD_WINDOW_LOG = 21

# --- seals ----------------------------------------------------------------------------------
# Hashes in the proof that entries stood in a sealed frame: every second entry of a full one.
MAX_PROOF_HASHES = 2_048
# Proofs that come with one frame: each costs the reader the check of a signature.
MAX_PROOFS = 64
# Bytes that the proofs of one frame may have besides it.
MAX_PROOF_BYTES = 32 * 1024

# --- audits ---------------------------------------------------------------------------------
# Parts of writers in one question: with their sets and fingerprints about 16 KB.
MAX_AUDIT_PARTS = 512
# Rounds of one audit; 16 parts each time, so eight find one operation among 4 thousand million.
MAX_AUDIT_ROUNDS = 64
# Operations that one question fetches.
MAX_FETCHED = 500

# --- messages -------------------------------------------------------------------------------
# Bytes of one request or answer besides its frames: acks of 7,000 writers still fit.
MAX_MESSAGE_BYTES = 512 * 1024
# Frames in one session answer: the first one; the rest are pulled one by one.
MAX_FRAMES_IN_ANSWER = 1
# Feed rows looked through while one frame is filled, so that a long stretch of rows that the
# asking node wrote itself cannot hold the answering node's database for long.
MAX_FEED_SCAN = 20_000
# Waiting operations read from the log while one frame upwards is filled.
MAX_WAITING_SCAN = 4_000
# Scopes that one node follows: schools it serves, their classes and the national scope.
MAX_SCOPES = 4_096
# Acknowledgement rows (writer and epoch) in one message.
MAX_ACK_ROWS = 20_000
# Intervals that one set may have; beyond it the sender must fill gaps first.
MAX_INTERVALS = 4_096

# --- blobs ----------------------------------------------------------------------------------
# Bytes of one chunk on the way up, on a link that carries it in STEP_SECONDS; slower ones get less.
MAX_CHUNK_BYTES = 256 * 1024
# Bytes that one ranged request fetches on the way down.
MAX_RANGE_BYTES = 256 * 1024
# Personal files asked for in one session answer.
MAX_WANTED_BLOBS = 200
# Course files looked up at once when the node lists what it lacks.
MAX_LACKING_BLOBS = 100
# Bytes of one personal file; the school refuses larger ones at upload.
MAX_PERSONAL_BLOB_BYTES = 64 * 1024 * 1024

# --- sessions -------------------------------------------------------------------------------
# Requests that one exchange may make: a peer that never says "no more" is left alone after it.
MAX_REQUESTS = 100_000
# Steps that bring nothing new in a row before an exchange gives up on its peer.
MAX_IDLE_STEPS = 3
# Requests under way at once: the next one crosses while the answer to the first is awaited. More
# would only let what is urgent wait longer. A cut costs at most what is under way.
PIPELINE_DEPTH = 2
# Ranges of files under way at once: where the end of one is lost on its way, repairing it takes a
# round trip and the queue, and the link would stand idle once the second one is through. Ranges go
# on where a cut stopped them, so the third one costs nothing.
RANGES_UNDER_WAY = 3
# Seconds of link that one frame, chunk or range should take.
STEP_SECONDS = 4.0
# Bytes of the smallest frame and chunk, however slow the link: below it heads outweigh bodies.
MIN_FRAME_BYTES = 4 * 1024
# Bytes of the first chunk or range over a link that has not been measured yet.
FIRST_RANGE_BYTES = 32 * 1024
# Seconds after a failed exchange before the next is tried, at first and at most.
FIRST_BACKOFF_S = 30.0
MAX_BACKOFF_S = 60 * 60.0

# --- the HTTP road --------------------------------------------------------------------------
# Seconds to wait for a connection; satellite round trips are under 2 s, queues add the rest.
CONNECT_TIMEOUT_S = 15.0
# Seconds without anything new from the upstream before an exchange is given up: a busy hub may
# think about a frame for a while, and a link that was cut may need a while to come back.
NO_NEWS_TIMEOUT_S = 60.0
# Seconds for which a host may say that nobody listens there, once somebody did: a server that is
# started anew is back by then, and one that is down is the next exchange's matter.
REFUSED_TIMEOUT_S = 5.0
# Seconds of a silent link before a connection is taken for dead, at least. Shorter ones doubled
# the traffic of a lossy link in measurements.
MIN_STALL_S = 6.0
# Round trips that a stall lasts at least, for links whose queues hold seconds.
STALL_ROUND_TRIPS = 4
# Bytes per second that a link is taken for before it was measured (64 kbit/s).
ASSUMED_RATE = 8_000
# Seconds of a silent link before a second connection is opened beside the first, at least.
MIN_HEDGE_S = 2.0
# Connections that are begun beside each other, and the seconds between two beginnings: what is
# lost of a handshake comes again after a second at the earliest, and each costs under a kilobyte.
MAX_RACERS = 4
RACE_STEP_S = 0.4
# The same for the first one of an exchange, when nothing says that the link is bad: two round trips
# of 600 ms, and a little.
FIRST_RACE_STEP_S = 1.5
# Seconds without any word after which one gives way to a new one: the system's own second try
# carries no data, and later it tries ever more rarely.
RACER_PATIENCE_S = 1.1
# Connections in a row, to a server that allows data in the first packet, on which none arrived;
# then no more are tried. On a link that is cut the first packets are often lost.
MAX_UNHEARD = 12
# Times that one request is sent before it is taken for the cause of the cuts.
MAX_TRIES = 8
# Seconds between attempts to connect again, at first and at most.
FIRST_RECONNECT_S = 0.5
MAX_RECONNECT_S = 4.0
# Seconds after an exchange's deadline in which an answer under way may still come.
GRACE_S = 6.0
# Seconds of silence before the system probes a connection, and between probes; how many of them
# may stay unanswered (the stall timer is usually faster).
KEEPALIVE_IDLE_S = 1
KEEPALIVE_STEP_S = 1
KEEPALIVE_PROBES = 20
# Bytes of ours that the system may hold unsent: two seconds of a 64 kbit/s link.
UNSENT_BYTES = 16 * 1024
# Bytes given to and taken from the system at once: small TLS records, so that what is lost with a
# cut is small, too.
RECEIVE_BYTES = 4 * 1024
# Bytes and lines of an answer's head.
MAX_HEAD_BYTES = 16 * 1024
MAX_HEAD_LINES = 100
# Bytes that a request costs besides its body: headers, token and TLS records, both ways.
REQUEST_OVERHEAD_BYTES = 700
# Bytes that may have left without an answer, and so have to leave again after a cut.
MAX_UNDER_WAY_BYTES = PIPELINE_DEPTH * (MAX_CHUNK_BYTES + REQUEST_OVERHEAD_BYTES)

# --- storage --------------------------------------------------------------------------------
# Keys looked up by one SQL statement, well under SQLite's 32,766 variables.
MAX_KEYS_PER_QUERY = 500
# Operations that a rebuild merges at a time: bounds memory, not time.
REBUILD_BATCH = 500

# --- the cold log ---------------------------------------------------------------------------
# Operations in one volume, and bytes of their bodies at which it is full: what is held in memory
# while it is made. Of ordinary work it becomes a few hundred kilobytes.
COLD_VOLUME_OPERATIONS = 20_000
COLD_VOLUME_BODY_BYTES = 32 * 1024 * 1024
# Bytes of one volume, should nothing compress: what is full, a page more, and frames around it.
MAX_COLD_VOLUME_BYTES = 64 * 1024 * 1024
# Bytes of a volume's header: the sizes of its frames, of which each holds at least one operation.
MAX_COLD_HEADER_BYTES = 128 * 1024

# --- snapshots ------------------------------------------------------------------------------
# Bytes of one snapshot: years of a large school, all of it held in memory once.
MAX_SNAPSHOT_BYTES = 512 * 1024 * 1024
# Operations that a node lacks of its feeds before it begins from a snapshot: fewer than these fit
# some ten frames, which bring them sooner than the node above has made one.
SNAPSHOT_FROM_OPERATIONS = 15_000
# Writers' epochs that one snapshot speaks of.
MAX_SNAPSHOT_WRITERS = 200_000

# --- bundles --------------------------------------------------------------------------------
# Bytes of one volume on a stick: FAT32 takes files up to 4 GB, but a reader must be able to refuse
# what is out of proportion before it reads it.
MAX_VOLUME_BYTES = 64 * 1000 * 1000
# Bytes at which a writer begins the next volume. It holds one in memory until the volume's hashes
# are known, and a stick that is pulled costs at most this.
VOLUME_TARGET_BYTES = 32 * 1000 * 1000
# Bytes of a volume's header; real ones are under 200.
MAX_BUNDLE_HEADER_BYTES = 4 * 1024
# Bytes of a node's certificate, which stands in the header, and schools that one may name.
MAX_CERTIFICATE_BYTES = 3_500
MAX_CERTIFIED_SCHOOLS = 64
# Days by the hub's clock for which a certificate lasts: a box without any link for a school year
# is still known, one that was stolen and not missed is not known for ever.
CERTIFICATE_DAYS = 400
# Days before its end from which the next one is sent along: couriers may need months.
RENEW_CERTIFICATE_DAYS = 200
# Sections in one volume, and the bytes of the table that lists them.
MAX_BUNDLE_SECTIONS = 4_096
MAX_BUNDLE_TABLE_BYTES = 512 * 1024
# Bytes of one piece of a file: a larger file is cut, so that volumes can be filled evenly.
PIECE_BYTES = 8 * 1024 * 1024
# Bytes of one piece where volumes are small, so that a phone loses little when a link is cut.
SMALL_PIECE_BYTES = 256 * 1024
# Bytes that sealing and its labels add to a section at most.
SECTION_OVERHEAD_BYTES = 512
# Bytes of one section: a piece, or a whole statement (two messages' worth), with its seal.
MAX_SECTION_BYTES = PIECE_BYTES + SECTION_OVERHEAD_BYTES
# Bytes of one course file that a stick may bring in pieces; the importer takes no larger ones.
MAX_CARRIED_FILE_BYTES = 4 * 1024**3
# Hashes of course files that one statement lists as whole, begun or lacking.
MAX_STATED_FILES = 4_096
# Highest number of an export: 12 hex digits of a volume's name; unix seconds need 8 of them.
MAX_EXPORTS = 2**48 - 1
# Refusals and forks of one node that are kept to be told on its next stick; the youngest stay.
MAX_TOLD_REFUSALS = 1_000
# Bytes at which a writer begins the next volume for a courier or a mailbox: what a cut link costs
# a phone at most, and what one request carries.
PART_TARGET_BYTES = 900 * 1000
# Bytes of one such volume at most.
MAX_PART_BYTES = 1000 * 1000
# Days by the clock for which a courier's pass is good after its making: a holiday, and the way.
PASS_DAYS = 30
# Bytes of a pass, and web origins that one names.
MAX_PASS_BYTES = 1_024
MAX_PASS_ORIGINS = 4
MAX_ORIGIN_CHARS = 200
# Parts that one question, receipt or list names: 1 GB of them.
MAX_NAMED_PARTS = 1_024
# Bytes of a receipt: 1,024 parts, each its id and one number.
MAX_RECEIPT_BYTES = 32 * 1024
# Hours that a mailbox may be asked to keep a volume: a school year.
MAX_KEEP_HOURS = 366 * 24
# Node folders, and volumes in one of them, that are looked at on one stick.
MAX_STICK_NODES = 1_024
MAX_STICK_VOLUMES = 4_096

# --- dictionaries for bodies ------------------------------------------------------------------
# Operations of a log before it gets a dictionary of its own: less says little of a school.
DICTIONARY_FROM_OPERATIONS = 5_000
# By how much the log has to grow before the next one is made: courses change over the years.
DICTIONARY_GROWTH = 4
# Latest operations that one is made from: two seconds of a school's box.
DICTIONARY_SAMPLE = 4_000
# Bytes of one; four times as many would save another 4 % of a body.
DICTIONARY_BYTES = 24 * 1024
# Different people whose operations must hold a text before it may stand in a dictionary.
DICTIONARY_PEOPLE = 3
# Rows that are compressed again in one transaction: 15 ms of a box in which nobody else writes.
ROWS_PACKED_AT_ONCE = 250
# The share of their present size to which bodies must shrink for a new one to be worth its keep.
DICTIONARY_GAIN = 0.9
