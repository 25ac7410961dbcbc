"""Ids of the records of content delivery: they follow from what the record is about."""

import hashlib


def offer_record(course: str, edition: int) -> str:
    """Of the offer of an edition."""
    return _record("offer", course, str(edition))


def line_record(school: str, course: str, edition: int) -> str:
    """Of an edition's line in a school's ledger."""
    return _record("delivery", school, course, str(edition))


def hold_record(school: str, course: str) -> str:
    """Of a school's choice for a course."""
    return _record("hold", school, course)


def _record(prefix: str, *parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return f"{prefix}-{digest[:32]}"
