"""Work, receipts, files and courses between a school without a link and its hub."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from server import db
from server.bundles.limits import STICK_RESERVE_BYTES
from server.bundles.report import export_lines, import_lines
from server.bundles.service import NobodyToWriteTo, export
from server.hub.nodes import admit
from server.library.stores import personal_store
from server.operations.local import submit
from server.operations.port import log_store
from sync.roads.usb import Stick
from sync.storage.port import UPSTREAM
from sync.storage.tables import operations
from tests.server import cast
from tests.server.bundles.conftest import NOW_MS, Carriers, admit_for_sticks, card, fill, read
from tests.server.classroom.tasks import give, see, set_task, work
from tests.server.delivery.conftest import Publisher
from tests.server.uploads.sending import bring, stated
from tests.server.uploads.sending import read as get
from tests.server.upstream.conftest import Pair
from tests.server.upstream.test_exchange import PAGE, PHOTO, hand_in, held, publish_page


def waiting(app: Flask) -> int:
    with app.app_context():
        return log_store(db.db.session()).waiting(UPSTREAM).operations


def test_the_phone_shows_the_central_tick_after_the_way_back(carriers: Carriers) -> None:
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    submission = aru.submit("submission.hand_in", work(set_task(marat)))["record"]

    out = carriers.fill_at_school()
    carriers.read_at_hub()
    carriers.fill_at_hub()
    aru.refresh()
    assert aru.doc("submission", submission)["central"] is False
    carriers.read_at_school()

    aru.refresh()
    assert aru.doc("submission", submission)["central"] is True
    assert out.shares[0].carried.kinds["submission.hand_in"] == 1


def test_work_with_a_photo_is_central_once_the_photo_is_there(carriers: Carriers) -> None:
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    submission = hand_in(aru, set_task(marat))

    carriers.trip()
    aru.refresh()
    assert aru.doc("submission", submission)["central"] is False
    carriers.trip()

    aru.refresh()
    assert aru.doc("submission", submission)["central"] is True
    with carriers.hub.app_context():
        assert personal_store().read(stated(PHOTO)["sha256"]) == PHOTO
    at_home = carriers.phone_at_hub(cast.ARU)
    at_home.refresh()
    assert get(at_home, f"/api/v1/submissions/{submission}/files/0").get_data() == PHOTO


def test_once_the_hub_s_policy_is_known_photos_go_along_with_their_work(
    carriers: Carriers,
) -> None:
    carriers.trip()
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    submission = hand_in(aru, set_task(marat))
    carriers.fill_at_school()
    carriers.read_at_hub()

    with carriers.hub.app_context():
        assert personal_store().read(stated(PHOTO)["sha256"]) == PHOTO
    carriers.trip()
    aru.refresh()
    assert aru.doc("submission", submission)["central"] is True


def test_marks_and_receipts_reach_the_hub_s_own_copy(carriers: Carriers) -> None:
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    task = set_task(marat)
    submission = str(aru.submit("submission.hand_in", work(task))["record"])
    see(marat, submission)
    give(marat, task, cast.ARU, "9", submission=submission)

    carriers.trip()

    at_home = carriers.phone_at_hub(cast.ARU)
    at_home.refresh()
    assert at_home.doc("mark", f"{task}~{cast.ARU}")["mark"] == "9"
    assert waiting(carriers.school.app) == foreign(carriers)


def foreign(carriers: Carriers) -> int:
    """Records of Дала lie in the school's log, and the hub takes them from Дала only."""
    return len(held(carriers.school.app) - held(carriers.hub))


def test_a_course_comes_with_every_file_in_one_trip(carriers: Carriers, tmp_path: Path) -> None:
    carriers.trip()
    file = publish_page(carriers.hub, tmp_path)

    carriers.fill_at_school()
    carriers.read_at_hub()
    carriers.fill_at_hub()
    home = carriers.read_at_school()

    assert home.shares[0].carried.content == 2  # the description and the page
    aru = carriers.school.phone(cast.ARU)
    aru.refresh()
    assert aru.doc("course", "su-kursy")["title"] == "Су айналымы"
    assert get(aru, f"/c/{file}").get_data() == PAGE
    carriers.fill_at_school()
    carriers.read_at_hub()
    again = carriers.fill_at_hub()
    assert again.shares[0].carried.content == 0


def test_work_handed_in_at_the_hub_comes_home_with_its_photo(carriers: Carriers) -> None:
    marat = carriers.school.phone(cast.MARAT)
    task = set_task(marat)
    carriers.trip()
    at_home = carriers.phone_at_hub(cast.ARU)
    bring(at_home, PHOTO)
    fields = work(task, files=[stated(PHOTO)])
    submission = str(at_home.submit("submission.hand_in", fields)["record"])

    carriers.trip()
    carriers.trip()

    marat.refresh()
    assert marat.doc("submission", submission)["learner"] == cast.ARU
    photo = get(marat, f"/api/v1/submissions/{submission}/files/0")
    assert photo.get_data() == PHOTO


def test_the_same_stick_read_twice_changes_nothing_more(carriers: Carriers, tmp_path: Path) -> None:
    hand_in(carriers.school.phone(cast.ARU), set_task(carriers.school.phone(cast.MARAT)))
    publish_page(carriers.hub, tmp_path)
    carriers.fill_at_school()
    carriers.read_at_hub()
    before = held(carriers.hub)

    again = carriers.read_at_hub()

    assert held(carriers.hub) == before
    assert (again.shares[0].carried.operations, again.shares[0].carried.files) == (0, 0)
    carriers.fill_at_hub()
    carriers.read_at_school()
    again = carriers.read_at_school()
    assert (again.shares[0].carried.operations, again.shares[0].carried.acknowledged) == (0, 0)


def test_a_stick_and_the_link_do_not_disturb_each_other(
    carriers: Carriers, pair_exchange: Callable[[], None]
) -> None:
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    first = str(aru.submit("submission.hand_in", work(set_task(marat)))["record"])
    carriers.fill_at_school()
    pair_exchange()
    carriers.read_at_hub()
    carriers.fill_at_hub()
    second = str(aru.submit("submission.hand_in", work(set_task(marat)))["record"])
    carriers.read_at_school()
    pair_exchange()

    aru.refresh()
    assert [aru.doc("submission", one)["central"] for one in (first, second)] == [True, True]
    with carriers.hub.app_context():
        rows = select(func.count()).select_from(operations).where(operations.c.record == first)
        assert db.db.session.scalar(rows) == 1


def test_a_link_teaches_the_school_the_hub_s_hand(pair: Pair, tmp_path: Path) -> None:
    node, key, hand = card(pair.school.app)
    with pair.hub.app_context(), db.write_transaction() as session:
        pair.road.token = admit(
            session, node=node, name="Ақбұлақ", schools=[cast.AKBULAQ], public_key=key,
            signing_key=hand, now_ms=NOW_MS,
        )  # fmt: skip
    with pair.school.app.app_context(), pytest.raises(NobodyToWriteTo):
        export(tmp_path)

    assert pair.exchange().error is None

    pair.school.phone(cast.MARAT)
    assert fill(pair.school.app, tmp_path).shares[0].name == "Білім орталығы"
    assert read(pair.hub, tmp_path).refused == []


def test_several_schools_share_one_stick(
    carriers: Carriers, new_hub: Callable[[str], Flask], school_of_dala: Flask
) -> None:
    admit_for_sticks(carriers.hub, school_of_dala, [cast.DALA], "Дала")
    carriers.fill_at_school()
    fill(school_of_dala, carriers.folder)

    at_hub = carriers.read_at_hub()
    carriers.fill_at_hub()

    assert {share.name for share in at_hub.shares} == {"Ақбұлақ", "Дала"}
    assert waiting(school_of_dala) > 0
    assert read(school_of_dala, carriers.folder).shares[0].carried.acknowledged > 0
    assert waiting(school_of_dala) == 0
    home = carriers.read_at_school()
    assert [share.node for share in home.shares] == [carriers.hub_node]
    assert home.refused == []


def test_courses_of_one_school_leave_the_others_their_share_of_the_stick(
    carriers: Carriers,
    pair: Pair,
    school_of_dala: Flask,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    admit_for_sticks(carriers.hub, school_of_dala, [cast.DALA], "Дала")
    carriers.fill_at_school()
    fill(school_of_dala, carriers.folder)
    carriers.read_at_hub()
    schools = (carriers.school_node, card(school_of_dala)[0])
    publisher = Publisher(pair, tmp_path)
    for number in range(4):
        photo = random.Random(number).randbytes(400_000)
        publisher.course = None
        publisher.edition({"index.html": PAGE, "photo.jpg": photo})
    room = 1_200_000  # less than the courses of one school

    def free(stick: Stick) -> int:
        used = sum(one.size for node in schools for one in stick.volumes(node))
        return STICK_RESERVE_BYTES + room - used

    monkeypatch.setattr(Stick, "free_bytes", free)
    shares = carriers.fill_at_hub().shares

    assert [share.carried.bytes > 400_000 for share in shares] == [True, True]
    assert sum(share.carried.bytes for share in shares) <= room


def test_a_new_export_replaces_this_life_s_older_ones_and_leaves_all_others(
    carriers: Carriers,
) -> None:
    hub = carriers.hub_node
    carriers.fill_at_school()
    (first,) = carriers.volumes(hub)
    carriers.fill_at_school()
    (second,) = carriers.volumes(hub)
    assert first.name < second.name

    with carriers.school.app.app_context(), db.write_transaction() as session:
        log_store(session).new_incarnation("7" * 16, carriers.school.clock())
    carriers.fill_at_school()

    assert second.name in {found.name for found in carriers.volumes(hub)}
    assert len(carriers.volumes(hub)) == 2


def test_a_database_that_was_put_back_is_noticed_by_its_own_stick(carriers: Carriers) -> None:
    carriers.fill_at_school()
    with carriers.school.app.app_context(), db.write_transaction() as session:
        store = log_store(session)
        before = store.incarnation
        store.set_state("stick.counter", "5")

    carriers.fill_at_school()

    with carriers.school.app.app_context():
        assert log_store(db.db.session()).incarnation != before
    assert len(carriers.volumes(carriers.hub_node)) == 2


def test_a_budget_is_kept_and_told(carriers: Carriers) -> None:
    rng = random.Random(4)
    with carriers.school.app.app_context(), db.write_transaction():
        for number in range(160):
            name = "".join(chr(rng.randrange(0x400, 0x4FF)) for _ in range(280))
            submit("school.set", f"school-{number}", {"name": name, "language": "kk"})

    out = carriers.fill_at_school(max_bytes=64 * 1024)

    assert out.shares[0].carried.left > 0
    assert sum(found.size for found in carriers.volumes(carriers.hub_node)) <= 64 * 1024
    assert any("did not fit" in line for line in export_lines(out, upwards=[carriers.hub_node]))


def test_people_are_told_in_plain_words(carriers: Carriers) -> None:
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    for _ in range(3):
        aru.submit("submission.hand_in", work(set_task(marat)))

    (line,) = export_lines(carriers.fill_at_school(), upwards=[carriers.hub_node])
    assert line.startswith("3 works, ")
    assert line.endswith("; bring the stick to the hub.")
    (line,) = [one for one in import_lines(carriers.read_at_hub()) if one.startswith("From")]
    assert line.startswith("From Ақбұлақ: 3 works, ")
    (line,) = export_lines(carriers.fill_at_hub(), upwards=[])
    assert "for Ақбұлақ; bring the stick to the school." in line
    assert import_lines(carriers.read_at_school())[0].startswith("From Білім орталығы: ")
    assert import_lines(read(carriers.hub, carriers.folder.parent)) == [
        "Nothing on this stick is for this node."
    ]


def test_what_the_hub_has_not_taken_is_told_at_the_school(carriers: Carriers) -> None:
    """The school's log holds records of Дала, which the hub takes from Дала only."""
    carriers.fill_at_school()
    carriers.read_at_hub()
    carriers.fill_at_hub()

    home = carriers.read_at_school()

    assert home.shares[0].carried.told["not-your-school"] > 0
    assert any("has not taken" in line and "not-your-school" in line for line in import_lines(home))
    out = carriers.fill_at_school()
    assert out.shares[0].carried.operations == 0
    carriers.read_at_hub()
    carriers.fill_at_hub()
    assert not carriers.read_at_school().shares[0].carried.told


def test_without_anybody_to_write_to_it_says_what_to_do(
    new_hub: Callable[[str], Flask], tmp_path: Path
) -> None:
    alone = new_hub("alone")
    with alone.app_context():
        with pytest.raises(NobodyToWriteTo, match="bundle meet"):
            export(tmp_path)
        with pytest.raises(NobodyToWriteTo, match="No node"):
            export(tmp_path, to="0" * 16)
    assert list(tmp_path.glob("TIREK1")) == []
