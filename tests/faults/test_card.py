"""A prepared card in a computer: power, a cable, and the first page answers.

It needs a system that nobody has started yet and the package, which only a network gives (see
docs/how-to/install.md); TIREK_CARD names a folder with `system.tar` and `tirek_….deb`.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from server.install import card
from tests.faults.machine import TOOLS, Machine, image_of

GIVEN: Final = Path(os.environ.get("TIREK_CARD", ""))

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Its card is prepared for a school, and it is off."""
    if not (GIVEN / "system.tar").is_file():
        pytest.skip("TIREK_CARD names no folder with a system and a package to make a card from")
    lacking = [tool for tool in TOOLS if shutil.which(tool, path=f"{os.defpath}:/usr/sbin") is None]
    if lacking or os.geteuid() != 0:
        pytest.skip(f"a computer is emulated as root, with {', '.join(lacking or TOOLS)}")
    image = image_of(GIVEN / "system.tar", tmp_path)
    package = max(GIVEN.glob("tirek_*.deb"))
    words = ["--image", str(image), "--partition", "1", "--name", "s0421"]
    assert card.main([*words, "--package", str(package)]) == 0
    made = Machine(image)
    yield made
    made.pull_the_plug()


def test_power_and_a_cable_are_enough(machine: Machine) -> None:
    """The power fails during the installation, too, and once the school is at work."""
    machine.switch_on()
    machine.says("s0421 login:")  # the installation is under way
    machine.pull_the_plug()

    machine.switch_on()
    assert b"<html" in machine.page("/")
    print(f"first start: {machine.processor_seconds():.0f} s of this processor")  # noqa: T201
    setup = machine.page("/api/v1/setup")
    machine.finishes(card.UNIT.removesuffix(".service"))
    machine.pull_the_plug()

    machine.switch_on()
    assert b"<html" in machine.page("/")
    print(f"a later start: {machine.processor_seconds():.0f} s of this processor")  # noqa: T201
    assert machine.page("/api/v1/setup") == setup
    machine.pull_the_plug()
    # What the card brought has gone: nothing is installed once more.
    with card.mounted(machine.image, 1) as root:
        assert not (root / card.PACKAGES).exists()
        assert (root / "var/lib/tirek/tirek.sqlite").is_file()
