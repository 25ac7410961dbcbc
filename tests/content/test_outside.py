"""The report names the hosts that a lesson would call, and leaves its bytes alone."""

import pytest

from content import limits
from content.outside import OutsideScan


def hosts(path: str, *chunks: bytes) -> list[str]:
    scan = OutsideScan()
    assert list(scan.watch(path, chunks)) == list(chunks)
    return [finding.subject for finding in scan.findings]


@pytest.mark.parametrize(
    ("path", "data", "found"),
    [
        (
            "a.html",
            b'<script defer src="https://cdn.Example.org/x.js"></script>',
            "cdn.example.org",
        ),
        ("a.html", b"<iframe src='//www.youtube.com/embed/1'>", "www.youtube.com"),
        ("a.htm", b"<link rel=stylesheet href=http://fonts.example.com/css>", "fonts.example.com"),
        (
            "a.html",
            b"<p style=\"background:url('http://img.example.kz/1.png')\">",
            "img.example.kz",
        ),
        ("a.css", b'@import "https://css.example.org/a.css";', "css.example.org"),
        ("a.js", b"fetch('https://api.example.org/v1')", "api.example.org"),
    ],
)
def test_what_a_page_would_load_from_outside_is_found(path: str, data: bytes, found: str) -> None:
    assert hosts(path, data) == [found]
    assert hosts(path, data[:20], data[20:]) == [found]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.html", b'<a href="https://example.org/">source</a>'),
        ("a.html", b'<html xmlns="http://www.w3.org/1999/xhtml"><img src="a//b.png">'),
        ("a.js", b'var ns = "http://www.w3.org/2000/svg"; // see http://example.org/licence'),
        ("a.png", b'<script src="https://example.org/x.js">'),
    ],
)
def test_links_vocabularies_and_remarks_are_not_loads(path: str, data: bytes) -> None:
    assert hosts(path, data) == []


def test_a_host_is_told_once_and_the_list_is_short() -> None:
    many = b"".join(b'<img src="https://h%d.example.org/">' % (n // 2) for n in range(100))
    found = hosts("a.html", many)
    assert found == [f"h{n}.example.org" for n in range(limits.MAX_OUTSIDE_HOSTS)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<script src="https://cdn.example.org/x.js"></script>', "outside-script"),
        (b'<img src="//cdn.example.org/x"><script src="//cdn.example.org/x">', "outside-script"),
        (b'<img src="https://cdn.example.org/x.png">', "outside-address"),
        (b'<script src="https://www.googletagmanager.com/a"></script>', "outside-address"),
    ],
)
def test_programs_are_told_from_what_is_merely_shown(data: bytes, code: str) -> None:
    scan = OutsideScan()
    list(scan.watch("a.html", (data,)))
    assert [finding.code for finding in scan.findings] == [code]
