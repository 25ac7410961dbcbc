"""Limits on everything that is read from an uploaded file.

Real course packages unpack to between 1 and 6 times their size and hold a few hundred
files; each limit leaves an honest package at least ten times that room.
"""

from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB
GIB: Final = 1024 * MIB

# --- archives ---------------------------------------------------------------------------

MAX_ARCHIVE_ENTRIES: Final = 20_000
"""Entries in one archive. The largest exports hold a few thousand files."""

MAX_UPLOAD_BYTES: Final = 2 * GIB
"""Bytes of one imported file: what a school can carry on one USB stick in one copy."""

MAX_TOTAL_BYTES: Final = 2 * GIB
"""Bytes of all entries unpacked: a phone could not keep more anyway."""

MAX_ENTRY_BYTES: Final = 500 * MIB
"""Bytes of one unpacked entry: an hour of video at the quality a phone shows."""

MAX_ENTRY_RATIO: Final = 100
"""Unpacked : packed for one entry. Text reaches about 20, a bomb 1,000."""

MAX_TOTAL_RATIO: Final = 50
"""Unpacked : packed for the archive. Whole packages reach about 6."""

RATIO_FREE_BYTES: Final = 1 * MIB
"""Below this unpacked size a ratio is not judged: an empty log of zeros harms nobody."""

MAX_DIRECTORY_BYTES: Final = 8 * MIB
"""Bytes of the central directory, read at once: 400 bytes for each allowed entry."""

MAX_NAMES_COMPARED: Final = 2_000
"""Names looked at to choose an old encoding: one tool wrote them all in the same."""

MAX_NAME_BYTES: Final = 1024
"""Bytes of one entry name as stored: four times what file systems allow in a segment."""

MAX_PATH_SEGMENTS: Final = 32
"""Folders deep. Authoring tools stay below ten."""

CHUNK_BYTES: Final = 64 * KIB
"""Bytes read, unpacked or written at a time, so that memory stays flat."""

# --- manifests --------------------------------------------------------------------------

MAX_MANIFEST_BYTES: Final = 10 * MIB
"""Bytes of a manifest. The largest real one met is under half a MiB."""

MAX_MANIFEST_DEPTH: Final = 64
"""Nested elements. SCORM itself needs about ten."""

MAX_MANIFEST_ITEMS: Final = 5_000
"""Items in the table of contents: more than any person could open."""

MAX_MANIFEST_MARKUP: Final = 300_000
"""Tags and attributes, counted before parsing: a tree of them costs about 100 MB at most."""

MAX_MANIFEST_REFERENCES: Final = 40_000
"""References to files: twice the entries an archive may have."""

MAX_SEQUENCING_PARTS: Final = 50_000
"""Rules, conditions, objectives and maps of all activities: ten for each of 5,000 items."""

MAX_SEQUENCING_COUNT: Final = 1_000_000
"""Largest number a sequencing rule may count to: attempts or children, never so many."""

MAX_REFERENCE_CHARS: Final = 2_048
"""Characters of one reference with its xml:base: an entry name twice over, %-encoded in part."""

MAX_BARE_AMPERSANDS: Final = 10_000
"""Unescaped `&` that a repair pass replaces before it gives up."""

MAX_TEXT_CHARS: Final = 4_096
"""Characters kept of a title or of a value an item hands to its page."""

# --- H5P --------------------------------------------------------------------------------

MAX_H5P_JSON_BYTES: Final = 5 * MIB
"""Bytes of h5p.json, library.json or content.json; an interactive book's content is under one."""

MAX_H5P_LIBRARIES: Final = 500
"""Libraries looked at in one package. The largest content types need about 60."""

MAX_LIBRARIES_NAMED: Final = 10
"""Missing libraries named in a refusal: a teacher only needs to see that they are missing."""

# --- quizzes ----------------------------------------------------------------------------

MAX_QUIZ_BYTES: Final = 2 * MIB
"""Bytes of a quiz's file: 500 questions of 4 KiB each."""

MAX_QUIZ_QUESTIONS: Final = 500
"""Questions of one quiz: a question bank of a year; a test has thirty."""

MAX_UNIT_CHARS: Final = 20
"""Characters of the unit of a number: «м/с²»; more is a sentence."""

MAX_QUESTION_PARTS: Final = 100
"""Choices, pairs, blanks or accepted answers of one question: more fit no screen."""

MAX_RICH_NODES: Final = 5_000
"""Elements and pieces of text in one formatted text: a table of a whole page has a thousand."""

MAX_RICH_DEPTH: Final = 24
"""Nested elements of a formatted text; formulas need about ten."""

MAX_QTI_BYTES: Final = 5 * MIB
"""Bytes of one QTI file: a bank of 500 questions of 10 KiB each."""

MAX_QTI_TOTAL_BYTES: Final = 20 * MIB
"""Bytes of QTI read from one package, a file that is named twice counted twice."""

MAX_SCORING_STEPS: Final = 1_000_000
"""Choices times scoring rules of all items of one QTI 1.2 file: about a second's work."""

# --- cartridges -------------------------------------------------------------------------

MAX_COURSE_PIECES: Final = 48
"""Things to open that one package may become: more would not fit the operation that publishes."""

MAX_PIECE_TITLE_CHARS: Final = 80
"""Characters of a title in a package of many things, for the same reason."""

MAX_PAGES_TOTAL_BYTES: Final = 200 * MIB
"""Bytes of pages looked into for what they refer to, in one package."""

MAX_PAGE_BYTES: Final = 2 * MIB
"""Bytes of a page whose links are rewritten; larger ones are kept as they are."""

# --- single files -----------------------------------------------------------------------

SNIFF_BYTES: Final = 64 * KIB
"""Bytes from the start of a file that decide what it is."""

MAX_IMAGE_PIXELS: Final = 40_000_000
"""Width x height. Decoded at 4 bytes a pixel this is what a 2 GB phone can still show."""

MAX_IMAGE_SIDE: Final = 16_384
"""Pixels of one side: the largest texture that common phones draw."""

MAX_TEXT_LAYER_PAGES: Final = 100
"""Pages of a PDF whose text is judged: a fault of the font shows on every page."""

MAX_TEXT_LAYER_CHARS: Final = 2_000_000
"""Characters of a PDF's text that are passed on: a hundred dense pages have 400,000."""

TEXT_LAYER_SECONDS: Final = 30
"""Seconds that reading a PDF's text may take; a hundred pages take about ten on a small machine."""

MAX_TEXT_LAYER_MEMORY_BYTES: Final = 512 * MIB
"""Bytes of address space for it: a school's server may have 2 GB in all."""

MAX_PADDING_BYTES: Final = 64 * KIB
"""Bytes after an MP3's tags searched for the first frame: players search about as far."""

MAX_HTML_FILE_BYTES: Final = 20 * MIB
"""Bytes of a single page: room for pictures written into the page itself."""

# --- phone-sized media ------------------------------------------------------------------

PHONE_VIDEO_LINES: Final = 480
"""Lines of a film on a phone: what a 5-inch screen shows of it."""

PHONE_VIDEO_BITS: Final = 1_200_000
"""Bits a second from which on a film is made smaller: 9 MB a minute."""

PHONE_AUDIO_BITS: Final = 112_000
"""Bits a second from which on a recording is made smaller: speech needs 64,000."""

PHONE_IMAGE_SIDE: Final = 1_600
"""Pixels of the longer side of a picture; a phone's screen has fewer, and zooming still pays."""

PHONE_IMAGE_BYTES: Final = 500 * KIB
"""Bytes from which on a photo is made smaller."""

LARGE_FILM_BYTES: Final = 50 * MIB
"""Bytes from which on a film that nobody could make smaller is remarked upon."""

PACKED_FILM_BYTES: Final = 2 * MIB
"""Bytes from which on a film inside a package is looked at: below, a phone hardly feels it."""

MAX_PACKED_FILMS: Final = 50
"""Films of one package that are made phone-sized: a course of a term; the rest stay as they are."""

PROBE_SECONDS: Final = 30
"""Seconds that looking into a media file may take."""

SIZING_WAIT_SECONDS: Final = 60
"""Seconds that the encoder may take to end once it has written its last line."""

HEIC_SECONDS: Final = 60
"""Seconds that reading an iPhone's photo may take; 12 megapixels take a small machine ten."""

MAX_HEIC_MEMORY_BYTES: Final = 1 * GIB
"""Bytes of address space for it: 48 megapixels, tile by tile, with the libraries."""

# --- search -----------------------------------------------------------------------------

MAX_EXTRACT_CHARS: Final = 200_000
"""Characters of one lesson that search knows: a textbook of a hundred pages."""

MAX_EXTRACT_FILES: Final = 500
"""Files of one lesson looked into for text."""

MAX_WORD_CHARS: Final = 40
"""Characters of a word: the longest Kazakh words have about thirty."""

MAX_QUERY_WORDS: Final = 8
"""Words of a query that are looked for: a sentence is found by its first eight."""

# --- reports ----------------------------------------------------------------------------

MAX_SCAN_BYTES: Final = 1 * MIB
"""Bytes of one page, script or style searched for outside addresses."""

MAX_OUTSIDE_HOSTS: Final = 20
"""Outside hosts named in a report: a teacher reads no longer list."""

MAX_SUPPLIED_FILES: Final = 500
"""Copies of libraries looked for in a package: every address becomes a part of one pattern."""

MAX_SUPPLIED_BYTES: Final = 4 * MIB
"""Bytes of one such copy; the largest script library in use is below 2 MB."""

MAX_FINDINGS: Final = 200
"""Findings kept in one report, so that a hostile package cannot inflate it."""

MAX_CANDIDATES: Final = 20
"""Possible launch files offered when the named one is missing."""

MAX_DESCRIPTION_BYTES: Final = 16 * MIB
"""Bytes of a stored description: 20,000 files at about 800 bytes each."""

# --- the store --------------------------------------------------------------------------

DISK_RESERVE_BYTES: Final = 256 * MIB
"""Bytes left free on the disk, so that the school's records can still be written."""

DISK_CHECK_BYTES: Final = 8 * MIB
"""Bytes written between two looks at the free space."""

STALE_TEMPORARY_SECONDS: Final = 24 * 3600
"""Age at which an unfinished file is swept: no import runs for a day."""

# --- delivery ---------------------------------------------------------------------------

MAX_PACK_BASE_BYTES: Final = 64 * MIB
"""Bytes of old files that one delta pack builds on. With as many new ones zstd's window stays
within 2**27, the most that it allocates unasked, and a school's server with 2 GB can apply it."""

MAX_PACK_NEW_BYTES: Final = 64 * MIB
"""Bytes of new files in one delta pack, laid out; what is beyond travels whole, by its hash."""

MAX_PACK_TEXT_BYTES: Final = 32 * MIB
"""Bytes of an edition's manifest and descriptions together: two of the largest lessons."""

MAX_PACK_PLAN_BYTES: Final = 4 * MIB
"""Bytes of a pack's plan unpacked: 200 for each of 20,000 files."""

MAX_PACK_BYTES: Final = 96 * MIB
"""Bytes of a whole pack: a little more than what is in it, if nothing compresses."""

PACK_WINDOW_LOG_MAX: Final = 27
"""zstd's window in a pack, as a power of two: base and new bytes at their limits."""

PACK_THOROUGH_BYTES: Final = 48 * MIB
"""Bytes (old and new) up to which a pack is made at zstd's highest level: beyond it the hub would
need more than 1 GB of memory for some per cent."""

PACK_OPAQUE_BYTES: Final = 256 * KIB
"""Bytes from which a new file that has no base and does not compress stays out of a pack: whole it
costs the same, can be resumed, and lets the texts come first."""

PACK_SIBLING_BYTES: Final = 1 * MIB
"""Bytes up to which a file of the same folder and kind serves as base of a new file."""

MAX_NESTED_ENTRIES: Final = 4_000
"""Entries of an archive inside a lesson that is taken apart."""

MAX_NESTED_SEGMENTS: Final = 8_001
"""Pieces of such an archive: each entry, what lies between them, and the directory."""

RANGE_BYTES: Final = 64 * KIB
"""Bytes covered by one hash of a range list: what one damaged byte costs, 8 s at 64 kbit/s."""

RANGE_HASH_BYTES: Final = 16
"""Bytes kept of each range's SHA-256: it only finds the damage, the file's own hash judges."""

MAX_RANGES_BYTES: Final = 4 * MIB
"""Bytes of an edition's range list: 16 GB of files."""

MAX_EDITION_ITEMS: Final = 10_000
"""Items of one edition: the lessons of a course times the items of a lesson."""

MAX_MANIFEST_FILE_BYTES: Final = 4 * MIB
"""Bytes of an edition's manifest: 10,000 items at under 400 bytes."""

MAX_PHONE_PACK_FILE_BYTES: Final = 8 * MIB
"""Bytes of a file, old or new, whose difference is looked for: films are re-encoded anyway."""

MAX_PHONE_PACK_NEW_BYTES: Final = 64 * MIB
"""Bytes of changed files looked into for one pack: about a minute of a small server's work."""

MAX_PHONE_PACK_BYTES: Final = 16 * MIB
"""Added bytes in one pack for phones: it cannot be taken up after a cut, so it stays small."""

MAX_PHONE_PACK_STEPS: Final = 36_000
"""Numbers of one file's difference: above it the phone is faster fetching the file."""
