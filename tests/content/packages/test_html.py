"""Plain pages open with the page a person would open."""

import pytest

from content.errors import ContentRefused
from content.limits import MAX_HTML_FILE_BYTES
from content.packages.html import plan_html, plan_page


@pytest.mark.parametrize(
    ("paths", "launch"),
    [
        (["b.html", "Index.HTML", "a/index.html"], "Index.HTML"),
        (["index.htm", "index.html"], "index.html"),
        (["сабақ.html", "a.png", "a/b.html"], "сабақ.html"),
    ],
)
def test_the_index_or_the_only_page_opens(paths: list[str], launch: str) -> None:
    plan = plan_html(paths, "Су_айналымы.zip")
    assert (plan.format, plan.launch, plan.title) == ("html", launch, "Су айналымы")
    assert [item.launch for item in plan.items] == [launch]


def test_without_a_clear_page_the_candidates_are_named_and_one_can_be_chosen() -> None:
    paths = ["b.html", "a.html", "x/index.html"]
    with pytest.raises(ContentRefused) as caught:
        plan_html(paths, "x.zip")
    assert caught.value.code == "no-launch-file"
    assert caught.value.details["candidates"] == ["a.html", "b.html", "x/index.html"]
    plan = plan_html(paths, "x.zip", launch="x/index.html")
    assert plan.launch == "x/index.html"
    assert plan.findings[0].code == "launch-chosen"


def test_a_single_page_keeps_its_name_and_has_a_limit() -> None:
    assert plan_page(10, "Бет 1.htm").launch == "Бет 1.htm"
    assert plan_page(10, "page.txt").launch == "page.txt.html"
    with pytest.raises(ContentRefused) as caught:
        plan_page(MAX_HTML_FILE_BYTES + 1, "page.html")
    assert caught.value.code == "too-large"
