"""«Explain this mark»: the steps of a result as sentences in Kazakh, Russian and English."""

import json
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from server.assessment.engine import HUNDRED, PartResult, Scale, TermResult, rounded

SHOWN_PLACES = 2


def explain(result: TermResult, language: str, scale: Scale = "marks") -> list[str]:
    """A sentence per step, in `kk`, `ru` or `en`; numbers are shown to two places at most."""
    texts = _texts()
    lines = [texts[part.part][language].format(**_numbers(part, language)) for part in result.parts]
    if result.mark is None:
        missing = ", ".join(texts["names"][part][language] for part in result.missing)
        so_far = "—" if result.so_far is None else f"{number(result.so_far, language)} %"
        return [*lines, texts["missing"][language].format(parts=missing, percent=so_far)]
    percent = number(result.percent or Fraction(0), language)
    key = "total" if scale == "marks" else ("pass" if result.mark else "fail")
    return [*lines, texts[key][language].format(percent=percent, mark=result.mark)]


def number(value: Fraction, language: str) -> str:
    """Rounded half up to two places, without needless noughts, with the language's comma."""
    shown = rounded(value, SHOWN_PLACES)
    whole, rest = divmod(shown, 1)
    if not rest:
        return str(int(whole))
    digits = f"{int(rest * 10**SHOWN_PLACES):0{SHOWN_PLACES}d}".rstrip("0")
    return f"{int(whole)}{'.' if language == 'en' else ','}{digits}"


def _numbers(part: PartResult, language: str) -> Mapping[str, object]:
    return {
        "count": part.count,
        "points": number(part.points, language),
        "most": number(part.most, language),
        "mean": number(part.share * 10, language),
        "share": number(part.share * HUNDRED, language),
        "weight": part.weight,
        "percent": number(part.percent, language),
    }


@cache
def _texts() -> Mapping[str, Any]:
    text = files("server.assessment").joinpath("explanations.json").read_text(encoding="utf-8")
    return dict(json.loads(text))
