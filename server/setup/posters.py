"""What a poster's codes say."""

import re
from typing import Final

_SPECIAL: Final = re.compile(r'([\\;,":])')


def wifi(network: str, password: str) -> str:
    """What a phone's camera joins a network by (ZXing, "Wi-Fi Network config"); an open network
    has no password."""
    name, secret = (_SPECIAL.sub(r"\\\1", one) for one in (network, password))
    return f"WIFI:T:WPA;S:{name};P:{secret};;" if password else f"WIFI:T:nopass;S:{name};;"
