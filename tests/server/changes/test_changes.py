"""What phones are told, and what they are never told."""

from datetime import date

import pytest

from server import clock as server_clock
from server.accounts.service import enrolment_fields
from server.changes.viewer import viewer_of
from server.db import db
from server.operations.local import submit
from server.people.directory import grants_of
from server.people.documents import enrolments, persons
from server.people.models import Enrolment
from tests.server import cast
from tests.server.conftest import School


def test_a_pupil_gets_her_class_and_nothing_of_the_others(school: School) -> None:
    aru = school.phone(cast.ARU)

    aru.refresh()

    assert aru.ids("school") == {cast.AKBULAQ}
    assert aru.ids("class") == {cast.CLASS_5}
    assert aru.ids("person") == {cast.ARU, cast.DIAS, cast.MARAT, cast.BOTA}
    assert aru.doc("person", cast.DIAS) == {
        "id": cast.DIAS,
        "name": "Оспанов Диас",
        "family_name": "Оспанов",
        "given_name": "Диас",
    }
    assert aru.doc("class", cast.CLASS_5) == {
        "id": cast.CLASS_5,
        "school": cast.AKBULAQ,
        "label": "5 Ә",
        "grades": [5],
        "language": None,
        "year": None,
    }
    assert {aru.doc("role", r)["person"] for r in aru.ids("role")} == {cast.MARAT, cast.BOTA}


def test_no_document_carries_a_login_or_a_verifier(school: School) -> None:
    for person in cast.EVERYBODY:
        phone = school.phone(person)
        phone.refresh()
        for document in phone.records.values():
            assert not {"login", "sealed", "password", "patronymic"} & set(document)


def test_a_mother_sees_her_childs_class(school: School) -> None:
    saule = school.phone(cast.SAULE)

    saule.refresh()

    assert saule.ids("class") == {cast.CLASS_5}
    assert cast.ARU in saule.ids("person")
    assert [saule.doc("guardian", g)["learner"] for g in saule.ids("guardian")] == [cast.ARU]


def test_a_teacher_of_two_classes_gets_both_and_a_director_all(school: School) -> None:
    marat, gulnar = school.phone(cast.MARAT), school.phone(cast.GULNAR)

    marat.refresh()
    gulnar.refresh()

    assert marat.ids("class") == {cast.CLASS_5, cast.CLASS_4}
    assert gulnar.ids("class") == {cast.CLASS_5, cast.CLASS_4, cast.CLASS_23}
    assert cast.ERASYL in gulnar.ids("person")


@pytest.mark.parametrize("outsider", [cast.TIMUR, cast.OLGA])
def test_the_other_school_hears_of_none_of_ours(school: School, outsider: str) -> None:
    phone = school.phone(outsider)

    phone.refresh()

    assert phone.ids("school") == {cast.DALA}
    assert phone.ids("class") == {cast.DALA_7}
    assert phone.ids("person") == {cast.TIMUR, cast.OLGA}


def test_a_poll_without_news_costs_a_304(school: School) -> None:
    aru = school.phone(cast.ARU)
    aru.refresh()
    quiet = aru.get("/api/v1/changes", query_string={"since": aru.cursor})
    assert quiet.get_json() == {"cursor": aru.cursor, "reset": False, "more": False, "records": []}

    again = aru.get(
        "/api/v1/changes",
        query_string={"since": aru.cursor},
        headers={"If-None-Match": quiet.headers["ETag"]},
    )

    assert again.status_code == 304
    assert again.get_data() == b""
    with school.app.app_context():
        cast.enrol(cast.DIAS, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2027-05-25")
    news = aru.get(
        "/api/v1/changes",
        query_string={"since": aru.cursor},
        headers={"If-None-Match": quiet.headers["ETag"]},
    )
    assert news.status_code == 200
    assert {r["id"] for r in news.get_json()["records"]} == {
        f"{cast.DIAS}~{cast.CLASS_5}",
        cast.DIAS,
    }


def test_small_pages_end_in_the_same_records(school: School) -> None:
    aru, tablet = school.phone(cast.ARU), school.new_phone(cast.ARU)

    aru.refresh()
    tablet.refresh(limit=2)

    assert tablet.records == aru.records
    first = tablet.get("/api/v1/changes", query_string={"limit": 2}).get_json()
    assert first["reset"]
    assert first["more"]
    assert len(first["records"]) <= 2


def test_joining_a_class_brings_all_of_it(school: School) -> None:
    erasyl = school.phone(cast.ERASYL)
    erasyl.refresh()
    assert cast.CLASS_5 not in erasyl.ids("class")

    with school.app.app_context():
        cast.enrol(cast.ERASYL, cast.CLASS_5, cast.AKBULAQ, 5)
    erasyl.refresh()

    assert erasyl.ids("class") == {cast.CLASS_23, cast.CLASS_5}
    assert {cast.ARU, cast.DIAS, cast.MARAT} <= erasyl.ids("person")
    school.phone(cast.ARU).refresh()
    assert cast.ERASYL in school.phone(cast.ARU).ids("person"), "his new classmates hear of him"


def test_leaving_a_class_takes_it_from_the_phone_on_that_day(school: School) -> None:
    dias, aru = school.phone(cast.DIAS), school.phone(cast.ARU)
    with school.app.app_context():
        cast.enrol(cast.DIAS, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-24")
        cast.enrol(cast.DIAS, cast.CLASS_4, cast.AKBULAQ, 4, starts_on="2026-11-25")
    dias.refresh()
    assert dias.ids("class") == {cast.CLASS_5}

    school.clock.forward(days=2)
    dias.refresh()
    aru.refresh()

    assert dias.ids("class") == {cast.CLASS_4}
    assert dias.ids("person") == {cast.DIAS, cast.MARAT}, "Marat teaches 4 А, too"
    assert cast.DIAS not in aru.ids("person")


def test_a_deleted_role_takes_the_right_with_it(school: School) -> None:
    marat = school.phone(cast.MARAT)
    marat.refresh()
    with school.app.app_context():
        cast.role(
            cast.MARAT, "teacher", cast.AKBULAQ, cast.CLASS_4, "mathematics", ends_on="2026-11-01"
        )

    marat.refresh()

    assert marat.ids("class") == {cast.CLASS_5}
    with school.app.app_context():
        grants = grants_of(db.session(), cast.MARAT, server_clock.today())
        assert {g.class_id for g in grants} == {cast.CLASS_5}


@pytest.mark.parametrize(
    "cursor",
    ["nonsense", "0123456789abcdef.1.0123456789abcdef", "..", "1.2.3.4", "a.1.b", "' OR 1=1"],
)
def test_a_cursor_from_another_time_starts_the_phone_afresh(school: School, cursor: str) -> None:
    answer = school.phone(cast.ARU).get("/api/v1/changes", query_string={"since": cursor})

    assert answer.status_code == 410
    assert answer.get_json()["type"] == "/problems/cursor-stale"


def test_a_cursor_survives_a_restart(school: School) -> None:
    aru = school.phone(cast.ARU)
    aru.refresh()

    school.restart()

    assert aru.refresh() == []


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 10_000}, {"since": "x" * 500}])
def test_a_strange_question_is_refused(school: School, query: dict[str, object]) -> None:
    assert school.phone(cast.ARU).get("/api/v1/changes", query_string=query).status_code == 422


def test_who_left_with_the_school_year_is_known_to_the_teachers_and_leaders_until_the_next(
    school: School,
) -> None:
    """Resits, year marks and the council's decisions are entered when the classes have moved up."""
    people = (cast.MARAT, cast.GULNAR, cast.DIAS)
    with school.app.app_context():
        for learner in (cast.ARU, cast.DIAS):
            row = db.session.query(Enrolment).filter_by(person=learner).one()
            submit("enrolment.set", row.id, {**enrolment_fields(row), "ends_on": "2026-11-20"})

    def seen(who: str, on: str) -> tuple[list[tuple[str, str]], bool]:
        with school.app.app_context():
            session, day = db.session(), date.fromisoformat(on)
            viewer = viewer_of(session, who, grants_of(session, who, day), day)
            ids = [row.id for row in db.session.query(Enrolment).filter_by(class_id=cast.CLASS_5)]
            found = enrolments(session, ids, viewer).values()
            named = cast.ARU in persons(session, [cast.ARU], viewer)
            return sorted((one["person"], one["ends_on"]) for one in found), named

    both = [(cast.ARU, "2026-11-20"), (cast.DIAS, "2026-11-20")]
    for day in ("2026-11-21", "2027-08-31"):
        assert [seen(one, day) for one in people] == [(both, True), (both, True), ([], False)]
    # To the teacher a name stays with the work; the director has no more to decide.
    assert [seen(one, "2027-09-01") for one in people] == [([], True), ([], False), ([], False)]
