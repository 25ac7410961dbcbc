"""Whatever is written into an address or sent as a body, by whoever has every right: an answer in
the one shape, none of them a mistake of ours, and never a file that was not offered."""

import zlib
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

import pytest
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from server.access import Access
from server.errors import PROBLEM_JSON
from server.limits import MAX_BODY_BYTES
from tests.security.ground import INSIDER, NODE, Ground

CALLER: Final = {"node": NODE, "mail": NODE}
PAGES: Final = "/plain/"
DEPTH: Final = 100_000

PATHS: Final = (
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "..\\..\\..\\windows\\win.ini",
    "/etc/passwd",
    "tirek.sqlite\x00.html",
    "....//....//tirek.sqlite",
    "'; DROP TABLE person; --",
    "{{70001*70001}}${70001*70001}<%= 70001*70001 %>",
    "<script>alert(1)</script>",
    "%0d%0aSet-Cookie: a=b",
    "\ud7ff\uffff",
    "x" * 4000,
    "9" * 400,
)
SUM: Final = b"4900140001"
NUMBERS: Final = (2**31, 2**63, 10**30, 0)

BODIES: Final[dict[str, tuple[str, bytes]]] = {
    "deeper than any parser": ("application/json", b"[" * DEPTH),
    "deep objects": ("application/json", b'{"a":' * DEPTH),
    "no object": ("application/json", b"[]"),
    "null": ("application/json", b"null"),
    "a number without end": ("application/json", b"9" * 100_000),
    "what is no number": ("application/json", b'{"x": NaN, "limit": Infinity, "size": 1e999}'),
    "half a pair": ("application/json", b'{"login": "\\ud800", "name": "\\u0000"}'),
    "no text": ("application/json", b'{"a": "\xff\xfe"}'),
    "a zip bomb": ("application/octet-stream", b"PK\x03\x04" + zlib.compress(bytes(1_000_000))),
    "a bomb in a header": ("application/json", zlib.compress(bytes(1_000_000))),
    "entities": (
        "application/xml",
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>',
    ),
    "a form": ("application/x-www-form-urlencoded", b"token=" + b"x" * 5000 + b"&" * 5000),
    "parts without end": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1200,
    ),
    "mixed parts": ("multipart/mixed; boundary=x", b"--x\r\n\r\n--x\r\n" * 300),
    "nothing": ("application/json", b""),
}

AT_ONCE: Final = {"deeper than any parser", "a number without end", "half a pair"}
"""Tried at every run: what a server had to answer with a mistake of its own."""
UNREAD: Final = {
    "PUT /api/v1/people/<person>/confirmation",
    "POST /cmi5/fetch/<secret>",
    "POST /sync/v1/snapshot",
    "POST /api/v1/attention/retry",
}
"""Routes without a body: what somebody sends all the same is never looked at."""


def told_well(rule: Rule, answer: TestResponse) -> bool:
    if answer.status_code < 400:
        return True
    page = rule.rule.startswith(PAGES) and answer.mimetype == "text/html"
    return answer.status_code < 500 and (page or answer.mimetype == PROBLEM_JSON)


def stolen(answer: TestResponse) -> bool:
    """A system's file, the database, or a sum that a template worked out."""
    data = answer.data
    return b"root:x:0" in data or data.startswith(b"SQLite format") or SUM in data


def caller_of(access: Access | None) -> str:
    assert access is not None
    return CALLER.get(access.kind, INSIDER)


def addresses(ground: Ground, rule: Rule) -> Iterator[str]:
    """The route's address with each of its arguments in turn as no honest caller writes it."""
    for name, converter in rule._converters.items():
        numbers = isinstance(converter, IntegerConverter)
        for value in NUMBERS if numbers else PATHS:
            if numbers:
                yield ground.path_with(rule, {name: value})
            else:
                marked = ground.path_with(rule, {name: "attacked"})
                yield marked.replace("attacked", quote(str(value)))
                yield marked.replace("attacked", quote(str(value), safe="/%"))


@pytest.mark.slow
def test_no_address_leads_out_of_what_a_route_offers(ground: Ground) -> None:
    wrong = []
    for method, rule, access in ground.routes():
        for path in addresses(ground, rule):
            answer = ground.ask(caller_of(access), method, path)
            if not told_well(rule, answer) or stolen(answer) or "Set-Cookie" in answer.headers:
                wrong.append(f"{method} {path[:90]}: {answer.status_code} {answer.mimetype}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "what", [one if one in AT_ONCE else pytest.param(one, marks=pytest.mark.slow) for one in BODIES]
)
def test_no_body_is_a_mistake_of_ours(ground: Ground, what: str) -> None:
    kind, data = BODIES[what]
    wrong = []
    for method, rule, access in ground.routes():
        if method not in ("POST", "PUT", "PATCH"):
            continue
        path = ground.path(rule)
        headers = {"Content-Type": kind, "Upload-Offset": "0"}
        answer = ground.ask(caller_of(access), method, path, data=data, headers=headers)
        if not told_well(rule, answer) or stolen(answer):
            wrong.append(f"{method} {rule.rule}: {answer.status_code} {answer.mimetype}")
    assert not wrong, "\n".join(wrong)


def test_what_is_announced_as_too_large_is_refused_unread(ground: Ground) -> None:
    """No route reads to the end what nobody could have meant."""
    wrong = []
    for method, rule, access in ground.routes():
        if method not in ("POST", "PUT", "PATCH"):
            continue
        answer = ground.ask(
            caller_of(access), method, ground.path(rule), data=b"{}",
            headers={"Content-Type": "application/json", "Upload-Offset": "0"},
            environ_overrides={"CONTENT_LENGTH": str(400 * MAX_BODY_BYTES)},
        )  # fmt: skip
        read = f"{method} {rule.rule}" not in UNREAD
        if (read and answer.status_code < 400) or not told_well(rule, answer):
            wrong.append(f"{method} {rule.rule}: {answer.status_code} {answer.mimetype}")
    assert not wrong, "\n".join(wrong)
