"""A school whose clock is wrong hears the time from its hub, and goes on by it."""

from server import clock as node_clock
from server.timekeeping.background import start
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.conftest import MONDAY_MS
from tests.server.upstream.conftest import Pair

HOUR_MS = 3_600_000
IN_1970, IN_2036 = 90_000, MONDAY_MS + 10 * 365 * 24 * HOUR_MS


def told(pair: Pair) -> tuple[str, str | None]:
    facts = pair.school.phone(cast.AIZHAN).get("/api/v1/status").get_json()["clock"]
    return facts["time"], facts["doubt"]


def wakes_at(pair: Pair, system_ms: int) -> None:
    pair.school.clock.unix_ms = system_ms
    pair.school.restart()
    start(pair.school.app)()


def test_the_hub_s_time_is_kept_over_the_next_failure_of_the_power(pair: Pair) -> None:
    marat, aru = pair.school.phone(cast.MARAT), pair.school.phone(cast.ARU)
    task = set_task(marat)
    pair.school.phone(cast.AIZHAN)
    later = MONDAY_MS + 60 * HOUR_MS
    node_clock.install(pair.hub, lambda: later)
    wakes_at(pair, IN_1970)

    assert pair.exchange().error is None

    assert told(pair) == (node_clock.rfc3339(later), "behind")
    good = aru.submit("submission.hand_in", work(task), at_ms=later)
    assert (good["outcome"], good["reason"]) == ("admitted", None)
    wakes_at(pair, IN_2036)
    assert told(pair) == (node_clock.rfc3339(later), "ahead")
    assert pair.exchange().error is None
    # Somebody has changed the battery.
    wakes_at(pair, later + HOUR_MS)
    assert told(pair) == (node_clock.rfc3339(later + HOUR_MS), None)


def test_a_hub_at_2036_takes_no_school_there(pair: Pair) -> None:
    pair.school.phone(cast.AIZHAN)
    assert pair.exchange().error is None
    node_clock.install(pair.hub, lambda: IN_2036)

    assert pair.exchange().error is None

    assert told(pair) == (node_clock.rfc3339(MONDAY_MS), None)
