"""Logins as people type them, and names as lists show them."""

import unicodedata


def fold_login(text: str) -> str:
    """A login without regard to case, spaces around it and composed letters."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def listed_name(family_name: str, given_name: str) -> str:
    """«Фамилия Имя», as class lists write it."""
    return f"{family_name} {given_name}".strip()
