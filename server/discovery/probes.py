"""What phones ask of any network they join, to learn whether it leads to the internet.

Where the school's name server sends these names here, the phone is told that all is well and stays
on the Wi-Fi: otherwise it goes round the school's server over mobile data. (Addresses and answers:
Android's NetworkMonitor, Apple's CaptiveNetwork, Windows' NCSI, Firefox.)
"""

from collections.abc import Mapping
from typing import Final

_APPLE: Final = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"
_TEXT: Final = "text/plain; charset=utf-8"
_HTML: Final = "text/html; charset=utf-8"

EMPTY: Final = ("/generate_204", "/gen_204")
"""Answered with 204 and nothing: Android, ChromeOS."""

ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    "/hotspot-detect.html": (_APPLE, _HTML),
    "/library/test/success.html": (_APPLE, _HTML),
    "/connecttest.txt": ("Microsoft Connect Test", _TEXT),
    "/ncsi.txt": ("Microsoft NCSI", _TEXT),
    "/success.txt": ("success\n", _TEXT),
    "/canonical.html": (
        '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>',
        _HTML,
    ),
    "/check_network_status.txt": ("NetworkManager is online\n", _TEXT),
}
"""Path → body and type, as each system compares them."""
