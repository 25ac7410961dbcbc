"""The HTTP road against a real server on this machine: bytes, refusals, cuts."""

import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sync.core.errors import RoadFailed
from sync.limits import MAX_FRAME_BYTES, MAX_MESSAGE_BYTES, MAX_TRIES
from sync.roads import line
from sync.roads.http import HttpRoad, content_base

SHA = "ab" * 32
Reply = tuple[int, dict[str, str], bytes]


class Seen(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Upstream:
    """Answers with what the test sets; notes what it was asked."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.reply: Callable[[Seen], Reply | None] = lambda _: (200, {}, b"")
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                size = int(self.headers.get("Content-Length", "0"))
                headers = {key.lower(): value for key, value in self.headers.items()}
                seen = Seen(self.command, self.path, headers, self.rfile.read(size))
                outer.seen.append(seen)
                reply = outer.reply(seen)
                if reply is None:
                    self.close_connection = True
                    return
                status, more, body = reply
                self.send_response(status)
                if "Content-Length" not in more:
                    self.send_header("Content-Length", str(len(body)))
                for key, value in more.items():
                    self.send_header(key, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)
                if "Content-Length" in more:
                    self.close_connection = True

            do_GET = do_POST = do_HEAD = do_PATCH = _any  # noqa: N815 - the library's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = Upstream()
    yield server
    server.stop()


@pytest.fixture
def road(upstream: Upstream) -> Iterator[HttpRoad]:
    made = HttpRoad(upstream.address + "/", "secret-token")
    yield made
    made.close()


def test_messages_go_to_their_addresses_with_the_token(upstream: Upstream, road: HttpRoad) -> None:
    upstream.reply = lambda seen: (200, {}, b"answer to " + seen.body)
    assert road.session(b"one")() == b"answer to one"
    assert road.frame(b"two")() == b"answer to two"
    assert road.pull(b"three")() == b"answer to three"
    paths = [(seen.method, seen.path) for seen in upstream.seen]
    assert paths == [("POST", f"/sync/v1/{name}") for name in ("session", "frames", "pull")]
    for seen in upstream.seen:
        assert seen.headers["authorization"] == "Bearer secret-token"
        own = (
            len(seen.method)
            + len(seen.path)
            + 13
            + sum(
                len(name) + len(value) + 4
                for name, value in seen.headers.items()
                if name != "authorization"
            )
        )
        assert own < 80, "a head costs more than it must"


def test_files_resume_by_offset(upstream: Upstream, road: HttpRoad) -> None:
    upstream.reply = lambda _: (204, {"Upload-Offset": "512", "Upload-Complete": "?0"}, b"")
    assert road.file_offset(SHA)() == (512, False)
    upstream.reply = lambda _: (409, {"Upload-Offset": "100"}, b"")
    assert road.send_chunk(SHA, 512, 1000, b"x" * 10)() == (100, False)
    upstream.reply = lambda _: (204, {"Upload-Offset": "1000", "Upload-Complete": "?1"}, b"")
    assert road.send_chunk(SHA, 100, 1000, b"x" * 900)() == (1000, True)
    last = upstream.seen[-1]
    assert (last.method, last.path) == ("PATCH", f"/sync/v1/blobs/{SHA}")
    assert (last.headers["upload-offset"], last.headers["upload-length"]) == ("100", "1000")
    assert len(last.body) == 900
    upstream.reply = lambda _: (204, {}, b"")
    with pytest.raises(RoadFailed, match="offset"):
        road.file_offset(SHA)()


def test_content_comes_in_ranges_without_the_token(upstream: Upstream, road: HttpRoad) -> None:
    upstream.reply = lambda _: (206, {"Content-Range": "bytes 5-8/20"}, b"data")
    assert road.content("", SHA, 5, 4)() == (b"data", 20)
    seen = upstream.seen[-1]
    assert (seen.path, seen.headers["range"]) == (f"/c/{SHA}", "bytes=5-8")
    assert "authorization" not in seen.headers
    upstream.reply = lambda _: (200, {}, b"all of it")
    assert road.content("", SHA, 0, 100)() == (b"all of it", 9)
    upstream.reply = lambda _: (416, {"Content-Range": "bytes */0"}, b"")
    assert road.content("", SHA, 0, 100)() == (b"", 0)


@pytest.mark.parametrize(
    "reply",
    [
        (206, {"Content-Range": "bytes 0-3/20"}, b"data"),
        (206, {"Content-Range": "nonsense"}, b"data"),
        (206, {}, b"data"),
        (200, {}, b"the whole file instead"),
        (416, {}, b""),
        (404, {}, b""),
    ],
)
def test_another_range_than_asked_for_is_refused(
    upstream: Upstream, road: HttpRoad, reply: Reply
) -> None:
    upstream.reply = lambda _: reply
    with pytest.raises(RoadFailed):
        road.content("", SHA, 5, 4)()


@pytest.mark.parametrize(
    ("status", "retry"),
    [(code, code in (429, 500, 503)) for code in (302, 401, 403, 413, 422, 429, 500, 503)],
)
def test_refusals_say_whether_trying_again_helps(
    upstream: Upstream, road: HttpRoad, status: int, retry: bool
) -> None:
    upstream.reply = lambda _: (status, {"Location": "http://127.0.0.1:1/"}, b"secret")
    with pytest.raises(RoadFailed) as caught:
        road.session(b"x")()
    assert (caught.value.status, caught.value.retry) == (status, retry)
    assert "secret" not in str(caught.value)
    assert len(upstream.seen) == 1


@pytest.mark.parametrize(
    ("named", "told"), [("0123456789abcdef", True), ("an id? <b>no</b>", False), ("", False)]
)
def test_a_refusal_says_under_which_name_the_upstream_has_logged_it(
    upstream: Upstream, road: HttpRoad, named: str, told: bool
) -> None:
    upstream.reply = lambda _: (500, {"X-Request-Id": named} if named else {}, b"")
    with pytest.raises(RoadFailed) as caught:
        road.session(b"x")()
    assert f"request {named} in the upstream's log" in str(caught.value) or not told
    assert ("upstream's log" in str(caught.value)) is told


def test_a_cut_is_an_error_that_may_be_tried_again(
    upstream: Upstream, road: HttpRoad, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "MAX_RECONNECT_S", 0.01)
    upstream.reply = lambda _: None
    with pytest.raises(RoadFailed) as caught:
        road.session(b"x")()
    assert caught.value.retry
    upstream.reply = lambda _: (200, {"Content-Length": "500"}, b"half")
    with pytest.raises(RoadFailed) as caught:
        road.session(b"x")()
    assert caught.value.retry


def test_an_endless_answer_is_not_read_to_its_end(upstream: Upstream, road: HttpRoad) -> None:
    upstream.reply = lambda _: (200, {}, bytes(MAX_MESSAGE_BYTES + MAX_FRAME_BYTES + 1))
    with pytest.raises(RoadFailed, match="more than"):
        road.session(b"x")()
    upstream.reply = lambda _: (206, {"Content-Range": "bytes 0-9/10"}, bytes(10))
    with pytest.raises(RoadFailed, match="more than"):
        road.content("", SHA, 0, 9)()


def test_the_environment_has_no_say(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    road = HttpRoad(upstream.address, "t")
    assert road.session(b"x")() == b""
    road.close()


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("", "http://hub:8090"),
        (":8091", "http://hub:8091"),
        ("https://content.example/kz/", "https://content.example/kz"),
    ],
)
def test_the_content_origin_may_be_a_port_or_another_place(address: str, base: str) -> None:
    assert content_base("http://hub:8090", address) == base
    assert content_base("http://[::1]:8090", ":8091") == "http://[::1]:8091"


def test_requests_leave_before_the_answers_to_those_ahead_have_come(
    upstream: Upstream, road: HttpRoad
) -> None:
    upstream.reply = lambda seen: (200, {}, seen.body)
    first, second = road.frame(b"one"), road.pull(b"two")
    assert (first(), second()) == (b"one", b"two")
    assert road.lines[0].connections == 1


def test_what_a_dead_connection_left_unanswered_is_sent_again(
    upstream: Upstream, road: HttpRoad
) -> None:
    answers: Iterator[Reply | None] = iter(
        [(200, {}, b"1"), None, (200, {}, b"2"), (200, {}, b"3")]
    )
    upstream.reply = lambda _: next(answers)
    waiting = [road.frame(body) for body in (b"one", b"two", b"three")]
    assert [later() for later in waiting] == [b"1", b"2", b"3"]
    assert [seen.body for seen in upstream.seen] == [b"one", b"two", b"two", b"three"]
    assert road.lines[0].connections == 2
    assert road.resent() > len(b"twothree")
    assert road.resent() == 0


def test_a_server_that_ends_every_connection_is_asked_one_thing_at_a_time(
    upstream: Upstream, road: HttpRoad
) -> None:
    """A proxy that keeps no connection open, or one that has had enough: two requests ahead would
    each cross twice."""
    upstream.reply = lambda _: (200, {"Content-Length": "2", "Connection": "close"}, b"ok")
    waiting = [road.frame(b"1" * 100), road.frame(b"2" * 100)]
    for n in range(3, 9):
        assert waiting.pop(0)() == b"ok"
        waiting.append(road.frame(str(n).encode() * 100))
    assert [later() for later in waiting] == [b"ok", b"ok"]
    assert [seen.body[:1] for seen in upstream.seen] == [b"%d" % n for n in range(1, 9)]
    once = road.resent()
    assert once < 500  # what was already behind the first one

    upstream.reply = lambda _: (200, {}, b"ok")
    assert road.frame(b"kept")() == b"ok"
    before = road.lines[0].connections
    waiting = [road.frame(b"9"), road.frame(b"10")]
    assert [later() for later in waiting] == [b"ok", b"ok"]
    assert (road.lines[0].connections, road.resent()) == (before, 0)


def test_a_range_goes_on_where_the_connection_died(upstream: Upstream, road: HttpRoad) -> None:
    data = bytes(range(200))
    halves = iter([80, 200])

    def reply(seen: Seen) -> Reply:
        start = int(seen.headers["range"].removeprefix("bytes=").partition("-")[0])
        part = data[start : next(halves)]
        headers = {"Content-Range": f"bytes {start}-199/200", "Content-Length": str(200 - start)}
        return 206, headers, part

    upstream.reply = reply
    assert road.content("", SHA, 0, 200)() == (data, 200)
    assert [seen.headers["range"] for seen in upstream.seen] == ["bytes=0-199", "bytes=80-199"]


def test_a_request_that_always_kills_the_connection_is_given_up(
    upstream: Upstream, road: HttpRoad
) -> None:
    upstream.reply = lambda _: (200, {"Content-Length": "9"}, b"half")
    with pytest.raises(RoadFailed):
        road.session(b"poison")()
    assert len(upstream.seen) == MAX_TRIES


def test_a_server_that_has_gone_is_not_waited_for_like_a_cut_link(
    upstream: Upstream, road: HttpRoad, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host says no: the exchange ends long before the patience for silent links is over."""
    monkeypatch.setattr(line, "REFUSED_TIMEOUT_S", 0.05)
    monkeypatch.setattr(line, "NO_NEWS_TIMEOUT_S", 10_000.0)
    assert road.session(b"here")() == b""
    # This answer is the connection's last, and nobody listens any more.
    upstream.reply = lambda _: None
    upstream.server.shutdown()
    upstream.server.server_close()
    with pytest.raises(RoadFailed):
        road.session(b"gone")()


def test_nothing_is_waited_for_when_the_time_is_over(upstream: Upstream) -> None:
    road = HttpRoad(upstream.address, "t", seconds=-3600)
    with pytest.raises(RoadFailed, match="over"):
        road.session(b"x")()
    assert upstream.seen == []


def test_the_connection_is_begun_before_there_is_anything_to_say() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(30)
        road = HttpRoad(f"http://127.0.0.1:{listening.getsockname()[1]}", "t")
        road.start()
        caller, _ = listening.accept()
        caller.close()
        assert [one.connections for one in road.lines] == [0]
        road.close()


def test_what_was_begun_is_what_the_first_message_goes_by(
    upstream: Upstream, road: HttpRoad
) -> None:
    road.start()
    road.start()
    assert road.session(b"one")() == b""
    assert road.frame(b"two")() == b""
    assert [one.connections for one in road.lines] == [1]


def test_a_start_that_fails_is_told_with_the_first_message(upstream: Upstream) -> None:
    upstream.stop()
    road = HttpRoad(upstream.address, "t")
    road.start()
    with pytest.raises(RoadFailed, match="cannot be reached"):
        road.session(b"x")()


@pytest.mark.skipif(not hasattr(socket, "TCP_CONGESTION"), reason="the system has no such choice")
def test_a_link_is_used_as_well_as_the_system_allows(upstream: Upstream, road: HttpRoad) -> None:
    allowed = Path("/proc/sys/net/ipv4/tcp_allowed_congestion_control").read_text().split()
    assert road.session(b"x")() == b""
    channel = road.lines[0]._channel
    assert channel is not None
    used = channel._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16)
    name = used.rstrip(b"\0").decode()
    assert name == "bbr" or "bbr" not in allowed
