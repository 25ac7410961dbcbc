"""Limits of being found, each with its reason."""

from typing import Final

LOOK_EVERY_SECONDS: Final = 30
"""How often the box looks whether its addresses have changed."""
MDNS_TTL_SECONDS: Final = 120
"""Of the address record (RFC 6762, 10)."""
PORTAL_SECONDS: Final = 3600
"""After which a phone asks the portal's answer again (RFC 8908, 5: seconds-remaining)."""
