"""A school behind a relay: its mail goes through unopened, and the tick comes back two hops."""

import io
import random
from pathlib import Path

import pytest
from sqlalchemy import select

from server import db
from server.bundles import keys
from server.library.stores import course_store, personal_store
from server.operations.port import log_store
from server.people import sealing
from server.relay import mailbox, satellites
from server.relay.models import MailItem, RelaySatellite
from sync.core.errors import RoadFailed
from sync.frames import bundle
from sync.frames.bundle import Volume
from sync.roads.mail import MailRefused
from tests.server import cast
from tests.server.bundles.conftest import card, home
from tests.server.classroom.tasks import set_task, work
from tests.server.relay.conftest import Chain
from tests.server.uploads.sending import bring, stated
from tests.server.uploads.sending import read as get
from tests.server.upstream.test_exchange import PAGE, PHOTO, hand_in, held, publish_page


def hand_in_text(chain: Chain, text: str = "Жауабы: 2/3 үлкен.") -> str:
    aru, marat = chain.school.phone(cast.ARU), chain.school.phone(cast.MARAT)
    fields = work(set_task(marat), text=text)
    return str(aru.submit("submission.hand_in", fields)["record"])


def central(chain: Chain, submission: str) -> bool:
    aru = chain.school.phone(cast.ARU)
    aru.refresh()
    return bool(aru.doc("submission", submission)["central"])


def items(chain: Chain) -> list[MailItem]:
    with chain.relay.app_context():
        return list(db.db.session.scalars(select(MailItem).order_by(MailItem.priority)))


def brought(chain: Chain) -> set[tuple[str, int, int]]:
    """What the hub has of others."""
    with chain.hub.app_context():
        own = log_store(db.db.session()).own_writer
    return {one for one in held(chain.hub) if one[0] != own}


def test_the_tick_comes_back_over_two_hops(chain: Chain) -> None:
    submission = hand_in_text(chain)

    assert chain.exchange().error is None
    assert not central(chain, submission)
    assert brought(chain) == set()
    passed = chain.pass_on()
    assert (passed.error, passed.refused) == (None, 0)
    assert passed.up > 0
    assert passed.down > 0
    assert not central(chain, submission), "the relay's word is not the hub's"
    assert chain.exchange().error is None

    assert central(chain, submission)
    at_home = chain.phone_at_hub(cast.ARU)
    at_home.refresh()
    assert at_home.doc("submission", submission)["learner"] == cast.ARU


def test_the_relay_can_neither_read_nor_know_what_passes(chain: Chain) -> None:
    hand_in_text(chain)
    before = held(chain.relay)
    assert chain.exchange().error is None

    lying = [path.read_bytes() for path in (home(chain.relay) / "mail").iterdir()]
    assert lying
    for secret in ("Жауабы", "Серікбаева", cast.ARU, "submission.hand_in"):
        assert not any(secret.encode() in data for data in lying)
    with chain.relay.app_context():
        unseal = keys.opener(home(chain.relay), chain.school_node, card(chain.hub)[0])
        for data in lying:
            volume = Volume(io.BytesIO(data), len(data))
            rows = [(row, sealed) for row, sealed in volume.read() if row.sort == bundle.SEALED]
            assert rows
            assert all(unseal(sealed) is None for _, sealed in rows)
        assert chain.school_node not in sealing.known_keys(db.db.session())
    chain.settle()
    assert held(chain.relay) == before, "nothing of the satellite's log is in the relay's"


def test_what_lies_in_the_mailbox_is_not_sent_twice(chain: Chain) -> None:
    hand_in_text(chain)
    assert chain.exchange().error is None
    sent = len(chain.to_relay.left_there)
    for _ in range(3):
        assert chain.exchange().error is None
    assert len(chain.to_relay.left_there) == sent, "nothing is new"

    second = hand_in_text(chain)
    chain.to_relay.left_there.clear()
    assert chain.exchange().error is None
    assert 0 < sum(chain.to_relay.left_there) < 6_000, "only what is new"
    chain.settle()
    assert central(chain, second)


def test_a_quiet_satellite_costs_the_hub_nothing(chain: Chain) -> None:
    hand_in_text(chain)
    chain.settle(rounds=3)
    chain.to_relay.left_there.clear()
    before = (chain.to_hub.up, chain.to_hub.down)
    assert chain.exchange().error is None
    assert chain.pass_on().up == 0
    assert chain.to_relay.left_there == []
    assert (chain.to_hub.up, chain.to_hub.down) == before
    assert items(chain) == []


def test_photos_and_news_travel_both_ways(chain: Chain) -> None:
    chain.settle()
    submission = hand_in(chain.school.phone(cast.ARU), set_task(chain.school.phone(cast.MARAT)))
    marat = chain.school.phone(cast.MARAT)
    task = set_task(marat)
    chain.settle()
    at_home = chain.phone_at_hub(cast.ARU)
    bring(at_home, PHOTO + b"!")
    fields = work(task, files=[stated(PHOTO + b"!")])
    answer = str(at_home.submit("submission.hand_in", fields)["record"])
    hand_in_text(chain)
    chain.settle()
    hand_in_text(chain)
    chain.settle()

    assert central(chain, submission)
    with chain.hub.app_context():
        assert personal_store().read(stated(PHOTO)["sha256"]) == PHOTO
    marat.refresh()
    photo = get(marat, f"/api/v1/submissions/{answer}/files/0")
    assert photo.get_data() == PHOTO + b"!"


def test_course_files_come_from_the_relay_that_holds_them(chain: Chain, tmp_path: Path) -> None:
    chain.settle()
    file = publish_page(chain.hub, tmp_path)
    with chain.hub.app_context():
        store = course_store()
        shas = [path.name for path in store.root.rglob("*") if path.is_file()]
        blobs = {sha: store.read(sha) for sha in shas if len(sha) == 64}
    with chain.relay.app_context():
        for data in blobs.values():
            course_store().put(data)
    hand_in_text(chain)
    chain.settle(rounds=3)

    aru = chain.school.phone(cast.ARU)
    aru.refresh()
    assert aru.doc("course", "su-kursy")["title"] == "Су айналымы"
    assert get(aru, f"/c/{file}").get_data() == PAGE


def test_the_link_may_break_after_any_request(chain: Chain) -> None:
    submission = hand_in(chain.school.phone(cast.ARU), set_task(chain.school.phone(cast.MARAT)))
    for turn in range(1, 40):
        chain.to_relay.left = turn % 4 + 1
        chain.exchange()
        chain.to_hub.left = turn % 3 + 1
        chain.pass_on()
    chain.to_relay.left = chain.to_hub.left = 10**9
    chain.settle(rounds=3)
    assert central(chain, submission)
    assert items(chain) == []


def test_the_most_urgent_goes_first(chain: Chain) -> None:
    noise = random.Random(5)
    film = b"\xff\xd8\xff" + noise.randbytes(2_000_000)
    chain.settle()
    chain.settle()
    aru, marat = chain.school.phone(cast.ARU), chain.school.phone(cast.MARAT)
    bring(aru, film)
    aru.submit("submission.hand_in", work(set_task(marat), files=[stated(film)]))
    assert chain.exchange().error is None
    urgent = hand_in_text(chain)
    assert chain.exchange().error is None
    assert [one.priority for one in items(chain)][:2] != [3, 3]
    assert {one.priority for one in items(chain)} >= {0, 3}

    # The link of the relay allows little.
    chain.pass_on(most_bytes=30_000)

    left = [one for one in items(chain) if one.state == mailbox.LYING and one.priority]
    assert {one.priority for one in left if one.sender == chain.school_node} == {3}
    at_home = chain.phone_at_hub(cast.ARU)
    at_home.refresh()
    assert at_home.doc("submission", urgent)["learner"] == cast.ARU


def test_a_full_mailbox_refuses_by_name_and_nothing_is_lost(chain: Chain) -> None:
    with chain.relay.app_context(), db.write_transaction() as session:
        row = session.get(RelaySatellite, chain.school_node)
        assert row is not None
        row.quota_bytes = 10_000
    noise = random.Random(1)
    submission = ""
    for _ in range(8):
        text = "".join(chr(noise.randrange(0x400, 0x4FF)) for _ in range(8_000))
        submission = hand_in_text(chain, text)

    error = chain.exchange().error

    assert isinstance(error, MailRefused)
    assert error.kind == "mailbox-full"
    assert sum(one.size for one in items(chain)) <= 10_000
    with chain.relay.app_context(), db.write_transaction() as session:
        row = session.get(RelaySatellite, chain.school_node)
        assert row is not None
        row.quota_bytes = 5_000_000
    chain.settle()
    assert central(chain, submission)


def test_what_is_too_old_is_dropped_with_a_word_and_sent_again(chain: Chain) -> None:
    submission = hand_in_text(chain)
    assert chain.exchange().error is None
    own = [one.id for one in items(chain)]
    chain.school.clock.forward(days=61)

    assert chain.pass_on().expired == len(own)

    assert brought(chain) == set()
    listed = chain.to_relay.look()
    assert dict(listed.dropped) == dict.fromkeys(own, "expired")
    chain.settle()
    assert central(chain, submission)
    assert chain.to_relay.look().dropped == {}


def test_what_the_hub_has_is_not_dropped_however_old(chain: Chain) -> None:
    submission = hand_in_text(chain)
    assert chain.exchange().error is None
    assert chain.pass_on().up > 0
    chain.school.clock.forward(days=100)
    assert chain.pass_on().error is None
    assert chain.exchange().error is None
    assert central(chain, submission)


def test_a_stranger_has_no_mailbox_and_a_satellite_no_exchange(chain: Chain) -> None:
    chain.to_relay.token, good = "nonsense", chain.to_relay.token
    with pytest.raises(MailRefused) as refused:
        chain.to_relay.look()
    assert refused.value.status == 401
    chain.to_relay.token = good
    headers = {"Authorization": f"Bearer {good}"}
    client = chain.relay.test_client()
    assert client.post("/sync/v1/session", headers=headers).status_code == 401
    with chain.relay.app_context(), db.write_transaction() as session:
        satellites.revoke(session, chain.school_node, 1)
    with pytest.raises(MailRefused):
        chain.to_relay.look()


def test_mail_is_given_only_to_the_relay_it_came_through(chain: Chain) -> None:
    hand_in_text(chain)
    with pytest.raises(MailRefused) as refused:
        chain.to_hub.look(chain.school_node)
    assert refused.value.status == 403
    chain.settle()
    assert chain.to_hub.look(chain.school_node).mail


def test_nobody_leaves_mail_in_another_s_name(chain: Chain) -> None:
    hand_in_text(chain)
    assert chain.exchange().error is None
    data = next((home(chain.relay) / "mail").iterdir()).read_bytes()
    with chain.relay.app_context(), db.write_transaction() as session:
        token = satellites.admit(
            session, node="5c" + "0" * 14, name="Дала", quota_bytes=10**6, now_ms=1
        )
    chain.to_relay.token = token
    with pytest.raises(MailRefused, match="not taken") as refused:
        chain.to_relay.leave(data)
    assert refused.value.kind == "bundle-not-taken"
    with pytest.raises(MailRefused):
        chain.to_relay.get(next(iter(one.id for one in items(chain))))
    bad = bytearray(data)
    bad[-3] ^= 1
    with pytest.raises(RoadFailed):
        chain.to_relay.leave(bytes(bad))
    assert brought(chain) == set()
