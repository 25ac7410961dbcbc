"""Messages around frames: everything said arrives, everything strange is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import messages
from sync.core import cbor
from sync.core.errors import Malformed, SyncError, UnknownVersion
from sync.core.knowledge import EMPTY, IntervalSet, Knowledge
from sync.core.ops import OpId
from sync.limits import MAX_MESSAGE_BYTES
from sync.messages import Down, PullRequest, Received, SessionAnswer, SessionRequest
from sync.storage.port import Ack, Cursor
from tests.sync.toy import ARU, HUB, MARAT, SCHOOL

LIFE = "1" * 16
ACKS = {
    (ARU, 1): Ack(IntervalSet([(1, 9)]), IntervalSet([(1, 4)])),
    (MARAT, 2): Ack(IntervalSet([(1, 3), (7, 7)]), IntervalSet([(1, 3), (7, 7)])),
}
CURSORS = {"national": Cursor(LIFE, 12), "school:s1": Cursor(LIFE, 0)}
REQUEST = SessionRequest(
    node=SCHOOL,
    incarnation=LIFE,
    schools=("s1", "s2"),
    digest=messages.ack_digest(ACKS),
    offer=Knowledge({(ARU, 1): IntervalSet([(1, 9)])}),
    cursors=CURSORS,
    room=32_000,
    ask=("ab" * 32,),
    frame=b"TRK",
)
ANSWER = SessionAnswer(
    node=HUB,
    incarnation=LIFE,
    about={"name": {"kk": "Орталық"}, "content": ":8091"},
    covers=("s1",),
    acks=ACKS,
    had=Knowledge({(ARU, 1): IntervalSet([(1, 9)])}),
    received=Received(ACKS, (OpId(ARU, 1, 3),), {OpId(ARU, 1, 4): "other-school"}),
    down=Down(b"frame", CURSORS, True),
    wanted=("cd" * 32,),
    held=("ef" * 32,),
)


def test_everything_said_arrives() -> None:
    assert messages.decode_session_request(messages.encode_session_request(REQUEST)) == REQUEST
    bare = replace(REQUEST, offer=None, ask=(), frame=b"")
    assert messages.decode_session_request(messages.encode_session_request(bare)) == bare
    assert messages.decode_session_answer(messages.encode_session_answer(ANSWER)) == ANSWER
    quiet = replace(ANSWER, acks=None, had=Knowledge(), received=None, wanted=(), held=())
    assert messages.decode_session_answer(messages.encode_session_answer(quiet)) == quiet
    received = Received(ACKS)
    assert messages.decode_received(messages.encode_received(received)) == received
    pull = PullRequest(CURSORS, 5)
    assert messages.decode_pull_request(messages.encode_pull_request(pull)) == pull
    down = Down(b"", {}, False)
    assert messages.decode_down(messages.encode_down(down)) == down


def test_a_quiet_session_is_small_however_many_writers_there_are() -> None:
    request = messages.encode_session_request(
        replace(REQUEST, offer=None, ask=(), frame=b"", schools=("s1",))
    )
    answer = messages.encode_session_answer(
        replace(
            ANSWER,
            acks=None,
            had=Knowledge(),
            received=None,
            wanted=(),
            held=(),
            down=Down(b"", {}, False),
        )
    )
    assert len(request) + len(answer) <= 600


def test_the_digest_is_of_the_content() -> None:
    backwards = dict(reversed(list(ACKS.items())))
    assert messages.ack_digest(backwards) == messages.ack_digest(ACKS)
    with_nothing = {**ACKS, (HUB, 1): Ack(EMPTY, EMPTY)}
    assert messages.ack_digest(with_nothing) == messages.ack_digest(ACKS)
    assert messages.ack_digest({}) != messages.ack_digest(ACKS)


def test_a_newer_node_may_say_more() -> None:
    content: dict[str, cbor.Value] = {"cursors": {}, "room": 7, "tomorrow": [1, 2]}
    body = b"\x01" + cbor.encode([["frame9"], content, "more"])
    assert messages.decode_pull_request(body) == PullRequest({}, 7, ("frame9",))


@pytest.mark.parametrize("names", ["frame1", [7], ["x" * 41], ["x"] * 65, None])
def test_capabilities_of_another_form_are_refused(names: cbor.Value) -> None:
    with pytest.raises(Malformed, match="capabilities"):
        messages.decode_pull_request(b"\x01" + cbor.encode([names, {"cursors": {}, "room": 7}]))


def test_a_newer_version_asks_for_an_upgrade() -> None:
    with pytest.raises(UnknownVersion):
        messages.decode_pull_request(b"\x02whatever")


@given(st.binary(max_size=200))
def test_noise_is_refused_by_name(noise: bytes) -> None:
    for decode in (
        messages.decode_session_request,
        messages.decode_session_answer,
        messages.decode_received,
        messages.decode_pull_request,
        messages.decode_down,
    ):
        for body in (noise, b"\x01" + noise):
            with pytest.raises(SyncError):
                decode(body)


@pytest.mark.parametrize(
    "change",
    [
        {"node": "ab"},
        {"node": b"short"},
        {"digest": b"short"},
        {"cursors": {"s": 7}},
        {"cursors": {"s": [bytes(8), -1]}},
        {"cursors": {"s" * 121: [bytes(8), 1]}},
        {"cursors": None},
        {"room": "much"},
        {"room": True},
        {"schools": "s1"},
        {"schools": [1]},
        {"ask": [b"short"]},
        {"ask": [bytes(32)] * 201},
        {"offer": [[b"x", 1, []]]},
        {"frame": b"x" * 40_000},
        {"frame": 7},
    ],
)
def test_a_part_of_another_form_is_refused(change: dict[str, cbor.Value]) -> None:
    parts = cbor.decode(messages.encode_session_request(REQUEST)[1:])
    assert isinstance(parts, list)
    content = parts[1]
    assert isinstance(content, dict)
    body = b"\x01" + cbor.encode([parts[0], {**content, **change}])
    with pytest.raises(Malformed):
        messages.decode_session_request(body)


def test_a_message_beyond_the_limit_is_not_even_read() -> None:
    with pytest.raises(Malformed, match="bytes"):
        messages.decode_down(bytes(MAX_MESSAGE_BYTES + 1))


def test_durable_is_never_more_than_received() -> None:
    row: list[cbor.Value] = [bytes(8), 1, [0, 3], [0, 9]]
    body = b"\x01" + cbor.encode([[], {"acks": [row]}])
    (ack,) = messages.decode_received(body).acks.values()
    assert ack.durable == ack.received == IntervalSet([(1, 4)])
