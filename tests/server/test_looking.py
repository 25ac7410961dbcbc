"""The thread that looks for what is due."""

import threading
from collections.abc import Callable

from server.looking import Looker
from tests.server.conftest import School

PATIENCE_SECONDS = 30


def test_a_look_that_fails_is_followed_by_the_next(school: School) -> None:
    looks: list[int] = []
    again = threading.Event()

    def look(_stopped: Callable[[], bool]) -> None:
        looks.append(len(looks))
        if len(looks) == 1:
            raise OSError("the stick was pulled")
        again.set()

    looker = Looker(school.app, "test", 0.001, look)
    looker.start()
    assert again.wait(PATIENCE_SECONDS)
    looker.stop()
    assert len(looks) >= 2
    assert not any(one.name == "test" and one.is_alive() for one in threading.enumerate())


def test_a_long_look_hears_that_it_is_to_end(school: School) -> None:
    begun, told = threading.Event(), threading.Event()

    def look(stopped: Callable[[], bool]) -> None:
        begun.set()
        while not stopped():
            threading.Event().wait(0.001)
        told.set()

    looker = Looker(school.app, "test", 0.001, look)
    looker.start()
    assert begun.wait(PATIENCE_SECONDS)
    looker.stop()
    assert told.is_set()
