"""Pages that name tests and files as evidence: each of them is there."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT

PAGES = ("reference/asvs.md", "explanation/threat-model.md")
NAMED = re.compile(r"`((?:tests|server|sync|content|pwa)/[\w./-]*[\w-])/?(?:::(\w+))?`")


def named(page: str) -> list[tuple[str, str]]:
    """(path, test or "") as the page has them."""
    return NAMED.findall((DOCS / page).read_text(encoding="utf-8"))


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_what_is_named_as_evidence_exists(page: str) -> None:
    gone = []
    for path, test in named(page):
        place = ROOT / path
        if not place.exists() or (test and f"\ndef {test}(" not in text_of(place)):
            gone.append(f"{path}::{test}" if test else path)
    assert gone == []


def test_the_standard_s_page_names_plenty() -> None:
    assert len({test for _path, test in named("reference/asvs.md") if test}) > 50
