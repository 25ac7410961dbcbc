"""Limits of content delivery. Each has a unit and a reason."""

PACK_BASES = 5
"""Former editions that a new one gets a pack from; an older school goes by a chain, or whole."""

OFFER_PACKS = 16
"""Packs that one offer may name: room for a hub that keeps more bases than we do."""

OFFER_PATIENCE_MS = 60 * 60 * 1000
"""How long a school that holds the former edition waits for the new one's offer before it fetches
whole files: making the packs takes a hub minutes at most."""

PLAN_AHEAD_DAYS = 14
"""Days of assignments ahead whose courses come first: the next two weeks of the plan."""

KEPT_EDITIONS = 2
"""Editions of a course whose files stay, the present one included, for attempts under way."""

GARBAGE_GRACE_MS = 30 * 24 * 60 * 60 * 1000
"""How long a file that nothing names any more stays: a phone back from the holidays may ask."""

DELIVERIES_PAGE = 1_000
"""Lines of the ledger in one answer: a year of a school's courses."""

WORK_EVERY_SECONDS = 5.0
"""Seconds between two looks of the background work at what has been published."""

TIDY_EVERY_MS = 24 * 3600 * 1000
"""Milliseconds between two looks for files that nothing names."""

UNKNOWN_WEIGHT_BYTES = 2**62
"""Bytes of an edition whose descriptions are not here yet: more than any chain of packs."""

NOTE_EVERY_SECONDS = 300.0
"""Seconds between two looks for what the ledger does not tell yet: it reads all attempts."""

GARBAGE_BATCH = 5_000
"""Files removed in one look."""

PHONE_PACKS_EVERY_SECONDS = 20.0
"""Seconds between two looks for new editions that phones have no packs for yet."""

PHONE_PACKS_PER_EDITION = 50
"""New descriptions of one edition from which on it counts as another course: no packs are made."""
