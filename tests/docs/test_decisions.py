"""Decisions are numbered one after the other: two people who each take the next one find out."""

from tests.docs.pages import DOCS

DECISIONS = sorted((DOCS / "decisions").glob("*.md"))


def test_each_has_the_next_number_in_its_name_and_its_heading() -> None:
    numbers = [int(page.name.split("-")[0]) for page in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    for number, page in zip(numbers, DECISIONS, strict=True):
        assert page.read_text(encoding="utf-8").startswith(f"# {number}. "), page.name
