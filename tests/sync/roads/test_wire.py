"""Answers as bytes: in any pieces, one behind the other, and refused when they are not clear."""

import pytest

from sync.limits import MAX_HEAD_BYTES
from sync.roads.wire import Answer, BadAnswer, Reader, head

MOST = 1_000


def reader(*methods: str) -> Reader:
    made = Reader()
    for method in methods or ("GET",):
        made.expect(method, MOST)
    return made


def test_a_request_head_is_what_it_must_be_and_no_more() -> None:
    made = head("POST", "/sync/v1/frames", [("Host", "hub"), ("Content-Length", "3")])
    assert made == b"POST /sync/v1/frames HTTP/1.1\r\nHost: hub\r\nContent-Length: 3\r\n\r\n"
    for target, value in (("/a b", "x"), ("/a", "x\r\nEvil: 1"), ("/a", "қ"), ("/a\n", "x")):
        with pytest.raises(ValueError, match="printable"):
            head("GET", target, [("Name", value)])


def test_answers_come_in_any_pieces_one_behind_the_other() -> None:
    stream = (
        b"HTTP/1.1 100 Continue\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Two: a\r\nX-Two: b\r\n\r\nfirst"
        b"HTTP/1.1 204 No Content\r\nUpload-Offset: 7\r\n\r\n"
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"
        b"HTTP/1.1 206 Partial\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3;note=x\r\nsec\r\n3\r\nond\r\n0\r\nTrailer: yes\r\n\r\n"
    )
    for size in (1, 2, 7, len(stream)):
        read = reader("POST", "PATCH", "HEAD", "GET")
        found: list[Answer] = []
        for start in range(0, len(stream), size):
            found += read.feed(stream[start : start + size])
        assert [(one.status, one.body) for one in found] == [
            (200, b"first"), (204, b""), (200, b""), (206, b"second"),
        ]  # fmt: skip
        assert found[0].headers["x-two"] == "a, b"
        assert found[1].headers["upload-offset"] == "7"
        assert not any(one.last for one in found)
        assert read.end() is None


def test_a_half_answer_can_be_looked_at() -> None:
    read = reader()
    read.feed(b"HTTP/1.1 206 P\r\nContent-Length: 10\r\nContent-Range: bytes 0-9/20\r\n\r\n12345")
    begun = read.begun
    assert begun == Answer(
        206, {"content-length": "10", "content-range": "bytes 0-9/20"}, b"12345", False
    )
    with pytest.raises(BadAnswer, match="middle"):
        read.end()


@pytest.mark.parametrize(
    ("text", "last"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n", False),
    ],
)
def test_an_answer_says_whether_another_may_follow(text: bytes, last: bool) -> None:
    (found,) = reader().feed(text)
    assert found.last is last


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    read = reader()
    assert read.feed(b"HTTP/1.1 200 OK\r\n\r\nall of it") == []
    found = read.end()
    assert found is not None
    assert (found.body, found.last) == (b"all of it", True)


@pytest.mark.parametrize(
    "text",
    [
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 999 No\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nName: a\r\n folded\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Length: 0\n\n\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nName : a\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nLong: " + b"x" * MAX_HEAD_BYTES,
        b"HTTP/1.1 200 OK\r\n\r\n" + bytes(MOST + 1),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"a: b\r\n" * 200,
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_what_is_not_clear_is_refused(text: bytes) -> None:
    with pytest.raises(BadAnswer):
        reader().feed(text)


def test_an_error_may_explain_itself_at_more_length_than_the_answer_had() -> None:
    body = b"x" * (MOST + 500)
    (found,) = reader().feed(b"HTTP/1.1 503 Busy\r\nContent-Length: 1500\r\n\r\n" + body)
    assert (found.status, found.body) == (503, body)
