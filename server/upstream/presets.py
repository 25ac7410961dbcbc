"""Plans to begin with: an administrator chooses one and changes a number, and writes none."""

from datetime import date
from typing import Final

from server.upstream.windows import Cargo, Plan, Window

MB: Final = 1024**2
NIGHT_FROM, NIGHT_TO = 22 * 60, 7 * 60

NAMES: Final = ("always", "night", "metered", "holidays")
"""Presets, and names of windows that screens say in their own language beside "day"."""

_DAY_CAPS: Final = {Cargo.FILES: 10 * MB, Cargo.TEXT: 5 * MB, Cargo.MEDIA: 0}
"""By day the link is the teachers': homework photos of two lessons, no films."""


def preset(name: str, today: date) -> Plan:
    """The plan of that name. ValueError for another one.

    always: a link without limits. night: by day a small budget, at night everything. metered:
    every byte is paid for, day and night. holidays: night, and in the coming (or running) summer
    all day, because nobody else needs the link then.
    """
    night = Window("night", NIGHT_FROM, NIGHT_TO)
    day = Window("day", NIGHT_TO, NIGHT_FROM, total=20 * MB, caps=_DAY_CAPS)
    if name == "always":
        return Plan((Window("always", 0, 24 * 60),))
    if name == "night":
        return Plan((day, night))
    if name == "metered":
        metered = Window("metered", 0, 24 * 60, total=20 * MB, caps=_DAY_CAPS)
        return Plan((metered,), day_total=20 * MB)
    if name == "holidays":
        year = today.year if today <= date(today.year, 8, 31) else today.year + 1
        summer = Window("holidays", 0, 24 * 60, first=date(year, 5, 26), last=date(year, 8, 31))
        return Plan((summer, day, night))
    raise ValueError(name)
