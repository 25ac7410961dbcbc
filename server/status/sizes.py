"""Sizes as people read them. Pure."""

from server.status.words import UNITS


def size_text(count: int, language: str) -> str:
    """`count` bytes in the unit that suits it, as the language writes numbers."""
    units = UNITS[language]
    size, unit = float(count), 0
    while size >= 1000 and unit < len(units) - 1:
        size, unit = size / 1024, unit + 1
    digits = 1 if unit and size < 10 else 0
    text = f"{size:.{digits}f}"
    return f"{text if language == 'en' else text.replace('.', ',')} {units[unit]}"
