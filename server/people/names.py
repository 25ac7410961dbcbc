"""Logins as people type them."""

import unicodedata


def fold_login(text: str) -> str:
    """A login without regard to case, spaces around it and composed letters."""
    return unicodedata.normalize("NFC", text).strip().casefold()
