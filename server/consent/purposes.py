"""For what a school needs consent, as data that the app reads as well.

Teaching, marks, attendance, reports and the file that goes to the next school rest on the law
(94-V, article 9) and are not asked about: whoever refused them would be told an untruth.
"""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

OUTSIDE: Final = "outside-programs"
"""Statements sent to record stores outside the school (server.forwarding), what programs read with
a key (server.lrs.permitted), and lists of people for other programs (server.roster)."""

SHOWING: Final = "showing-work"
"""Works of a portfolio shown to others than the family and the teachers."""


def _read() -> Mapping[str, Mapping[str, Any]]:
    text = files("server.consent").joinpath("purposes.json").read_text(encoding="utf-8")
    return {one["code"]: one for one in json.loads(text)}


PURPOSES: Final = _read()
"""Code → {kk, ru, en: {name, more}}, in the order in which people are asked."""
