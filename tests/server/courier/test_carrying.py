"""Work, receipts and news in a teacher's pocket, in any order and any number of times."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from server import db
from server.bundles.report import REASONS
from server.courier import custody
from server.courier.loads import NobodyAbove, prepare
from server.hub.nodes import revoke
from server.library.stores import personal_store
from server.operations.port import log_store
from sync.limits import MAX_PART_BYTES
from sync.roads.courier import part_id
from sync.storage.port import UPSTREAM
from tests.server import cast
from tests.server.bundles.conftest import NOW_MS, Carriers, admit_for_sticks, fill, home
from tests.server.bundles.test_carrying import waiting
from tests.server.classroom.tasks import give, set_task, work
from tests.server.courier.conftest import Courier
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, stated
from tests.server.uploads.sending import read as get
from tests.server.upstream.test_exchange import PAGE, PHOTO, hand_in, held, publish_page

NewCourier = Callable[[str], Courier]


def hand_in_text(carriers: Carriers) -> str:
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    return str(aru.submit("submission.hand_in", work(set_task(marat)))["record"])


def central(carriers: Carriers, submission: str) -> bool:
    aru = carriers.school.phone(cast.ARU)
    aru.refresh()
    return bool(aru.doc("submission", submission)["central"])


def test_work_goes_to_the_hub_in_a_pocket_and_the_tick_comes_back(
    carriers: Carriers, courier: Courier
) -> None:
    submission = hand_in_text(carriers)
    certificates = held(carriers.hub)

    load = courier.pick_up()
    assert (load["facts"]["works"], load["facts"]["left"]) == (1, 0)
    courier.deliver()
    assert held(carriers.hub) - certificates <= held(carriers.school.app)
    assert waiting(carriers.school.app) > 0, "nothing is believed before the hub has said so"
    courier.take_receipt()
    courier.take_mail()
    assert not central(carriers, submission)
    courier.hand_over()

    assert central(carriers, submission)
    at_home = carriers.phone_at_hub(cast.ARU)
    at_home.refresh()
    assert at_home.doc("submission", submission)["learner"] == cast.ARU


def test_a_receipt_alone_is_enough_for_the_tick(carriers: Carriers, courier: Courier) -> None:
    carriers.trip()  # what the hub does not take of Дала's has been told
    submission = hand_in_text(carriers)
    courier.pick_up()
    courier.deliver()
    courier.take_receipt()

    (answer,) = courier.hand_over()

    assert answer["acknowledged"] > 0
    assert central(carriers, submission)
    assert courier.hand_over()[0]["acknowledged"] == 0


def test_a_part_of_which_something_was_refused_acknowledges_nothing_by_itself(
    carriers: Carriers, courier: Courier
) -> None:
    submission = hand_in_text(carriers)  # beside records of Дала, which the hub does not take
    courier.pick_up()
    courier.deliver()
    courier.take_receipt()
    assert courier.hand_over()[0]["acknowledged"] == 0
    assert not central(carriers, submission)

    courier.take_mail()
    courier.hand_over()

    assert central(carriers, submission)
    with carriers.school.app.app_context():
        assert log_store(db.db.session()).first_waiting_priority(UPSTREAM) is None


def test_news_come_along_on_the_way_back(
    carriers: Carriers, courier: Courier, tmp_path: Path
) -> None:
    marat = carriers.school.phone(cast.MARAT)
    task = set_task(marat)
    courier.trip()
    file = publish_page(carriers.hub, tmp_path)
    at_home = carriers.phone_at_hub(cast.ARU)
    bring(at_home, PHOTO)
    fields = work(task, files=[stated(PHOTO)])
    submission = str(at_home.submit("submission.hand_in", fields)["record"])

    courier.trip()
    courier.trip()

    marat.refresh()
    assert marat.doc("course", "su-kursy")["title"] == "Су айналымы"
    assert get(marat, f"/c/{file}").get_data() == PAGE
    photo = get(marat, f"/api/v1/submissions/{submission}/files/0")
    assert photo.get_data() == PHOTO


def test_photos_are_cut_into_parts_that_a_phone_can_carry(
    carriers: Carriers, courier: Courier
) -> None:
    courier.trip()
    aru = carriers.school.phone(cast.ARU)
    film = b"\xff\xd8\xff" + random.Random(2).randbytes(3_000_000)
    bring(aru, film)
    fields = work(set_task(carriers.school.phone(cast.MARAT)), files=[stated(film)])
    submission = str(aru.submit("submission.hand_in", fields)["record"])

    load = courier.pick_up()
    assert len(load["parts"]) >= 4
    assert max(part["bytes"] for part in load["parts"]) <= MAX_PART_BYTES
    courier.deliver()
    courier.take_mail()
    courier.hand_over()

    with carriers.hub.app_context():
        assert personal_store().read(stated(film)["sha256"]) == film
    assert central(carriers, submission)


def test_the_link_may_break_after_any_request(carriers: Carriers, courier: Courier) -> None:
    courier.trip()
    hand_in(carriers.school.phone(cast.ARU), set_task(carriers.school.phone(cast.MARAT)))
    courier.up = {}
    courier.pick_up()
    courier.uploaded = 0
    tries = 0
    while courier.missing():
        courier.deliver(requests=1)
        tries += 1

    assert tries > 3
    assert courier.uploaded == sum(map(len, courier.up.values())), "nothing travels twice"
    courier.deliver()
    assert courier.uploaded == sum(map(len, courier.up.values()))


def test_several_phones_carry_the_same_and_the_second_has_nothing_to_do(
    carriers: Carriers, new_courier: NewCourier
) -> None:
    submission = hand_in_text(carriers)
    marat, bota, lost = (new_courier(who) for who in (cast.MARAT, cast.BOTA, cast.GULNAR))
    for one in (marat, bota, lost):
        one.pick_up()
    assert marat.up == bota.up == lost.up

    marat.deliver()
    assert bota.missing() == {}
    bota.take_receipt()
    bota.take_mail()
    bota.hand_over()
    assert central(carriers, submission)

    before = held(carriers.hub)
    marat.take_receipt()
    marat.take_mail()
    marat.hand_over()
    assert held(carriers.hub) == before


def test_parts_in_any_order_and_late_ones_do_no_harm(
    carriers: Carriers, new_courier: NewCourier
) -> None:
    first = hand_in_text(carriers)
    slow, fast = new_courier(cast.MARAT), new_courier(cast.BOTA)
    slow.pick_up()
    second = hand_in_text(carriers)
    fast.pick_up()
    fast.deliver()
    fast.take_mail()
    slow.up = dict(reversed(slow.up.items()))
    slow.deliver()
    slow.take_receipt()
    slow.take_mail()

    slow.hand_over()
    fast.hand_over()

    assert central(carriers, first)
    assert central(carriers, second)


def test_a_small_load_takes_the_most_urgent_and_says_what_is_left(
    carriers: Carriers, courier: Courier
) -> None:
    carriers.trip()
    aru, marat = carriers.school.phone(cast.ARU), carriers.school.phone(cast.MARAT)
    task = set_task(marat)
    noise = random.Random(7)
    for _ in range(12):
        text = "".join(chr(noise.randrange(0x400, 0x4FF)) for _ in range(9_000))
        aru.submit("submission.hand_in", work(set_task(marat), text=text))
    give(marat, task, cast.ARU, "9")

    load = courier.pick_up(max_bytes=64 * 1024)

    assert load["facts"]["left"] > 0
    assert sum(map(len, courier.up.values())) <= 64 * 1024
    courier.deliver()
    at_home = carriers.phone_at_hub(cast.ARU)
    at_home.refresh()
    assert at_home.doc("mark", f"{task}~{cast.ARU}")["mark"] == "9"


def test_what_a_phone_carries_says_nothing_of_anybody(carriers: Carriers, courier: Courier) -> None:
    hand_in(carriers.school.phone(cast.ARU), set_task(carriers.school.phone(cast.MARAT)))
    courier.trip()
    courier.trip()
    carried = b"".join([courier.shown, *courier.up.values(), *courier.down.values()])
    lying = b"".join(
        path.read_bytes()
        for app in (carriers.school.app, carriers.hub)
        for path in (home(app) / "courier").rglob("*")
        if path.is_file()
    )
    for secret in ("Жауабы", "Серікбаева", "submission.hand_in", "a photo of a notebook"):
        assert secret.encode() not in carried
        assert secret.encode() not in lying


def test_a_flipped_byte_anywhere_is_refused_by_name(carriers: Carriers, courier: Courier) -> None:
    hand_in_text(carriers)
    courier.pick_up()
    (name,) = courier.up
    whole = courier.up[name]
    before = held(carriers.hub)
    rng = random.Random(3)
    for _ in range(20):
        bad = bytearray(whole)
        bad[rng.randrange(len(bad))] ^= 1 << rng.randrange(8)
        answer = courier.ask(f"parts/{name}?at=0&size={len(bad)}", bytes(bad))
        assert answer.status_code == 422
        assert answer.get_json()["type"] == "/problems/bundle-not-taken"
        assert answer.get_json()["reason"] == "damaged"
        assert answer.get_json()["detail"] == REASONS["damaged"]
    assert held(carriers.hub) == before
    courier.deliver()
    assert held(carriers.hub) > before


def test_a_forged_part_with_a_fitting_name_is_refused(
    carriers: Carriers, courier: Courier, school_of_dala: Flask
) -> None:
    """The phone may name what it has changed as it likes; it cannot sign it."""
    hand_in_text(carriers)
    courier.pick_up()
    (whole,) = courier.up.values()
    forged = bytearray(whole)
    forged[60] ^= 1
    name = part_id(bytes(forged))
    answer = courier.ask(f"parts/{name}?at=0&size={len(forged)}", bytes(forged))
    assert answer.status_code == 422
    assert answer.get_json()["reason"] in REASONS.keys() - {"incomplete", "newer-version"}


def test_a_pass_lets_nobody_carry_for_another_school(
    carriers: Carriers, courier: Courier, school_of_dala: Flask
) -> None:
    admit_for_sticks(carriers.hub, school_of_dala, [cast.DALA], "Дала")
    hand_in_text(carriers)
    courier.pick_up()
    fill(school_of_dala, carriers.folder)
    (found,) = carriers.volumes(carriers.hub_node)
    data = found.path.read_bytes()
    answer = courier.ask(f"parts/{part_id(data)}?at=0&size={len(data)}", data)
    assert answer.get_json()["reason"] == "unknown-sender"
    assert "Дала" not in courier.ask("mail").get_data(as_text=True)


def test_only_the_app_of_that_school_may_read_the_hub_s_answers(
    carriers: Carriers, courier: Courier
) -> None:
    courier.pick_up()
    mine = courier.ask("have")
    other = courier.ask("have", origin="https://elsewhere.example")
    assert mine.headers["Access-Control-Allow-Origin"] == "http://tirek.local:8080"
    assert "Origin" in mine.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in other.headers


def test_a_pass_is_refused_when_forged_old_or_of_a_revoked_school(
    carriers: Carriers, courier: Courier
) -> None:
    courier.pick_up()
    courier.deliver()
    good = courier.shown
    for at in range(0, len(good), 7):
        bad = bytearray(good)
        bad[at] ^= 4
        courier.shown = bytes(bad)
        assert courier.ask("have").status_code == 401, at
    courier.shown = b""
    assert courier.ask("have").status_code == 401
    courier.shown = good
    assert courier.ask("have").status_code == 200
    carriers.school.clock.forward(days=31)
    answer = courier.ask("have")
    assert answer.status_code == 403
    assert answer.get_json()["type"] == "/problems/courier-pass-expired"
    assert "Access-Control-Allow-Origin" in answer.headers, "the phone has to hear it"
    courier.pick_up()
    with carriers.hub.app_context(), db.write_transaction() as session:
        revoke(session, carriers.school_node, NOW_MS)
    assert courier.ask("have").status_code == 403


@pytest.mark.parametrize("who", [cast.ARU, cast.SAULE])
def test_pupils_and_parents_carry_nothing(carriers: Carriers, who: str) -> None:
    phone: Phone = carriers.school.phone(who)
    answer = phone.request("POST", "/api/v1/courier/pickup", json={})
    assert answer.status_code == 403
    assert phone.get("/api/v1/courier").status_code == 403


def test_a_receipt_is_believed_only_from_the_hub_and_only_by_its_school(
    carriers: Carriers, courier: Courier, new_hub: Callable[[str], Flask]
) -> None:
    carriers.trip()
    submission = hand_in_text(carriers)
    courier.pick_up()
    courier.deliver()
    courier.take_receipt()
    (real,) = courier.receipts
    for at in range(0, len(real), 5):
        bad = bytearray(real)
        bad[at] ^= 2
        answer = courier.teacher.request("POST", "/api/v1/courier/receipts", data=bytes(bad))
        assert answer.status_code == 422, at
    stranger = new_hub("stranger")
    with stranger.app_context():
        false = custody.receipt(carriers.school_node, list(courier.up))
    answer = courier.teacher.request("POST", "/api/v1/courier/receipts", data=false)
    assert answer.get_json()["reason"] == "unknown-sender"
    assert not central(carriers, submission)


def test_a_school_that_knows_no_hub_says_what_to_do(
    school_of_dala: Flask, carriers: Carriers
) -> None:
    with school_of_dala.app_context(), pytest.raises(NobodyAbove):
        prepare(None, 1_000_000)


def test_what_waits_is_told(carriers: Carriers, courier: Courier) -> None:
    hand_in_text(carriers)
    courier.pick_up()
    state = courier.teacher.get("/api/v1/courier").get_json()
    assert state["works"] == 1
    assert state["node"] == carriers.hub_node
    courier.deliver()
    courier.take_mail()
    courier.hand_over()
    assert courier.teacher.get("/api/v1/courier").get_json()["works"] == 0


def test_an_old_load_makes_way_and_says_so(carriers: Carriers, courier: Courier) -> None:
    hand_in_text(carriers)
    courier.pick_up()
    (old,) = courier.up
    for _ in range(5):
        hand_in_text(carriers)
        courier.pick_up()
    assert courier.teacher.get(f"/api/v1/courier/parts/{old}").status_code == 404
    courier.deliver()
    courier.take_receipt()
    assert courier.hand_over()[0].keys() == {"operations", "acknowledged", "lesson_files"}
