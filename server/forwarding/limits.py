"""Limits of forwarding. Each has a unit and a reason."""

from typing import Final

MAX_DESTINATIONS: Final = 20
"""Other record stores of one node: each costs a request now and then."""
MAX_NAME_CHARS: Final = 80
"""Characters of a destination's name: one line on a phone."""
MAX_ADDRESS_CHARS: Final = 500
"""Characters of an endpoint."""
MAX_SECRET_CHARS: Final = 500
"""Characters of a user name, a password or a token."""
MAX_FILTER_VALUES: Final = 50
"""Verbs, activities or agents in one filter."""
MAX_NETWORKS: Final = 10
"""Private networks that one destination may lie in."""
BATCH: Final = 50
"""Statements in one request: about 60 KB, or 8 s of a 64 kbit/s link."""
MAX_BATCH_BYTES: Final = 4 * 1024 * 1024
"""JSON and attachments in one request; what is larger goes alone."""
BATCHES_A_TURN: Final = 20
"""Batches for one destination before the next one has its turn."""
FAULTS_BEFORE_HALVING: Final = 3
"""Turns that end with a 500 before a statement is suspected: a server that starts anew
gives some."""
FAULTS_BEFORE_PARKING: Final = 8
"""Turns after which a suspect is put aside although nothing came through after it: with pauses that
double, more than an hour."""
SUSPECTS_IN_A_ROW: Final = 3
"""Statements that may fail alone, one after the other, before the store itself is taken for
broken."""
CONNECT_SECONDS: Final = 20.0
"""Longest wait for a connection: a slow link needs several seconds for TLS."""
ANSWER_SECONDS: Final = 60.0
"""Longest silence before an answer counts as lost."""
MAX_ANSWER_BYTES: Final = 4 * 1024 * 1024
"""Bytes of an answer that are read."""
MAX_RETRY_AFTER_SECONDS: Final = 24 * 3600
"""A destination that asks for more is asked again after a day."""
MAX_REASON_CHARS: Final = 300
"""Characters of what a destination said against a statement."""
LETTERS_SHOWN: Final = 200
"""Undelivered statements in one list."""
LOOK_SECONDS: Final = 20.0
"""How often new statements are looked for; a lesson's last one is there half a minute later."""
WAITING_COUNTED: Final = 10_000
"""Waiting statements are counted up to this number: beyond it the number says nothing more."""
