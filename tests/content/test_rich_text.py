"""What stays of a stranger's HTML: words, tables, formulas, pictures, and nothing that runs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.rich_text import Rich, files_of, from_html, from_text, is_rich, plain_text


def read(html: str) -> Rich:
    return from_html(html, lambda source: source if "/" in source else None)


@pytest.mark.parametrize(
    ("html", "rich"),
    [
        ("Сәлем", ["Сәлем"]),
        ("<div><p>Бір</p></div>", ["Бір"]),
        ("<p>Бір</p><p>екі</p>", [["p", {}, "Бір"], ["p", {}, "екі"]]),
        ("a <b>x</b><i>y</i>", ["a ", ["b", {}, "x"], ["i", {}, "y"]]),
        ("<h1>Тақырып</h1>!", [["h3", {}, "Тақырып"], "!"]),
        ("x<sup onclick='a()' style='color:red'>2</sup>", ["x", ["sup", {}, "2"]]),
        ("<td colspan='2' width='x'>1</td>", [["td", {"colspan": "2"}, "1"]]),
        ("<script>alert(1)</script>ok<style>b{}</style>", ["ok"]),
        ("<a href='javascript:x()'>сілтеме</a>", ["сілтеме"]),
        ("<iframe src='http://x'></iframe><svg><script>1</script></svg>", []),
        ("<img src='i/1.png' alt='Бор' onerror=x()>", [["img", {"alt": "Бор", "src": "i/1.png"}]]),
        ("<img src='gone.png' alt='Бор'>", ["Бор"]),
        ("<img class='equation_image' alt='x^2' src='/eq/1'>", [["code", {}, "x^2"]]),
        ("<object data='a/b.png' type='image/png'>жоқ</object>", [["img", {"src": "a/b.png"}]]),
        ("<math display='block'><mfrac><mn>1</mn><mn>2</mn></mfrac></math>",
         [["math", {"display": "block"}, ["mfrac", {}, ["mn", {}, "1"], ["mn", {}, "2"]]]]),
        ("<blank id='x'>", []),
    ],
)  # fmt: skip
def test_formatting_is_kept_and_everything_else_is_not(html: str, rich: Rich) -> None:
    assert read(html) == rich


def test_plain_text_keeps_its_lines() -> None:
    assert from_text(" Бір \n екі ") == ["Бір", ["br", {}], "екі"]
    assert plain_text(read("<ul><li>Бір</li><li>екі</li></ul>")) == "Бір екі"


@given(st.text(alphabet="<>/abimgsrc=\"' &;pё", max_size=60))
def test_whatever_comes_in_comes_out_as_our_own_form(html: str) -> None:
    rich = read(html)
    assert is_rich(json.loads(json.dumps(rich)))


def test_depth_and_number_are_bounded() -> None:
    deep = read("<div>" * 5_000 + "түп" + "</div>" * 5_000)
    assert is_rich(deep)
    wide = read("<i>x</i>" * 20_000)
    assert is_rich(wide)
    assert len(wide) <= 5_000


def test_pictures_of_a_text_are_named() -> None:
    assert list(files_of(read("<p><img src='a/1.png'></p><audio src='a/2.mp3'></audio>"))) == [
        "a/1.png",
        "a/2.mp3",
    ]
