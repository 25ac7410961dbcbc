"""What an exchange costs on the link: bytes and requests of fixed populations, counted by a proxy.

Every byte that crosses the TCP connections is counted, both ways: HTTP's lines and headers too, TCP
and TLS themselves not. Each exchange is `tirek sync now`, without a budget.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench.families import sync_link, sync_mixed
from tests.bench.figures import Figure
from tests.bench.school import LEARNER, LEARNERS, Learning
from tests.linklab.phone import Phone
from tests.support.link import Link, Traffic, link_to
from tests.support.nodes import Node
from tests.support.ports import free_ports

# What a peer learning server was measured at on the same populations (docs/reference/figures.md).
QUIET, ONE_CHANGE, ACTIVITY = 44_800, 47_000, 8_990_000
REQUESTS = 29
# The project's own targets, in bytes; of payloads: bodies both ways.
QUIET_PAYLOAD, ONE_CHANGE_PAYLOAD, FIRST_PULL, ACTIVITY_PULL = 600, 1_000, 12_000, 150_000
PHONE = 60_000
VERIFIER_BYTES, TAG_BYTES = 48, 16  # salt and hash; what shows that nobody changed them


def measure(full: bool) -> Iterator[Figure]:
    with ExitStack() as stack:
        downloads = stack.enter_context(sync_link.downloads(full))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tirek-bench-")))
        ports = free_ports(2)
        hub = Node(folder / "hub", ports[0], ports[1], {"TIREK_ROLE": "hub"})
        learning = Learning(folder, hub_home=hub.home)
        first = learning.admit("first")
        learning.roster()
        hub.start()
        stack.callback(hub.stop)
        link = stack.enter_context(link_to(ports[0]))

        yield from _figures("first_pull_100", _exchange(link, learning, first), FIRST_PULL)
        assert learning.people(first) >= LEARNERS
        bound = (LEARNERS + 1) * (VERIFIER_BYTES + TAG_BYTES) + learning.chance.bits / 8
        yield Figure("sync.first_pull_100_entropy", bound, "B")

        records = learning.activity(first)
        name = f"activity_push_{records}"
        yield from _figures(name, _exchange(link, learning, first), ACTIVITY)
        yield Figure(f"sync.activity_{records}_entropy", learning.chance.bits / 8, "B")
        _exchange(link, learning, first)  # brings down what the hub says of it
        payload = learning.exchange(first, link.url)
        yield Figure("sync.quiet_payload", payload, "B", f"<={QUIET_PAYLOAD}")
        yield from _figures("quiet", link.take(), QUIET)
        learning.one_change(first)
        payload = learning.exchange(first, link.url)
        yield Figure("sync.one_change_payload", payload, "B", f"<={ONE_CHANGE_PAYLOAD}")
        yield from _figures("one_change", link.take(), ONE_CHANGE)

        second = learning.admit("second")
        name = f"activity_pull_{records}"
        yield from _figures(name, _exchange(link, learning, second), ACTIVITY_PULL)
        assert learning.attempts(second) == learning.attempts(first) > 0

        link.take()
        phone = Phone(link.url)
        phone.become_ready(*LEARNER)
        assert phone.records
        yield Figure("sync.phone_ready_bytes", link.take().total, "B", f"<={PHONE}")
        hub.stop()
        yield from sync_mixed.measure()
        if downloads is not None:
            downloads.begin()
        yield sync_link.phone(hub.home, *LEARNER, full)
        yield from sync_link.measure(full, downloads)


def _figures(name: str, traffic: Traffic, most: int) -> Iterator[Figure]:
    yield Figure(f"sync.{name}_bytes", traffic.total, "B", f"<={most}")
    yield Figure(f"sync.{name}_requests", traffic.requests, "requests", f"<={REQUESTS}")


def _exchange(link: Link, learning: Learning, node: str) -> Traffic:
    link.take()
    learning.exchange(node, link.url)
    return link.take()
