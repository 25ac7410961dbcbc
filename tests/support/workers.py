"""How the tests are shared out when several processes run them (`pytest -n 3`)."""

from typing import Final

from xdist.scheduler import LoadScopeScheduling

from tests.support.effort import FULL

BROWSER: Final = "tests/browser/"
LONG: Final = ("tests/simulation/", "tests/faults/test_power.py")
"""Each of these takes minutes in a full run, and none shares anything with the next."""


def kept_together(nodeid: str) -> str:
    """The name of those that go to one worker with this test.

    A module goes whole, because its tests share what was prepared for them. All that drive a
    browser go to the same worker: a browser and its servers fill a core already. In a full run
    they are the longer half, and that worker would still be at it when the others have long ended.
    """
    if nodeid.startswith(BROWSER) and not FULL:
        return BROWSER
    if nodeid.startswith(LONG) and FULL:
        return nodeid
    return nodeid.partition("::")[0]


class WholeModules(LoadScopeScheduling):  # type: ignore[misc]
    """Each worker gets the next module when it is nearly done with its last one."""

    def _split_scope(self, nodeid: str) -> str:
        return kept_together(nodeid)
