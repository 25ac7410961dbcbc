"""Limits of the learning record store. Each has a unit and a reason."""

from typing import Final

MAX_STATEMENTS: Final = 1_000
"""Statements in one POST: about half a second of the one writer, so that classes take turns."""
MAX_INFLATED_BYTES: Final = 16 * 1024 * 1024
"""Bytes of a request body once gunzipped: 1,000 large statements, and no decompression bomb."""
MAX_JSON_DEPTH: Final = 64
"""Levels of nesting in a statement: extensions are free, the interpreter's stack is not."""
PLAIN_FIELDS_BYTES: Final = 20 * 1024
"""Above this a statement travels compressed in its operation, whose own limit is 24 KiB."""
PLAIN_FIELDS_DEPTH: Final = 12
"""Operations nest 16 levels; the statement stands a few levels inside."""
REPEATS: Final = 2_048
REPEAT_BYTES: Final = 1_200
"""Parts of statements that are known again, and the largest of them: 3 MB for each use at most."""
MAX_STATEMENT_BYTES: Final = 256 * 1024
"""Bytes of one statement as JSON. Anything larger belongs into an attachment."""
MAX_KEPT_INFLATED_BYTES: Final = 4 * MAX_STATEMENT_BYTES
"""What an unpacked statement may take in memory; another node may have packed it."""
MAX_EXAMINED: Final = 1000
"""Statements looked at for one page of a reader that needs consent: where most families have given
none, the page is short and `more` leads on, and no request reads the whole store."""
PAGE: Final = 100
"""Statements in an answer when the client asks for none in particular (limit=0)."""
MAX_PAGE: Final = 500
"""Most statements in one answer; the rest follows by `more`."""
MAX_REFERENCE_CLOSURE: Final = 1_000
"""Statements that one statement may reach by references: a hostile chain must end."""
MAX_DOCUMENT_BYTES: Final = 1024 * 1024
"""Bytes of one state or profile document: suspend data is 64 KB, portfolios a few hundred."""
DOCUMENT_PLAIN_BYTES: Final = 4 * 1024
"""Above this a document travels compressed: below it the frame does that better for many."""
DOCUMENT_ROOM_BYTES: Final = 18 * 1024
"""What is larger even so becomes a file: with its ids of 2,000 characters it must fit the 24 KiB of
an operation."""
MAX_PLAYED_DOCUMENTS: Final = 200
"""Documents of one attempt, as many as the app keeps."""
MERGE_TRIES: Final = 5
"""How often a POST begins again because others changed the document meanwhile."""
MAX_DOCUMENTS_LISTED: Final = 10_000
"""Ids in one list of documents."""
MAX_PARTS: Final = 200
"""Parts of one multipart body: attachments of a whole batch."""
MAX_ATTACHMENT_ANSWER_BYTES: Final = 16 * 1024 * 1024
"""Bytes of attachments in one answer; a page ends early when its files reach this."""
MAX_ID_CHARS: Final = 2_000
"""Characters of an IRI, a state id, a profile id, or an agent's identifier."""
MAX_KEY_NAME_CHARS: Final = 80
"""Characters of a client's name."""
GZIP_FROM_BYTES: Final = 1_024
"""Answers below this leave as they are: one packet either way."""
RATE_WINDOW_S: Final = 10
"""Seconds over which one client's requests are counted."""
RATE_REQUESTS: Final = 20_000
"""Requests of one client in that window: above what the box can serve to an honest one."""
RATE_CLIENTS: Final = 2_000
"""Clients counted at once; the ones idle longest are forgotten first."""
