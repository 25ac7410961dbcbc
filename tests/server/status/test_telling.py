"""The state of the link in words: an administrator reads what waits, why, how long, what to do."""

import re
from typing import Any

import pytest
from click.testing import CliRunner

from server.cli import sync as commands
from server.cli import tirek
from server.status.telling import Teller
from server.status.words import LANGUAGES, WINDOW_NAMES, WORDS
from server.upstream.presets import NAMES

MB = 1024**2
EDITION = {"course": "c", "title": "Су", "edition": 2, "reason": "signer-unknown"}


def facts(**changes: Any) -> dict[str, Any]:
    """A school whose day's budget is spent, with homework waiting for the night."""
    nothing = {"count": 0, "bytes": 0}
    value = {
        "upstream": {"name": None},
        "last_exchange": {
            "at_ms": 1_795_406_400_000, "finished": False, "error": None, "seconds": 3.0,
        },
        "waiting": {"classes": {
            "records": {"count": 35, "bytes": 12_000}, "files": {"count": 4, "bytes": 86 * MB},
            "text": nothing, "media": nothing,
        }},
        "refused": 0,
        "why": ["budget-spent"],
        "window": {
            "now": {"name": "day", "until": "2026-11-23T17:00:00.000Z", "total": 20 * MB,
                    "left": 0, "caps": {"media": 0}},
            "next": {"name": "night", "at": "2026-11-23T17:04:00.000Z"},
            "own": True, "kept_out": [],
        },
        "estimate": {"rate": 7000, "windows": 1, "until": "2026-11-23T20:30:00.000Z",
                     "endless": False, "stuck": []},
        "disk": {"free": 40 * 1024 * MB, "total": 100 * 1024 * MB},
        "clock": {"time": "2026-11-23T04:00:00.000Z", "machine": "2026-11-23T04:00:00.000Z",
                  "doubt": None},
        "held": 0, "conflicts": 0, "forks": 0, "untrusted": [], "log": None,
        "start": None,
    }  # fmt: skip
    return {**value, **changes}


def told(language: str = "en", **changes: Any) -> str:
    return "\n".join(Teller(language, "Asia/Almaty").status(facts(**changes)))


def test_what_waits_why_how_long_and_what_to_do() -> None:
    text = told()

    assert "Last exchange: 23 Nov 09:00." in text
    assert "records: 35 (12 KB)" in text
    assert "files: 4 (86 MB)" in text
    assert "this window's budget is spent" in text
    assert "(6.8 KB/s) windows needed: 1, done 24 Nov 01:30." in text
    assert "Window open now: day, until 23 Nov 22:00, left: 0 B." in text
    assert "raise the budget" in text


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"upstream": None}, "exchanges with nobody"),
        ({"last_exchange": None}, "no exchange with the centre yet"),
        ({"estimate": {"rate": None, "endless": False}}, "How long: unknown"),
        ({"estimate": {"rate": 5, "endless": True}}, "more than two months"),
        ({"window": {"now": None, "next": None}}, "No window opens within a year"),
        ({"held": 2}, "records held back 2"),
        ({"start": {"size": 12 * MB, "got": 3 * MB, "refused": False}}, "3.0 MB of 12 MB"),
        ({"start": {"size": 0, "got": 0, "refused": True}}, "did not pass its check"),
        ({"why": ["refused"], "refused": 7}, "did not take some records: 7"),
        ({"untrusted": [EDITION]}, "Edition 2 of “Су” is not shown"),
        ({"untrusted": [EDITION]}, "tirek bundle meet"),
    ],
)
def test_every_state_has_its_sentence(changes: dict[str, Any], word: str) -> None:
    assert word in told(**changes)


def test_what_cannot_be_known_is_not_promised() -> None:
    assert "windows needed" not in told(estimate={"rate": None, "endless": False})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_values(language: str) -> None:
    holes = re.compile(r"\{\w+\}")
    assert WORDS[language].keys() == WORDS["en"].keys()
    for key, text in WORDS["en"].items():
        assert sorted(holes.findall(WORDS[language][key])) == sorted(holes.findall(text)), key
    assert WINDOW_NAMES[language].keys() == {*NAMES, "day"}
    assert "{" not in told(language)


def test_kazakh_and_russian_are_themselves() -> None:
    assert "Кезекте:" in told("kk")
    assert "86 МБ" in told("kk")
    assert "Соңғы алмасу: 23 қар 09:00" in told("kk")
    assert "6,8 КБ/с" in told("ru")
    assert "объём этого окна израсходован" in told("ru")


def test_the_commands_offer_the_languages_and_presets_there_are() -> None:
    assert commands.LANGUAGES == LANGUAGES
    assert commands.PRESETS == NAMES


def test_a_new_school_s_commands(tmp_path: Any) -> None:
    def run(*words: str) -> str:
        made = CliRunner().invoke(tirek, ["sync", *words], env={"TIREK_HOME": str(tmp_path)})
        assert made.exit_code == 0, made.output
        return str(made.stdout)

    assert "ни с кем не обменивается" in run("status", "--lang", "ru")
    assert run("log") == "The journal of exchanges is empty.\n"
    assert "22:00-07:00" in run("windows", "--preset", "night")
    assert "00:00-24:00" in run("windows", "--reset")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clock_that_is_not_believed_is_told_with_what_to_do(language: str) -> None:
    wrong = {
        "time": "2026-11-23T04:00:00.000Z",
        "machine": "1970-01-01T00:01:30.000Z",
        "doubt": "behind",
    }
    for text in (told(language, clock=wrong), told(language, clock=wrong, upstream=None)):
        assert "1970-01-01" in text
        assert WORDS[language]["do-clock"] in text
    assert WORDS[language]["do-clock"] not in told(language)
