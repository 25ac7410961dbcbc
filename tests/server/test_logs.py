"""Log lines: one JSON object each, and no secrets."""

import io
import json
import logging

from server import logs
from tests.server import cast
from tests.server.conftest import School


def test_each_answer_is_one_line_with_its_request_id(school: School, lines: io.StringIO) -> None:
    answer = school.app.test_client().get("/api/v1/me?iin=123")

    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    (line,) = [entry for entry in found if entry["logger"] == "tirek.access"]
    assert line["route"] == "/api/v1/me"
    assert line["status"] == 401
    assert line["request"] == answer.headers["X-Request-Id"]
    assert "iin" not in lines.getvalue()


def test_no_token_password_or_name_reaches_the_log(school: School, lines: io.StringIO) -> None:
    phone = school.new_phone(cast.ARU)
    phone.refresh()

    text = lines.getvalue()
    assert phone.session["token"] not in text
    assert cast.PASSWORD not in text
    assert "Серікбаева" not in text


def test_a_secret_in_a_message_is_struck_out(lines: io.StringIO) -> None:
    logging.getLogger("x").warning("sent %s with password=%s", "Bearer abc.def", "hunter2")

    line = json.loads(lines.getvalue())
    assert line["message"] == "sent Bearer *** with password=***"


def test_an_error_carries_its_trace(lines: io.StringIO) -> None:
    try:
        json.loads("{}")["gone"]
    except KeyError:
        logging.getLogger("x").exception("failed")

    assert "KeyError: 'gone'" in json.loads(lines.getvalue())["error"]


def test_a_phone_s_own_name_for_its_request_is_taken_and_nothing_else(school: School) -> None:
    client = school.app.test_client()
    given = "0123456789abcdef"
    answer = client.get("/api/v1/me", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] == answer.get_json()["request_id"] == given
    for wrong in ("no", "0123456789ABCDEF", given * 2, f"{given}\t"):
        again = client.get("/api/v1/me", headers={"X-Request-Id": wrong})
        assert again.headers["X-Request-Id"] not in (wrong, given)


def test_what_a_node_does_by_itself_has_one_id(school: School, lines: io.StringIO) -> None:
    own = logging.getLogger("x")
    with logs.one_act() as act:
        own.info("began")
        with logs.one_act() as within:
            own.info("went on")
        answer = school.app.test_client().get("/api/v1/me")
        own.info("ended")
    own.info("another matter")

    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    *ours, request, last, other = [line.get("request") for line in told]
    assert act == within
    assert [*ours, last] == [act] * 3
    assert request == answer.headers["X-Request-Id"] != act
    assert other is None
