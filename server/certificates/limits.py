"""Limits of the certificates that phones see, each with its reason."""

from typing import Final

MAX_CHAIN_CERTIFICATES: Final = 6
"""In one chain; public ones have two or three."""
MAX_CHAIN_CERTIFICATE_BYTES: Final = 4096
"""Of one certificate of a chain; RSA ones of 4,096 bits have 2 KB."""
MAX_CSR_BYTES: Final = 2048
"""Of a request; one with a P-256 key and one name has 250 bytes."""
MAX_NAME_CHARS: Final = 253
"""Of a host's name (RFC 1035, 2.3.4)."""
RENEWAL_PART: Final = 3
"""Renewed when one part in three of the lifetime is left, as certificate authorities advise."""
LOCAL_LEAF_DAYS: Final = 90
"""Lifetime of a certificate of the box's own authority: renewed by itself, so it may be short."""
LOCAL_AUTHORITY_DAYS: Final = 730
"""Lifetime of the box's own authority: tablets are handed out anew about as often."""
LOCAL_AUTHORITY_SOON_DAYS: Final = 60
"""Told so long before the end: somebody has to hold every tablet once."""
BACKDATED_HOURS: Final = 24
"""Own certificates begin so much earlier: phones' clocks are off by hours, rarely by a day."""
SETTLE_EVERY_SECONDS: Final = 20
"""How often a box looks for a name, a chain or a renewal that is due."""
PLACES_SECONDS: Final = 5
"""How long what the app is told of addresses is kept: every heartbeat of every phone asks."""
TLS_RECORD_BYTES: Final = 16 * 1024
"""Read from a secure socket at once: the largest record (RFC 8446, 5.1)."""
MAX_PEM_BYTES: Final = 64 * 1024
"""Of a file to install: ten certificates and a key have 25 KB."""

# --- the hub's side -----------------------------------------------------------------------------
ORDER_EVERY_SECONDS: Final = 15
"""How often the hub looks for requests that wait."""
ORDERS_AT_ONCE: Final = 20
"""Orders of one round, so that its thread can end in time; 300 per three hours is a usual limit."""
FIRST_RETRY_SECONDS: Final = 300
"""After an order that failed; twice as long after each further one."""
LAST_RETRY_SECONDS: Final = 12 * 3600
"""The longest pause: authorities punish whoever asks too often."""
ASK_RENEWAL_SECONDS: Final = 12 * 3600
"""How often the authority is asked whether it wants a certificate replaced before its time: when
it has to take many back, it leaves a day or more."""
REVOKE_RETRY_SECONDS: Final = 900
"""After a revocation that failed: a thief may hold the key, so it is not put off for long."""
ORDER_SECONDS: Final = 180
"""An order that takes longer has failed."""
ACME_CALL_SECONDS: Final = 30
"""Of one request to the authority."""
NONCE_TRIES: Final = 4
"""Of one request whose nonce the authority does not know (any more)."""
DNS_CALL_SECONDS: Final = 10
"""Of one update of a name server."""
DNS_HOOK_SECONDS: Final = 300
"""Of the operator's own command: some providers take minutes until a record is seen."""
DNS_TTL_SECONDS: Final = 60
"""Of a challenge's record."""
MAX_PROBLEM_CHARS: Final = 400
"""Kept of what an authority said."""
