"""A phone's batch: judged once, kept once, whatever is sent again and in whatever order."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.db import db
from server.operations.port import log_store
from server.people.models import Role
from sync.core.clock import from_text, physical
from sync.core.ops import OpId
from tests.server import cast
from tests.server.conftest import School, close, make_app
from tests.server.notes import NOT_YOUR_CLASS, known_notes
from tests.server.phone import Phone, SchoolClock

HOUR_MS = 3_600_000


@pytest.fixture(autouse=True)
def notes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with known_notes(monkeypatch):
        yield


def views(school: School) -> dict[str, Any]:
    with school.app.app_context():
        rows = db.session.connection().exec_driver_sql(
            "SELECT record FROM merge_state WHERE family = 'note'"
        )
        store = log_store(db.session())
        states = store.merge_states([("note", record) for (record,) in rows])
        return {record: dict(state.fields or {}) for (_, record), state in states.items()}


def log_length(school: School) -> int:
    with school.app.app_context():
        query = "SELECT count(*) FROM operations"
        return int(db.session.connection().exec_driver_sql(query).scalar_one())


def test_work_is_admitted_and_acknowledged_with_a_receipt(school: School) -> None:
    marat = school.phone(cast.MARAT)

    answer = marat.post([marat.make("note.set", {"text": "Ертең бақылау"})])

    assert answer.status_code == 200
    body = answer.get_json()
    assert body["received"] == [[1, 1]]
    (result,) = body["results"]
    assert (result["seq"], result["outcome"], result["duplicate"]) == (1, "admitted", False)
    assert result["reason"] is None
    assert len(result["receipt"]) == 5
    assert result["receipt"][2] == "-"


def test_sending_again_changes_nothing_and_answers_the_same(school: School) -> None:
    marat = school.phone(cast.MARAT)
    batch = [marat.make("note.set", {"text": f"{n}"}) for n in range(3)]
    first = marat.send(*batch)
    kept = log_length(school)
    school.clock.forward(days=40)

    second = marat.send(*batch)

    assert [r.pop("duplicate") for r in first] == [False] * 3
    assert [r.pop("duplicate") for r in second] == [True] * 3
    assert first == second
    assert log_length(school) == kept


def test_an_out_of_order_phone_is_told_what_has_arrived(school: School) -> None:
    marat = school.phone(cast.MARAT)
    one, two, three = (marat.make("note.set", {"text": t}) for t in "abc")
    assert three["seq"] == 3

    assert marat.post([three]).get_json()["received"] == [[3, 3]]
    assert marat.post([one]).get_json()["received"] == [[1, 1], [3, 3]]
    assert marat.post([two]).get_json()["received"] == [[1, 3]]


def test_two_operations_under_one_number_are_both_kept_as_a_fork(school: School) -> None:
    marat = school.phone(cast.MARAT)
    one = marat.make("note.set", {"text": "first"}, record="note-1")
    marat.send(one)

    (result,) = marat.send({**one, "fields": {"text": "second"}})

    assert (result["outcome"], result["duplicate"]) == ("fork", False)
    assert views(school)["note-1"] == {"text": "first"}
    with school.app.app_context():
        (fork,) = log_store(db.session()).forks()
        assert fork.op.fields == {"text": "second"}


def test_somebody_elses_writer_is_refused(school: School) -> None:
    marat, bota = school.phone(cast.MARAT), school.phone(cast.BOTA)
    stolen = bota.make("note.set", {"text": "not mine"})
    bota.writer = marat.writer

    answer = bota.post([stolen])

    assert answer.status_code == 403
    assert views(school) == {}


def test_an_older_writer_of_the_same_person_still_delivers(school: School) -> None:
    """The token ended, the outbox did not."""
    old = school.phone(cast.MARAT)
    note = old.make("note.set", {"text": "from the outbox"}, record="n")
    new = school.new_phone(cast.MARAT)
    assert new.writer != old.writer
    new.writer = old.writer

    assert new.send(note)[0]["outcome"] == "admitted"


@pytest.mark.parametrize("who", [cast.ARU, cast.SAULE, cast.OLGA, cast.GULNAR])
def test_whoever_has_no_right_is_held_and_told_why(school: School, who: str) -> None:
    result = school.phone(who).submit("note.set", {"text": "x"}, record="n")

    assert (result["outcome"], result["reason"]) == ("held", NOT_YOUR_CLASS)
    assert views(school) == {}, "held work is kept in the log and never applied"
    with school.app.app_context():
        kept = log_store(db.session()).get(OpId.parse(result["op"]))
        assert kept is not None
        assert kept.op.fields == {"text": "x"}


def test_rights_are_those_of_the_day_the_author_claims(school: School) -> None:
    """Marat's role ended yesterday; what he made the day before arrives today."""
    marat = school.phone(cast.MARAT)
    with school.app.app_context():
        cast.role(
            cast.MARAT, "teacher", cast.AKBULAQ, cast.CLASS_5, "mathematics", ends_on="2026-11-24"
        )
    school.clock.forward(days=3)
    before = school.clock() - 48 * HOUR_MS

    late = marat.submit("note.set", {"text": "made in time"}, at_ms=before)
    now = marat.submit("note.set", {"text": "made today"})

    assert late["outcome"] == "admitted"
    assert (now["outcome"], now["reason"]) == ("held", NOT_YOUR_CLASS)


def test_a_clock_far_ahead_is_corrected_and_never_refused(school: School) -> None:
    marat = school.phone(cast.MARAT)

    near = marat.submit("note.set", {"text": "a"}, at_ms=school.clock() + 23 * HOUR_MS)
    far = marat.submit("note.set", {"text": "b"}, at_ms=school.clock() + 25 * HOUR_MS)

    assert near["outcome"] == "admitted"
    assert (far["outcome"], far["reason"]) == ("corrected", "clock-ahead")
    assert physical(from_text(far["order"])) < school.clock() + 24 * HOUR_MS


def test_an_answer_is_ordered_after_what_it_answers(school: School) -> None:
    """Bota's phone thinks it is the year 2000, and still her edit of the newer note counts."""
    marat, bota = school.phone(cast.MARAT), school.phone(cast.BOTA)
    first = marat.submit("note.set", {"text": "Ертең"}, record="n")

    edit = bota.submit(
        "note.set", {"text": "Бүгін"}, record="n", base=first["op"], at_ms=946_684_800_000
    )

    assert (edit["outcome"], edit["reason"]) == ("corrected", "clock-behind-base")
    assert views(school)["n"] == {"text": "Бүгін"}


def test_a_kind_of_the_future_is_kept_for_its_author(school: School) -> None:
    aru = school.phone(cast.ARU)

    result = aru.submit("hologram.send", {"shape": [1, 2]})

    assert (result["outcome"], result["reason"]) == ("held", "unknown-kind")
    assert aru.post([aru.make("note.set", {"text": "x"})]).get_json()["received"] == [[1, 2]]


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        ({"hlc": "yesterday"}, "timestamp"),
        ({"hlc": None}, "hlc"),
        ({"seq": 0}, "operation"),
        ({"seq": "1"}, "seq"),
        ({"base": "nobody"}, "operation id"),
        ({"record": "a b"}, "operation"),
        ({"record": "x" * 81}, "operation"),
        ({"kind": "Note Set"}, "operation"),
        ({"fields": {"text": ""}}, "fields"),
        ({"fields": {"text": "x", "extra": 1}}, "fields"),
        ({"fields": {"text": 1.5}}, None),
        ({"fields": {"text": "x" * 30_000}}, None),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_one_bad_operation_stops_the_whole_batch(
    school: School, damage: dict[str, Any], where: str | None
) -> None:
    marat = school.phone(cast.MARAT)
    good = marat.make("note.set", {"text": "good"})
    bad = {**marat.make("note.set", {"text": "bad"}), **damage}

    answer = marat.post([good, bad])

    assert answer.status_code == 422
    body = answer.get_json()
    assert body["type"] == "/problems/invalid-operation"
    assert body["index"] == 1
    if where is not None:
        assert where in str(body["errors"]) or where in body["errors"]
    assert views(school) == {}


@pytest.mark.parametrize(
    "body",
    [
        {"writer": "x", "epoch": 1, "operations": [{}]},
        {"writer": "0" * 16, "epoch": 0, "operations": [{}]},
        {"writer": "0" * 16, "epoch": 1, "operations": []},
        {"writer": "0" * 16, "epoch": 1, "operations": [{}] * 101},
        {"writer": "0" * 16, "epoch": 1},
        [],
    ],
)
def test_a_malformed_envelope_is_refused(school: School, body: Any) -> None:
    answer = school.phone(cast.ARU).request("POST", "/api/v1/operations", json=body)

    assert answer.status_code == 422
    assert answer.get_json()["type"].startswith("/problems/invalid")


def test_phones_do_not_write_the_roster(school: School) -> None:
    fields = {"person": cast.ARU, "role": "admin", "school": cast.AKBULAQ}

    for who in (cast.ARU, cast.MARAT, cast.AIZHAN):
        result = school.phone(who).submit("role.set", fields)
        assert (result["outcome"], result["reason"]) == ("held", "not-for-phones")

    with school.app.app_context():
        held = {row.role for row in db.session.query(Role).filter_by(person=cast.ARU)}
        assert held == set()


@pytest.fixture(scope="module")
def two_teachers(cast_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A home in which Marat and Bota are logged in, to be copied per example."""
    home = tmp_path_factory.mktemp("teachers") / "home"
    shutil.copytree(cast_home, home)
    clock = SchoolClock(1_795_406_400_000)
    app = make_app(home, clock)
    phones = [Phone(app, clock, who, cast.PASSWORD) for who in (cast.MARAT, cast.BOTA)]
    close(app)
    return home, clock, phones


Delivery = list[tuple[int, list[int]]]


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    """Each phone's five operations in batches of any size and order, some of them twice."""
    rounds: Delivery = []
    for phone in (0, 1):
        order = draw(st.permutations(range(5)))
        again = draw(st.lists(st.sampled_from(range(5)), max_size=4, unique=True))
        cut = draw(st.integers(1, 5))
        rounds += [(phone, order[:cut]), (phone, again), (phone, order[cut:])]
    return [(p, batch) for p, batch in draw(st.permutations(rounds)) if batch]


@settings(max_examples=20)
@given(delivery=deliveries())
def test_any_order_of_delivery_ends_in_the_same_tables(
    two_teachers: Any, tmp_path_factory: pytest.TempPathFactory, delivery: Delivery
) -> None:
    home, clock, phones = two_teachers
    outboxes = []
    for phone in phones:
        phone.seq = 0
        texts = [{"text": f"{phone.person} {n}", "colour": "red"[: n % 3 + 1]} for n in range(5)]
        outboxes.append(
            [
                phone.make("note.set", text, record=f"n{n % 2}", at_ms=clock() - (5 - n) * 1000)
                for n, text in enumerate(texts)
            ]
        )

    def deliver(rounds: Delivery) -> dict[str, Any]:
        copy = tmp_path_factory.mktemp("run") / "home"
        shutil.copytree(home, copy)
        school = School(make_app(copy, clock), copy, clock)
        for which, batch in rounds:
            phones[which].client = school.app.test_client()
            phones[which].send(*(outboxes[which][n] for n in batch))
        found = views(school)
        close(school.app)
        shutil.rmtree(copy)
        return found

    straight = deliver([(0, [0, 1, 2, 3, 4]), (1, [0, 1, 2, 3, 4])])
    assert set(straight) == {"n0", "n1"}
    assert deliver(delivery) == straight
