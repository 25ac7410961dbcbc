"""The power fails while a stick is written or read: a real SIGKILL, then the same command again."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.faults.tables import is_sound
from tests.faults.victim import KILL_AT
from tests.server import cast
from tests.server.bundles.conftest import Carriers, home
from tests.server.classroom.tasks import set_task, work
from tests.server.upstream.test_exchange import held, publish_page
from tests.support.nodes import environment

PATIENCE_SECONDS: Final = 60


def killed(home_: Path, role: str, point: tuple[str, int], *words: str) -> None:
    """`tirek WORDS…` on this folder, killed at the nth call of the point."""
    died = subprocess.run(
        [sys.executable, KILL_AT, point[0], str(point[1]), *words],
        env=environment(home_, {"TIREK_ROLE": role, "TIREK_KEEP_FILES": "all"}),
        capture_output=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert is_sound(home_)


@pytest.fixture
def submission(carriers: Carriers, tmp_path: Path) -> str:
    """Work that waits at the school, and a course that waits at the hub."""
    publish_page(carriers.hub, tmp_path)
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    return str(aru.submit("submission.hand_in", work(set_task(marat)))["record"])


@pytest.mark.parametrize(
    ("side", "what", "point"),
    [
        ("school", "export", ("volume-made", 1)),
        pytest.param("school", "export", ("volume-named", 2), marks=pytest.mark.slow),
        pytest.param("school", "export", ("volume-named", 4), marks=pytest.mark.slow),
        pytest.param("hub", "import", ("frame-applied", 1), marks=pytest.mark.slow),
        ("hub", "import", ("carried-frame-taken", 1)),
        pytest.param("school", "import", ("carried-answer-taken", 1), marks=pytest.mark.slow),
        ("school", "import", ("carried-feed-applied", 1)),
    ],
)
def test_a_kill_costs_nothing_but_the_command(
    carriers: Carriers, submission: str, side: str, what: str, point: tuple[str, int]
) -> None:
    before = [carriers.fill_at_school, carriers.read_at_hub, carriers.fill_at_hub]
    steps = {("school", "export"): 0, ("hub", "import"): 1, ("school", "import"): 3}
    for step in before[: steps[side, what]]:
        step()
    app = carriers.school.app if side == "school" else carriers.hub

    killed(home(app), side, point, "bundle", what, str(carriers.folder))

    carriers.trip()
    assert list(carriers.folder.rglob("*.tmp")) == []
    aru = carriers.school.phone(cast.ARU)
    aru.refresh()
    assert aru.doc("submission", submission)["central"] is True
    assert aru.doc("course", "su-kursy")["title"] == "Су айналымы"
    again = carriers.read_at_hub()
    assert again.shares[0].carried.operations == 0
    assert held(carriers.hub) <= held(carriers.school.app)
