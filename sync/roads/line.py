"""A line to one origin: requests leave one behind the other, answers come in that order, and when
the connection dies the unanswered ones are sent again on the next. To a server that ends it with an
answer while others are asked for, one request leaves at a time until it keeps one open.

So only idempotent requests may be sent here, which all of the sync protocol's are.
"""

import contextlib
import select
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult

from sync.core.errors import RoadFailed
from sync.limits import (
    ASSUMED_RATE,
    CONNECT_TIMEOUT_S,
    FIRST_RACE_STEP_S,
    FIRST_RECONNECT_S,
    GRACE_S,
    MAX_RECONNECT_S,
    MAX_TRIES,
    MIN_FRAME_BYTES,
    MIN_HEDGE_S,
    MIN_STALL_S,
    NO_NEWS_TIMEOUT_S,
    RACE_STEP_S,
    REFUSED_TIMEOUT_S,
    STALL_ROUND_TRIPS,
)
from sync.plan import Speed
from sync.roads.channel import Channel, Dead, Memory
from sync.roads.race import Race
from sync.roads.wire import Answer, BadAnswer, Reader, head

_CUT = "the link was cut or the upstream cannot be reached; the next exchange goes on from here"
_LATE = "no answer in time; the next exchange goes on from here"
_UNTRUSTED = "the upstream's certificate is not trusted here: check the clock and the certificate"
# How often a wait looks at its timers, in seconds.
_TICK_S = 0.25
# Share of the newest measurement in what is remembered of the link.
_NEWEST = 0.3


@dataclass(slots=True, eq=False)
class Outgoing:
    """A request and, once it is there, its answer (or why there will never be one)."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    most: int = 0
    """Bytes of the answer's body at most."""
    expected: int = 0
    """Bytes of the answer's body, as far as anybody can guess; for the stall timer."""
    resume: Callable[[Answer], bool] | None = None
    """Told of a half answer when the connection dies; true when asking anew goes on from it."""
    answer: Answer | None = None
    tries: int = 0
    began: float = 0.0
    queued: bool = False


@dataclass(slots=True, eq=False)
class Line:
    """`origin` is scheme, host and port; `ends_at` on the monotonic clock bounds everything."""

    origin: SplitResult
    memory: Memory
    ends_at: float | None = None
    connections: int = 0
    resumed: int = 0
    resent: int = 0
    """Bytes that had to leave a second time."""
    _waiting: list[Outgoing] = field(default_factory=list)
    _singly: bool = False
    _channel: Channel | None = None
    _reader: Reader = field(default_factory=Reader)
    _race: Race = field(init=False)
    _addresses: list[tuple[socket.AddressFamily, tuple[object, ...]]] = field(default_factory=list)
    _failures: int = 0
    _stalls: int = 0
    _not_before: float = 0.0
    _news_at: float = 0.0
    _body_at: float = 0.0
    _answered_at: float = 0.0
    _refused_at: float | None = None

    def __post_init__(self) -> None:
        self._race = Race(self._open)

    def start(self) -> None:
        """Begin to connect before there is anything to send: that takes round trips in which the
        first request can be made. Whether it works is seen when an answer is waited for."""
        if self._channel is None:
            with contextlib.suppress(Dead):
                self._race.go_on(FIRST_RACE_STEP_S)

    def send(self, request: Outgoing) -> None:
        """Queue a request behind those before it; it leaves at once if the line is up."""
        if not self._waiting:
            self._news_at = time.monotonic()
        self._waiting.append(request)
        if self._singly and len(self._waiting) > 1:
            return
        if self._channel is not None:
            try:
                self._put(self._channel, request)
            except Dead as dead:
                self._died(dead)

    def wait(self, request: Outgoing) -> Answer:
        """The answer to a request that was sent. Raises RoadFailed; the line is unusable then."""
        while request.answer is None:
            try:
                self._turn()
            except Dead as dead:
                self._died(dead)
        return request.answer

    def close(self) -> None:
        self._race.close()
        if self._channel is not None:
            self._channel.close()
        self._channel = None

    # --- one turn of waiting ---------------------------------------------------------------
    def _turn(self) -> None:
        now = time.monotonic()
        self._check_time(now)
        if self._channel is None:
            if now < self._not_before and not self._race.channels:
                time.sleep(min(_TICK_S, self._not_before - now))
                return
            self._race.go_on(RACE_STEP_S if self.connections else FIRST_RACE_STEP_S)
        used = [] if self._channel is None else [self._channel]
        channels = used + self._race.channels
        writing = [channel for channel in channels if channel.wants_write]
        reading, able, _ = select.select(channels, writing, [], _TICK_S)
        for channel in used:
            self._serve(channel, channel in reading, channel in able)
        self._follow_race({*reading, *able})
        self._check_silence()

    def _serve(self, channel: Channel, readable: bool, writable: bool) -> None:
        if writable:
            channel.flush()
        while readable:
            data = channel.receive()
            if data is None:
                return
            if self._take(data):
                return

    def _follow_race(self, moved: set[Channel]) -> None:
        try:
            up = self._race.advance(moved)
        except Dead:
            if self._channel is None:
                raise
            return
        if up is not None:
            # The one before it is still silent, or it would have ended the race.
            self._abandon()
            self._channel = up
            self._begin(up)

    def _take(self, data: bytes) -> bool:
        """Bytes of answers, or the end of the connection (empty); true when that was the last of
        this connection. Raises Dead when it ended in the middle."""
        try:
            if not data:
                rest = self._reader.end()
                if rest is None:
                    raise Dead("the upstream has ended the connection")
                answers = [rest]
            else:
                if self._reader.begun is None:
                    self._body_at = time.monotonic()
                answers = self._reader.feed(data)
        except BadAnswer as bad:
            if not data:
                raise Dead(str(bad)) from bad
            first = self._waiting[0] if self._waiting else None
            raise self._failed(first, f"the upstream's answer: {bad}", retry=False) from bad
        self._news_at = time.monotonic()
        self._failures = self._stalls = 0
        self._race.close()
        if answers and self._channel is not None:
            self._channel.remember()
        for answer in answers:
            request = self._waiting.pop(0)
            request.answer = answer
            self._measure(request, answer)
            if answer.last:
                # What was sent behind it will not be answered here.
                self._singly = self._singly or bool(self._waiting)
                self._abandon()
                return True
            if self._singly and self._channel is not None:
                self._singly = False
                for held in self._waiting:
                    self._put(self._channel, held)
        return False

    # --- connections -----------------------------------------------------------------------
    def _open(self, number: int) -> Channel:
        tls = self.origin.scheme == "https"
        host, port = self.origin.hostname or "", self.origin.port or (443 if tls else 80)
        if not self._addresses:
            try:
                found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            except OSError as error:
                raise Dead(str(error)) from error
            self._addresses = [(kind, address) for kind, _, _, _, address in found]
        family, address = self._addresses[(self._failures + number) % len(self._addresses)]
        return Channel(host, port, tls, self.memory, family, address)

    def _begin(self, channel: Channel) -> None:
        """A connection is up: everything unanswered leaves on it, in order."""
        self.connections += 1
        self._refused_at = None
        self.resumed += channel.resumed
        self._reader = Reader()
        for request in self._waiting[:1] if self._singly else self._waiting:
            self._put(channel, request)

    def _put(self, channel: Channel, request: Outgoing) -> None:
        request.tries += 1
        if request.tries > MAX_TRIES:
            raise self._failed(request, _CUT)
        request.began = time.monotonic()
        request.queued = request is not self._waiting[0]
        headers = list(request.headers.items())
        if request.body or request.method in ("POST", "PATCH"):
            headers.append(("Content-Length", str(len(request.body))))
        first = head(request.method, request.target, [("Host", self.origin.netloc), *headers])
        if request.tries > 1:
            self.resent += len(first) + len(request.body)
        self._reader.expect(request.method, request.most)
        channel.send(first + request.body)

    def _died(self, dead: Dead) -> None:
        """Find out whether connecting again may help, and when."""
        first = self._waiting[0] if self._waiting else None
        if dead.certificate:
            raise self._failed(first, _UNTRUSTED, cause="certificate") from dead
        self._abandon()
        self._failures += 1
        untried = len(self._addresses) - self._failures
        if not self.connections and untried <= 0 and (dead.refused or not self._addresses):
            raise self._failed(first, _CUT) from dead
        self._check_refused(dead, first)
        if self._failures > 1 and untried <= 0:
            wait = min(MAX_RECONNECT_S, FIRST_RECONNECT_S * 2 ** min(self._failures - 2, 8))
            self._not_before = time.monotonic() + wait

    def _check_refused(self, dead: Dead, first: Outgoing | None) -> None:
        """A cut link is silent; where the host itself says no, its server is down."""
        if not dead.refused:
            self._refused_at = None
            return
        now = time.monotonic()
        if self._refused_at is None:
            self._refused_at = now
        elif now >= self._refused_at + REFUSED_TIMEOUT_S:
            raise self._failed(first, _CUT) from dead

    def _abandon(self) -> None:
        """Close the connection; what came of a half answer is kept where it can be."""
        if self._channel is None:
            return
        begun = self._reader.begun
        if begun is not None and self._waiting:
            resume = self._waiting[0].resume
            if resume is not None and resume(begun):
                self._waiting[0].tries = 0
        self._reader = Reader()
        self._channel.close()
        self._channel = None

    # --- timers ----------------------------------------------------------------------------
    def _check_time(self, now: float) -> None:
        first = self._waiting[0] if self._waiting else None
        if self.ends_at is not None and now >= self.ends_at + GRACE_S:
            raise self._failed(first, "the time for this exchange is over", cause="no-answer")
        limit = NO_NEWS_TIMEOUT_S if self.connections else CONNECT_TIMEOUT_S
        if now >= self._news_at + limit:
            cause = "no-answer" if self.connections else None
            raise self._failed(first, _LATE if self.connections else _CUT, cause=cause)

    def _check_silence(self) -> None:
        """A silent link: first other connections beside the first, then no more waiting."""
        channel = self._channel
        if channel is None or not self._waiting:
            return
        silent = channel.silent_s()
        round_trip = channel.round_trip_s()
        first = self._waiting[0]
        rate = min(self.memory.speed.up or ASSUMED_RATE, self.memory.speed.down or ASSUMED_RATE)
        size = len(first.body) + first.expected
        stall = max(MIN_STALL_S, STALL_ROUND_TRIPS * round_trip + size / rate)
        if silent >= stall * 2**self._stalls:
            self._stalls += 1
            raise Dead("the link is silent")
        # While anything crosses, its traces follow each other closely, however long the queue; so
        # it is the bare round trip that counts here.
        bare = self.memory.rtt_s or 0.0
        if silent >= max(MIN_HEDGE_S, 2 * bare) * 2**self._stalls:
            with contextlib.suppress(Dead):
                self._race.go_on()
        elif silent < 1:
            self._race.close()

    # --- measuring -------------------------------------------------------------------------
    def _measure(self, request: Outgoing, answer: Answer) -> None:
        """Remember what the link carried, from bodies that were long enough to tell."""
        now, speed = time.monotonic(), self.memory.speed
        if len(answer.body) >= MIN_FRAME_BYTES:
            seconds = max(now - max(self._body_at, request.began), 0.001)
            down = _mixed(speed.down, len(answer.body) / seconds)
            self.memory.speed = Speed(speed.up, down)
        elif len(request.body) >= MIN_FRAME_BYTES:
            # Alone on the line it also waited for the round trip.
            wait = 0.0 if request.queued else self.memory.rtt_s or 0.0
            seconds = max(now - max(request.began, self._answered_at) - wait, 0.001)
            self.memory.speed = Speed(_mixed(speed.up, len(request.body) / seconds), speed.down)
        self._answered_at = self._body_at = now

    # --- errors ----------------------------------------------------------------------------
    def _failed(
        self, request: Outgoing | None, hint: str, *, retry: bool = True, cause: str | None = None
    ) -> RoadFailed:
        self.close()
        method, target = (request.method, request.target) if request else ("connect", "")
        subject = f"{self.origin.scheme}://{self.origin.netloc}{target}"
        return RoadFailed(method, subject, hint, retry=retry, cause=cause)


def _mixed(before: float | None, found: float) -> float:
    return found if before is None else before + _NEWEST * (found - before)
