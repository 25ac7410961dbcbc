"""Which tests stay together when two processes share them."""

import pytest

from tests.support import workers
from tests.support.workers import kept_together


def test_a_module_stays_whole_whatever_its_tests_are_called() -> None:
    module = "tests/sync/test_codec.py"
    assert kept_together(f"{module}::test_a[x::y]") == kept_together(f"{module}::test_b") == module
    assert kept_together("tests/sync/test_apply.py::test_a") != module


@pytest.mark.parametrize(("full", "together"), [(False, True), (True, False)])
def test_two_browsers_run_at_once_in_a_full_run_alone(
    monkeypatch: pytest.MonkeyPatch, *, full: bool, together: bool
) -> None:
    monkeypatch.setattr(workers, "FULL", full)
    story, courier = "tests/browser/test_story.py::test_a", "tests/browser/test_courier.py::test_b"
    assert (kept_together(story) == kept_together(courier)) is together


@pytest.mark.parametrize(("full", "together"), [(False, True), (True, False)])
def test_batches_of_a_simulation_are_spread_in_a_full_run_alone(
    monkeypatch: pytest.MonkeyPatch, *, full: bool, together: bool
) -> None:
    monkeypatch.setattr(workers, "FULL", full)
    first, second = (f"tests/simulation/test_convergence.py::test_a[{n}]" for n in (0, 1))
    assert (kept_together(first) == kept_together(second)) is together
