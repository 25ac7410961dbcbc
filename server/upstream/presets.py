"""Plans to begin with: an administrator chooses one and changes a number, and writes none."""

from dataclasses import replace
from datetime import date
from typing import Final

from server.upstream.windows import Cargo, Plan, Window

MB: Final = 1024**2
NIGHT_FROM, NIGHT_TO = 22 * 60, 7 * 60

HOLIDAYS: Final = "holidays"
NAMES: Final = ("always", "night", "metered", HOLIDAYS)
"""Presets, and names of windows that screens say in their own language beside "day"."""

_DAY_CAPS: Final = {Cargo.FILES: 10 * MB, Cargo.TEXT: 5 * MB, Cargo.MEDIA: 0}
"""By day the link is the teachers': homework photos of two lessons, no films."""


def preset(name: str, today: date) -> Plan:
    """The plan of that name. ValueError for another one.

    always: a link without limits. night: by day a small budget, at night everything. metered:
    every byte is paid for, day and night. holidays: night, and in the coming (or running) summer
    all day, because nobody else needs the link then; and again each summer (`again`).
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
    if name == HOLIDAYS:
        first, last = date(today.year, 5, 26), date(today.year, 8, 31)
        summer = Window(HOLIDAYS, 0, 24 * 60, first=first, last=last)
        return again(Plan((summer, day, night)), today)
    raise ValueError(name)


def again(plan: Plan, today: date) -> Plan:
    """The plan with its holidays not over yet: they come again each year, on the days that are in
    the plan. Another dated window is for its dates alone."""
    return replace(plan, windows=tuple(_again(window, today) for window in plan.windows))


def _again(window: Window, today: date) -> Window:
    first, last = window.first, window.last
    if window.name != HOLIDAYS or first is None or last is None:
        return window
    while last < today:
        first, last = _next_year(first), _next_year(last)
    return replace(window, first=first, last=last)


def _next_year(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)
