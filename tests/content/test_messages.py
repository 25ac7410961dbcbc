"""Every code speaks Kazakh, Russian and English."""

import re
import string

import pytest

from content.errors import BlobMissing, ContentRefused, DiskFull, Note, Refusal
from content.limits import MIB
from content.messages import FINDINGS, LANGUAGES, PROBLEMS, REFUSALS
from content.report import Finding, tidy

KAZAKH = set("әғқңөұүһіӘҒҚҢӨҰҮҺІ")
ALL = [(table, code) for table in (REFUSALS, FINDINGS, PROBLEMS) for code in table]


def test_every_refusal_and_every_note_has_its_sentences_and_no_other_has() -> None:
    assert {code.removesuffix("/none") for code in REFUSALS} == {str(code) for code in Refusal}
    assert set(FINDINGS) == {str(code) for code in Note}


@pytest.mark.parametrize(("table", "code"), ALL, ids=[code for _, code in ALL])
def test_a_code_has_three_whole_sentences(table: dict[str, dict[str, str]], code: str) -> None:
    texts = table[code]
    assert set(texts) == set(LANGUAGES)
    assert all(text.endswith(".") and text == text.strip() for text in texts.values())
    fields = [
        {field for _, field, _, _ in string.Formatter().parse(text) if field}
        for text in texts.values()
    ]
    assert fields[0] == fields[1] == fields[2]
    assert KAZAKH & set(texts["kk"])
    assert not KAZAKH & set(texts["ru"])
    assert not re.search("[\u0400-\u04ff]", texts["en"])


def test_sizes_lists_and_subjects_are_filled_in() -> None:
    large = ContentRefused(Refusal.TOO_LARGE, "фильм.mp4", limit_bytes=500 * MIB)
    assert "«фильм.mp4»" in large.message("ru")
    assert "500 МБ" in large.message("kk")
    assert "500 MB" in large.message("en")
    lost = ContentRefused(Refusal.NO_LAUNCH_FILE, "a.html", candidates=["b.html", "c.html"])
    assert "b.html, c.html" in lost.message("kk")
    assert lost.details["candidates"] == ["b.html", "c.html"]
    nothing = ContentRefused(Refusal.NO_LAUNCH_FILE, "a.html", candidates=[])
    assert "no other page" in nothing.message("en")
    assert "таңдауға" not in nothing.message("kk")


def test_a_subject_cannot_smuggle_a_template() -> None:
    error = ContentRefused(Refusal.ENCRYPTED, "{code.__class__}")
    assert "{code.__class__}" in error.message("en")


def test_an_unknown_language_is_answered_in_kazakh_and_an_unknown_code_by_its_name() -> None:
    missing = BlobMissing("0" * 64)
    assert missing.message("fr") == missing.message("kk")
    assert "from-the-future" in Finding("from-the-future", "x").message("ru")
    assert "1 MB" in DiskFull("blobs", needed_bytes=1, free_bytes=0).message("en")


def test_a_report_is_short_and_says_each_thing_once() -> None:
    once = Finding(Note.FILE_MISSING, "a.png")
    assert tidy([once, once]) == (once,)
    many = tidy(Finding(Note.FILE_MISSING, f"{n}.png") for n in range(1000))
    assert len(many) == 200
    assert many[-1].code == "report-shortened"
