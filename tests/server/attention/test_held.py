"""Work that was held: a leader of the school sees it, lets it count or sets it aside, with a word
why; its author hears of it, and nothing disappears."""

from typing import Any

import pytest
from sqlalchemy import select

from server.attention.models import Judgement
from server.db import db, write_transaction
from server.operations.catalogue import catalogue
from server.operations.port import server_port
from sync.apply import rebuild
from tests.server import cast
from tests.server.classroom.tasks import give, mark, set_task, work
from tests.server.conftest import School
from tests.server.phone import Phone
from tests.server.upstream.conftest import Pair


def listed(phone: Phone) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = phone.get("/api/v1/attention").get_json()["items"]
    return found


def history(phone: Phone) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = phone.get("/api/v1/attention/history").get_json()["items"]
    return found


def judge(phone: Phone, target: str, decision: str, reason: str = "", **more: Any) -> Any:
    fields = {"decision": decision, "school": cast.AKBULAQ, "reason": reason, **more}
    return phone.submit("operation.judge", fields, record=target)


def stranger_hands_in(school: School) -> tuple[str, str]:
    """Ерасыл of grade 2 answers a task of 5 Ә: held. The operation and the task."""
    task = set_task(school.phone(cast.MARAT), title="Бөлшектер")
    held = school.phone(cast.ERASYL).submit("submission.hand_in", work(task, text="Менің жауабым"))
    assert (held["outcome"], held["reason"]) == ("held", "not-enrolled-in-the-class")
    return str(held["op"]), task


def test_the_admin_reads_whose_work_it_is_and_why_it_is_held(school: School) -> None:
    op, _ = stranger_hands_in(school)

    (item,) = listed(school.phone(cast.AIZHAN))

    assert (item["type"], item["op"], item["reason"]) == ("held", op, "not-enrolled-in-the-class")
    assert item["author"] == {"id": cast.ERASYL, "name": "Қалиев Ерасыл", "roles": ["pupil"]}
    assert item["about"]["task"] == "Бөлшектер"
    assert item["about"]["class"] == "5 Ә"
    assert item["about"]["text"] == "Менің жауабым"
    assert item["can_release"] is True


def test_what_other_schools_of_a_region_have_held_does_not_crowd_out_the_own(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    op, _ = stranger_hands_in(school)
    support = {"school": cast.DALA, "learner": cast.ARU, "extra_time": 25}
    later = school.phone(cast.OLGA).submit("support.set", support, record=f"{cast.ARU}~support")
    assert later["outcome"] == "held"
    monkeypatch.setattr("server.attention.standing.MOST_LOOKED_AT", 1)
    assert [one["op"] for one in listed(school.phone(cast.GULNAR))] == [op]


@pytest.mark.parametrize("person", [cast.MARAT, cast.ARU, cast.SAULE])
def test_nobody_else_reads_the_list(school: School, person: str) -> None:
    assert school.phone(person).get("/api/v1/attention").status_code == 403
    assert school.phone(person).get("/api/v1/attention/history").status_code == 403


def test_released_work_reaches_the_teacher_and_its_author_hears_of_it(school: School) -> None:
    op, _ = stranger_hands_in(school)
    aizhan, marat, erasyl = (school.phone(p) for p in (cast.AIZHAN, cast.MARAT, cast.ERASYL))

    assert judge(aizhan, op, "release", "Кеше 5 Ә-ге ауысты")["outcome"] == "admitted"

    marat.refresh()
    erasyl.refresh()
    assert marat.doc("submission", op)["learner"] == cast.ERASYL
    told = erasyl.doc("judgement", op)
    assert (told["released"], told["reason"]) == (True, "Кеше 5 Ә-ге ауысты")
    assert listed(aizhan) == []
    (settled,) = history(aizhan)
    assert (settled["type"], settled["reason"]) == ("released", "Кеше 5 Ә-ге ауысты")
    assert settled["by"]["name"] == "Әлібек Айжан"
    assert settled["about"]["task"] == "Бөлшектер"


def test_dismissed_work_stays_in_the_log_and_in_the_history(school: School) -> None:
    op, _ = stranger_hands_in(school)
    gulnar = school.phone(cast.GULNAR)

    judge(gulnar, op, "dismiss", "Қате басып қойған")

    assert listed(gulnar) == []
    assert [item["type"] for item in history(gulnar)] == ["dismissed"]
    assert gulnar.get("/api/v1/status").get_json()["held"] == 0
    judge(gulnar, op, "release", "Жоқ, дұрыс екен")
    assert [item["type"] for item in history(gulnar)] == ["released"]


def test_a_child_s_mark_is_never_released_by_a_slip(school: School) -> None:
    """A mark given by a pupil is no oversight of the roster."""
    task = set_task(school.phone(cast.MARAT))
    held = school.phone(cast.DIAS).submit("mark.give", mark(task, cast.DIAS), record=f"{task}~dias")
    assert held["outcome"] == "held"
    aizhan = school.phone(cast.AIZHAN)

    (item,) = listed(aizhan)
    answer = judge(aizhan, held["op"], "release")

    assert item["can_release"] is False
    assert (answer["outcome"], answer["reason"]) == ("held", "not-releasable")
    assert f"{task}~dias" not in {key for _, key in school.phone(cast.MARAT).records}


def test_a_substitute_s_mark_counts_once_the_school_says_so(school: School) -> None:
    """Бота teaches 2–3, and took 4 А for a day that nobody wrote down."""
    task = set_task(school.phone(cast.MARAT), **{"class": cast.CLASS_4})
    with school.app.app_context():
        cast.enrol(cast.ERASYL, cast.CLASS_4, cast.AKBULAQ, 4)
    held = give(school.phone(cast.BOTA), task, cast.ERASYL, "8")
    assert held["reason"] == "not-a-teacher-of-the-class"

    judge(school.phone(cast.GULNAR), held["op"], "release", "Алмастырды")

    marat = school.phone(cast.MARAT)
    marat.refresh()
    assert marat.doc("mark", f"{task}~{cast.ERASYL}")["mark"] == "8"


def test_once_the_roster_is_right_what_it_refused_may_be_released(school: School) -> None:
    task = set_task(school.phone(cast.MARAT))
    held = give(school.phone(cast.MARAT), task, cast.ERASYL, "6")
    assert held["reason"] == "learner-not-in-the-class"
    with school.app.app_context():
        cast.enrol(cast.ERASYL, cast.CLASS_5, cast.AKBULAQ, 5)

    assert judge(school.phone(cast.AIZHAN), held["op"], "release")["outcome"] == "admitted"

    school.phone(cast.MARAT).refresh()
    assert school.phone(cast.MARAT).doc("mark", f"{task}~{cast.ERASYL}")["mark"] == "6"


@pytest.mark.parametrize(
    ("person", "more", "reason"),
    [
        (cast.ERASYL, {}, "not-a-leader-of-the-school"),
        (cast.MARAT, {}, "not-a-leader-of-the-school"),
        (cast.OLGA, {"school": cast.DALA}, "not-a-leader-of-the-school"),
    ],
)
def test_only_leaders_of_the_school_judge(
    school: School, person: str, more: dict[str, str], reason: str
) -> None:
    op, _ = stranger_hands_in(school)
    answer = judge(school.phone(person), op, "release", **more)
    assert (answer["outcome"], answer["reason"]) == ("held", reason)


def test_a_leader_judges_only_what_concerns_their_school_and_is_known(school: School) -> None:
    task = set_task(school.phone(cast.OLGA), **{"class": cast.DALA_7, "school": cast.DALA})
    elsewhere = give(school.phone(cast.OLGA), task, cast.ARU, "3")
    aizhan = school.phone(cast.AIZHAN)

    assert elsewhere["outcome"] == "held"
    assert elsewhere["op"] not in {item.get("op") for item in listed(aizhan)}
    assert judge(aizhan, elsewhere["op"], "release")["reason"] == "operation-of-another-school"
    assert judge(aizhan, f"{aizhan.writer}.9.9", "release")["reason"] == "unknown-operation"
    assert judge(aizhan, "nonsense", "dismiss")["reason"] == "unknown-operation"


def test_a_rebuild_of_the_tables_ends_alike(school: School) -> None:
    op, _ = stranger_hands_in(school)
    judge(school.phone(cast.AIZHAN), op, "release", "Ауысты")
    with school.app.app_context():
        before = db.session.execute(select(Judgement.__table__)).all()
        db.session.rollback()
        with write_transaction() as session:
            store, port = server_port(session)
            rebuild(store, catalogue().registry, port)
            assert session.execute(select(Judgement.__table__)).all() == before
    school.phone(cast.MARAT).refresh()
    assert school.phone(cast.MARAT).doc("submission", op)["learner"] == cast.ERASYL


def test_the_hub_hears_of_a_release_and_so_does_a_school_of_the_hub_s(pair: Pair) -> None:
    op, _ = stranger_hands_in(pair.school)
    pair.exchange()
    at_hub = pair.phone_at_hub(cast.AIZHAN)
    assert [item["op"] for item in listed(at_hub)] == [op]

    judge(at_hub, op, "release", "Хабтан")
    pair.exchange()

    marat, at_home = pair.school.phone(cast.MARAT), pair.phone_at_hub(cast.MARAT)
    marat.refresh()
    at_home.refresh()
    assert marat.doc("submission", op)["text"] == "Менің жауабым"
    assert at_home.doc("submission", op)["text"] == "Менің жауабым"
    assert listed(pair.school.phone(cast.AIZHAN)) == []
