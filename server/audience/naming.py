"""What an audience is of: its record names a course, or a type and an id."""

from typing import Final

CALENDAR: Final = "calendar"
PLAN: Final = "plan_template"
POLICY: Final = "published_policy"
RELEASE: Final = "release"
_TYPES: Final = (CALENDAR, PLAN, POLICY, RELEASE)


def named(kind: str, record: str) -> str:
    """The audience's record for a national record that is no course."""
    return f"{kind}~{record}"


def whose(audience: str) -> tuple[str, str]:
    """The document's type and id of an audience's record."""
    kind, _, record = audience.partition("~")
    return (kind, record) if record and kind in _TYPES else ("course", audience)
