"""A volume from the hub, cut at any byte on its way to the school: nothing of it is taken, and the
whole one, when it comes, is taken as if the stump had never been there."""

import random
import shutil
from pathlib import Path

import pytest

from server.bundles.report import REASONS
from sync.frames.bundle import Volume
from sync.roads.usb import Found
from tests.server import cast
from tests.server.bundles.conftest import Carriers, home
from tests.server.classroom.tasks import set_task, work
from tests.server.upstream.test_exchange import held, publish_page

# Cuts at places that no section begins or ends at.
ANYWHERE = 40


@pytest.fixture
def answer(carriers: Carriers, tmp_path: Path) -> Found:
    """The hub's volume: receipts, news of the hub's own and a course."""
    carriers.trip()
    publish_page(carriers.hub, tmp_path)
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    aru.submit("submission.hand_in", work(set_task(marat)))
    carriers.fill_at_school()
    carriers.read_at_hub()
    carriers.fill_at_hub()
    (found,) = carriers.volumes(carriers.school_node)
    return found


def places(carriers: Carriers, found: Found, size: int) -> list[int]:
    """Every byte of the head, each side of every border, and some between."""
    with carriers.stick.open(found) as (source, _):
        lengths = [row.length for row in Volume(source, size).sections]
    cuts = {0, 1, 3, 4, 5, *range(8, 200, 24)}
    at = size - sum(lengths)
    for length in lengths:
        cuts |= {at - 1, at, at + 1, at + length - 1}
        at += length
    rng = random.Random(3)
    return sorted(
        {cut for cut in cuts if cut < size} | {rng.randrange(size) for _ in range(ANYWHERE)}
    )


def test_a_stump_of_the_hub_s_volume_is_left_alone_and_the_whole_one_is_taken(
    carriers: Carriers, answer: Found
) -> None:
    whole = answer.path.read_bytes()
    files = home(carriers.school.app) / "blobs" / "course"
    before = held(carriers.school.app), sorted(files.rglob("*"))
    for cut in places(carriers, answer, len(whole)):
        answer.path.write_bytes(whole[:cut])
        report = carriers.read_at_school()
        assert [one.reason for one in report.refused] == ["incomplete"], cut
        assert report.shares == []
        assert (held(carriers.school.app), sorted(files.rglob("*"))) == before, cut

    answer.path.write_bytes(whole)
    report = carriers.read_at_school()

    assert report.refused == []
    assert report.shares[0].carried.acknowledged > 0
    assert report.shares[0].carried.operations > 0
    assert report.shares[0].carried.content > 0
    again = carriers.read_at_school().shares[0].carried
    assert (again.operations, again.acknowledged, again.content) == (0, 0, 0)


def test_a_stump_beside_the_whole_one_does_not_hide_it(carriers: Carriers, answer: Found) -> None:
    """Half a copy under an older name, as a file manager leaves it."""
    older = answer.path.with_name(f"{int(answer.path.stem, 16) - 1:016x}{answer.path.suffix}")
    shutil.copy(answer.path, older)
    with older.open("r+b") as file:
        file.truncate(answer.size // 2)

    report = carriers.read_at_school()

    assert {one.reason for one in report.refused} == {"incomplete"} <= REASONS.keys()
    assert report.shares[0].carried.acknowledged > 0
