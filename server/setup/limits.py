"""Bounds of setting a box up: name, unit, and the reason for the value."""

from typing import Final

MAX_KIT_CHARS: Final = 2000
"""A QR code of this many characters is the largest that a phone's camera still reads."""
MIN_PASSWORD_CHARS: Final = 8
"""Of the administrator's password (OWASP ASVS 5.0, 6.2.1)."""
MAX_NETWORK_CHARS: Final = 32
"""Of a Wi-Fi network's name (IEEE 802.11, 9.4.2.2)."""
MAX_WIFI_PASSWORD_CHARS: Final = 63
"""WPA passphrases have 8 to 63 (IEEE 802.11, J.4)."""
RESTART_AFTER_SECONDS: Final = 0.5
"""The answer to whoever changed the settings leaves first."""
MAX_SETTINGS_BYTES: Final = 64 * 1024
"""Of settings.toml: a hundred lines are 5 KB."""
CLAIM_SECONDS: Final = 30
"""How long a hub may take to answer a claim: it admits one box, and the link may be a bad one."""
