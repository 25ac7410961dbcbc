"""Limits of mailboxes: name, unit, reason."""

from typing import Final

DEFAULT_QUOTA_BYTES: Final = 200 * 1000 * 1000
"""What one satellite may have lying here: two days of a school's work with its photos."""
MAX_ITEMS: Final = 4_096
"""Volumes of one satellite, so that a list of them stays one answer."""
KEEP_HOURS: Final = 60 * 24
"""How long a satellite asks its mail to be kept: summer holidays pass."""
LONGEST_KEEP_HOURS: Final = 120 * 24
"""How long a relay keeps mail, whatever is asked."""
MAIL_BYTES: Final = 20 * 1000 * 1000
"""One export for a mailbox; what is left goes with the next."""
MAX_FETCHES: Final = 4_096
"""Course files fetched from a relay in one exchange."""
