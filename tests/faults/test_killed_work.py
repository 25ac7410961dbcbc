"""The server dies under a phone's batch or file: what was answered stands, what was not comes
again, and nothing comes twice."""

import hashlib

import pytest

from tests.faults import tables
from tests.faults.remote import CUT
from tests.faults.victim import Victim
from tests.server import cast
from tests.server.classroom.tasks import set_task, work
from tests.server.phone import Phone
from tests.server.uploads.sending import CHUNK, begin, chunk, stated

FILM = bytes(range(256)) * 2_500  # 640,000 bytes: three pieces
PIECES = [FILM[at : at + CHUNK] for at in range(0, len(FILM), CHUNK)]


def send(phone: Phone, upload: str, *, after: int = 0) -> None:
    """The pieces of FILM from the offset `after` on."""
    for n, piece in enumerate(PIECES):
        if n * CHUNK >= after:
            assert chunk(phone, upload, n * CHUNK, piece).status_code == 204


@pytest.mark.parametrize(("point", "kept"), [("batch-applied", 0), ("batch-committed", 2)])
def test_a_batch(victim: Victim, point: str, kept: int) -> None:
    victim.start_until(point, 2)
    marat, aru = victim.phone(cast.MARAT), victim.phone(cast.ARU)
    task = set_task(marat)
    batch = [aru.make("submission.hand_in", work(task, text=text)) for text in ("бір", "екі")]
    before = tables.count(victim.home, "operations")

    with pytest.raises(CUT):
        aru.post(batch)

    victim.is_dead()
    assert tables.count(victim.home, "operations") == before + kept
    assert tables.count(victim.home, "submission") == kept
    assert tables.count(victim.home, "assignment") == 1, "what was answered stands"
    victim.start_again()
    first = aru.post(batch).get_json()
    assert [r["outcome"] for r in first["results"]] == ["admitted"] * 2
    assert [r["duplicate"] for r in first["results"]] == [bool(kept)] * 2
    assert first["received"] == [[1, 2]]
    whole = tables.rows(victim.home)
    for again in (batch, list(reversed(batch)), [batch[1]]):
        assert all(r["duplicate"] for r in aru.post(again).get_json()["results"])
    assert tables.rows(victim.home) == whole
    marat.refresh()
    assert len(marat.ids("submission")) == 2


@pytest.mark.parametrize(
    ("point", "nth", "goes_on_at"),
    [
        ("piece-written", 2, CHUNK),
        pytest.param("piece-committed", 2, 2 * CHUNK, marks=pytest.mark.slow),
        pytest.param("file-kept", 1, 2 * CHUNK, marks=pytest.mark.slow),
        pytest.param("piece-committed", 3, 3 * CHUNK, marks=pytest.mark.slow),
    ],
)
def test_a_file(victim: Victim, point: str, nth: int, goes_on_at: int) -> None:
    victim.start_until(point, nth)
    aru = victim.phone(cast.ARU)
    upload = begin(aru, FILM)

    with pytest.raises(CUT):
        send(aru, upload)

    victim.is_dead()
    victim.start_again()
    at = aru.request("HEAD", f"/api/v1/uploads/{upload}").headers["Upload-Offset"]
    assert int(at) == min(goes_on_at, len(FILM))
    send(aru, upload, after=goes_on_at)
    assert aru.get(f"/api/v1/uploads/{upload}").get_json()["state"] == "done"
    sha256 = stated(FILM)["sha256"]
    personal = victim.home / "blobs" / "personal"
    assert tables.files(personal) == {sha256}
    kept = (personal / sha256[:2] / sha256).read_bytes()
    assert hashlib.sha256(kept).hexdigest() == sha256
    assert tables.count(victim.home, "personal_file") == 1
    whole = tables.rows(victim.home)
    for n, piece in enumerate(PIECES):
        assert chunk(aru, upload, n * CHUNK, piece).status_code == 409
    assert tables.rows(victim.home) == whole
