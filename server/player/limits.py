"""Limits of attempts. Each has a unit and a reason."""

CMI_BYTES = 16 * 1024
"""Bytes of the data model inside one operation (24 KiB in all); larger ones go as a blob."""

CMI_ENTRIES = 2_000
"""Entries of one data model: 250 interactions of eight elements each."""

SESSION_SECONDS = 7 * 24 * 3600
"""Seconds one session may claim: a week; anything above is a broken clock, not work."""

EDITION_MAX = 1_000_000
"""Highest course edition, as in the library."""
