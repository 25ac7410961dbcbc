"""Headers and tokens: what every answer carries, and what none does."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.security.ground import INSIDER, STRANGER, Ground, query
from tests.server import cast

OF_ANOTHER: Final = {
    "/play/<key>/<path:path>": "content: answered from the content origin only",
}
_CODE_IN_PAGE: Final = re.compile(rb"<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|javascript:", re.I)


@pytest.fixture(scope="module")
def answers(ground: Ground) -> list[tuple[Rule, TestResponse]]:
    """Every route that is read, as the insider sees it."""
    return list(_read(ground))


def _read(ground: Ground) -> Iterator[tuple[Rule, TestResponse]]:
    for method, rule, _access in ground.routes():
        if method == "GET":
            yield rule, ground.ask(INSIDER, method, ground.path(rule), query_string=query())


def test_every_answer_forbids_what_a_browser_might_make_of_it(
    answers: list[tuple[Rule, TestResponse]],
) -> None:
    wrong = []
    for rule, answer in answers:
        headers = answer.headers
        of_nodes = rule.rule.startswith("/sync/")
        if headers.get("X-Content-Type-Options") != "nosniff":
            wrong.append(f"{rule.rule}: may be sniffed")
        if not of_nodes and headers.get("Referrer-Policy") != "no-referrer":
            wrong.append(f"{rule.rule}: tells where one came from")
        if "Set-Cookie" in headers or "Access-Control-Allow-Credentials" in headers:
            wrong.append(f"{rule.rule}: sets a cookie or shares credentials")
        if "Strict-Transport-Security" in headers:
            wrong.append(f"{rule.rule}: a box whose certificate has ended would be out of reach")
    assert not wrong, "\n".join(wrong)


def test_no_page_of_the_app_s_origin_runs_a_word_of_its_text(
    answers: list[tuple[Rule, TestResponse]],
) -> None:
    wrong, pages = [], 0
    for rule, answer in answers:
        if rule.rule in OF_ANOTHER:
            continue
        policy = answer.headers.get("Content-Security-Policy", "")
        if "unsafe" in policy or re.search(r"(script|default)-src[^;]*(\*|data:|blob:)", policy):
            wrong.append(f"{rule.rule}: {policy}")
        if answer.mimetype == "text/html":
            pages += 1
            if "default-src" not in policy or "frame-ancestors" not in policy:
                wrong.append(f"{rule.rule}: no policy")
            wrong += [f"{rule.rule}: {one!r}" for one in _CODE_IN_PAGE.findall(answer.data)]
    assert not wrong, "\n".join(wrong)
    assert pages >= 3


def test_what_belongs_to_somebody_is_kept_by_nobody_on_the_way(
    answers: list[tuple[Rule, TestResponse]], ground: Ground
) -> None:
    wrong = []
    for rule, answer in answers:
        kept = answer.headers.get("Cache-Control", "")
        theirs = rule.rule.startswith("/api/") and answer.status_code == 200
        if theirs and not ("no-store" in kept or "private" in kept or "no-cache" in kept):
            wrong.append(f"{rule.rule}: {kept}")
        shown = answer.data + str(answer.headers).encode()
        if any(token.encode() in shown for token in ground.tokens.values()):
            wrong.append(f"{rule.rule}: repeats a token")
    assert not wrong, "\n".join(wrong)


def test_a_token_counts_in_its_header_only(ground: Ground) -> None:
    """In an address it would stand in logs and histories; a cookie would be sent by itself."""
    token = ground.tokens[INSIDER]
    client = ground.app.test_client()
    client.set_cookie("token", token)

    for path in (f"/api/v1/me?token={token}", f"/api/v1/me?access_token={token}", "/api/v1/me"):
        answer = client.get(path, headers={"Cookie": f"token={token}; Authorization={token}"})
        assert answer.status_code == 401, path
    assert client.post("/api/v1/sessions", data={"token": token}).status_code in (400, 415, 422)


def test_nobody_is_given_a_login_that_somebody_else_has_chosen(ground: Ground) -> None:
    """A token that was planted before the login is not the one that the login gives."""
    planted = ground.tokens[STRANGER]
    about = {"login": cast.DIAS, "password": cast.PASSWORD, "device": "test"}

    refused = ground.ask(STRANGER, "POST", "/api/v1/sessions", json={**about, "token": planted})
    given = ground.ask(STRANGER, "POST", "/api/v1/sessions", json=about)

    assert refused.status_code == 422
    assert given.status_code == 201
    assert given.get_json()["token"] not in ground.tokens.values()
    me = ground.ask(STRANGER, "GET", "/api/v1/me").get_json()
    assert me["person"]["id"] == STRANGER


def test_a_stolen_token_is_dead_as_soon_as_its_owner_says_so(ground: Ground) -> None:
    """The thief holds the same bytes; whoever answers for the class takes them away."""
    about = {"login": cast.DIAS, "password": cast.PASSWORD, "device": "lost"}
    stolen = ground.ask(None, "POST", "/api/v1/sessions", json=about).get_json()["token"]
    thief = {"Authorization": f"Bearer {stolen}"}
    listed = ground.ask("class_teacher", "GET", f"/api/v1/people/{cast.DIAS}/devices").get_json()
    lost = next(one["id"] for one in listed["devices"] if one["device"] == "lost")
    assert ground.ask(None, "GET", "/api/v1/me", headers=thief).status_code == 200

    path = f"/api/v1/people/{cast.DIAS}/devices/{lost}"
    assert ground.ask("class_teacher", "DELETE", path).status_code == 204

    for asked in ("/api/v1/me", "/api/v1/changes", "/xapi/statements"):
        assert ground.ask(None, "GET", asked, headers=thief).status_code == 401
    parent = ground.ask("parent", "GET", "/api/v1/me")
    assert parent.status_code == 200, "nobody else is signed out"
