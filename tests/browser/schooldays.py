"""The day at school while a test runs: what the demo holds depends on it."""

from datetime import UTC, date, datetime, timedelta


def today() -> datetime:
    """The school's today: its clock is five hours east."""
    return datetime.now(UTC) + timedelta(hours=5)


def last_monday() -> date:
    """Monday of the week before: the demo's timetable begins with it."""
    day = today().date()
    return day - timedelta(days=day.weekday() + 7)
