"""Support, individual routes and assistants: who writes them, and who sees them."""

from collections.abc import Callable
from typing import Any

from server.erasure import service
from tests.server import cast
from tests.server.classroom.tasks import WRITTEN, give, set_task
from tests.server.conftest import School
from tests.server.journal.test_keeping import CALENDAR
from tests.server.phone import Phone

Phones = Callable[[str], Phone]

MONDAY = "2026-11-23"
ROUTE: dict[str, Any] = {
    "school": cast.AKBULAQ,
    "learner": cast.ARU,
    "subject": "mathematics",
    "span": "section",
    "goal": "Жай бөлшектерді қосуды үйрену",
    "steps": [{"text": "12-бет, 1–4", "form": "work", "due_on": "2026-11-27", "done": False}],
    "starts_on": MONDAY,
}
PHOTO = {"sha256": "0" * 64, "name": "дәптер.jpg", "type": "image/jpeg", "size": 9}
ABOUT = ("support", "route", "route_review")


def refreshed(phone: Phone) -> Phone:
    phone.refresh()
    return phone


def support(phone: Phone, learner: str = cast.ARU, **fields: Any) -> dict[str, Any]:
    said = {"school": cast.AKBULAQ, "learner": learner, **fields}
    return phone.submit("support.set", said, record=f"{learner}~support")


def review(phone: Phone, route: str, progress: str, text: str = "", **more: Any) -> dict[str, Any]:
    fields = {"school": cast.AKBULAQ, "route": route, "learner": cast.ARU, "week": MONDAY}
    record = more.pop("record", f"{route}~20261123~{phone.person}")
    said = {**fields, "progress": progress, "text": text, **more}
    return phone.submit("route.review", said, record=record)


def assist(leader: Phone, method: str = "PUT", learner: str = cast.ERASYL) -> int:
    path = f"/api/v1/inclusion/{learner}/assistants/{cast.MARAT}"
    return leader.request(method, path).status_code


def seen(phone: Phone) -> set[str]:
    phone.refresh()
    return {kind for kind in ABOUT if phone.ids(kind)}


def test_the_class_teacher_says_what_a_pupil_needs_and_the_pupils_teachers_see_it(
    phone: Phones,
) -> None:
    made = support(phone(cast.BOTA), extra_time=25, larger_text=True, advice="Алдыңғы қатарда")
    assert made["outcome"] == "admitted", made

    for person in (cast.BOTA, cast.MARAT, cast.ARU, cast.SAULE):
        found = refreshed(phone(person)).doc("support", f"{cast.ARU}~support")
        assert (found["extra_time"], found["larger_text"], found["read_aloud"]) == (25, True, False)
    for person in (cast.DIAS, cast.ERASYL, cast.GULNAR, cast.OLGA):
        assert seen(phone(person)) == set()

    support(phone(cast.BOTA), extra_time=50)
    assert refreshed(phone(cast.ARU)).doc("support", f"{cast.ARU}~support")["larger_text"]


def test_nobody_else_says_what_a_pupil_needs(phone: Phones) -> None:
    for person in (cast.MARAT, cast.ARU, cast.SAULE, cast.OLGA):
        held = support(phone(person), extra_time=100)
        assert (held["outcome"], held["reason"]) == ("held", "not-a-teacher-of-the-class")
    foreign = support(phone(cast.OLGA), school=cast.DALA)
    assert foreign["reason"] == "not-a-teacher-of-the-class"
    fields = {"school": cast.AKBULAQ, "learner": cast.ARU, "extra_time": 100}
    wrong = phone(cast.BOTA).submit("support.set", fields, record=f"{cast.DIAS}~support")
    assert wrong["reason"] == "record-not-of-the-learner"
    assert support(phone(cast.GULNAR), extra_time=50)["outcome"] == "admitted"


def test_a_route_is_reviewed_week_by_week_by_everybody_for_themselves(phone: Phones) -> None:
    marat, bota = phone(cast.MARAT), phone(cast.BOTA)
    made = marat.submit("route.set", ROUTE)["record"]

    assert review(marat, made, "going", "Қосуды түсінді")["outcome"] == "admitted"
    assert review(bota, made, "slow")["outcome"] == "admitted"
    assert review(marat, made, "stuck", "Қайта бастаймыз")["outcome"] == "admitted"

    aru = refreshed(phone(cast.ARU))
    assert aru.doc("route", made)["goal"] == ROUTE["goal"]
    said = {
        one["author"]: one["progress"] for key, one in aru.records.items() if key[0] == ABOUT[2]
    }
    assert said == {cast.MARAT: "stuck", cast.BOTA: "slow"}

    done = [{**ROUTE["steps"][0], "done": True}]
    fields = {"school": cast.AKBULAQ, "learner": cast.ARU}
    marat.submit("route.set", {**fields, "steps": done}, record=made)
    bota.submit("route.set", {**fields, "state": "finished", "conclusion": "Үйренді"}, record=made)
    ended = refreshed(phone(cast.SAULE)).doc("route", made)
    assert (ended["steps"], ended["state"], ended["conclusion"]) == (done, "finished", "Үйренді")

    marat.submit("route.set", {**fields, "state": "withdrawn"}, record=made)
    assert refreshed(phone(cast.SAULE)).ids("route") == set()


def test_routes_are_for_those_who_teach_the_pupil(phone: Phones) -> None:
    made = phone(cast.MARAT).submit("route.set", ROUTE)["record"]

    for person in (cast.ARU, cast.SAULE, cast.OLGA):
        one = phone(person)
        assert one.submit("route.set", ROUTE)["reason"] == "not-a-teacher-of-the-class"
        assert review(one, made, "going")["reason"] == "not-a-teacher-of-the-class"
    marat = phone(cast.MARAT)
    stolen = {"school": cast.AKBULAQ, "learner": cast.DIAS}
    assert marat.submit("route.set", stolen, record=made)["reason"] == "record-not-of-the-learner"
    assert review(marat, made, "going", learner=cast.DIAS)["reason"] == "record-not-of-the-learner"
    assert review(marat, made, "going", record="mine")["reason"] == "record-not-own"
    part = {"school": cast.AKBULAQ, "learner": cast.ARU, "goal": "…"}
    assert marat.submit("route.set", part)["reason"] == "record-incomplete"
    assert (
        marat.post([marat.make("route.review", {**stolen, "week": "2026-11-24"})]).status_code
        == 422
    )


def test_an_assistant_sees_one_pupils_work_records_and_signs_nothing(phone: Phones) -> None:
    bota, marat = phone(cast.BOTA), phone(cast.MARAT)
    task = set_task(bota, **{"class": cast.CLASS_23})
    route = bota.submit("route.set", {**ROUTE, "learner": cast.ERASYL})["record"]
    support(phone(cast.GULNAR), cast.ERASYL, read_aloud=True)
    assert seen(marat) == set()

    assert assist(phone(cast.GULNAR)) == 204
    assert seen(marat) == {"support", "route"}
    helping = f"{cast.MARAT}~helps~{cast.ERASYL}"
    for person in (cast.BOTA, cast.ERASYL, cast.MARAT):
        assert refreshed(phone(person)).doc("role", helping)["learner"] == cast.ERASYL
    assert refreshed(phone(cast.ERASYL)).doc("person", cast.MARAT)["family_name"] == "Есенов"
    assert helping not in refreshed(phone(cast.ARU)).ids("role")
    roles = marat.get("/api/v1/me").get_json()["roles"]
    assert {"assistant"} == {one["role"] for one in roles if one["learner"] == cast.ERASYL}

    noted = review(marat, route, "", "Оқып бердім, үш есеп шығарды", learner=cast.ERASYL)
    assert noted["outcome"] == "admitted", noted
    judged = review(marat, route, "going", learner=cast.ERASYL)
    assert judged["reason"] == "assistants-sign-nothing"
    paper = {"assignment": task, "learner": cast.ERASYL, "files": [PHOTO], "made_at": WRITTEN}
    taken = marat.submit("submission.take_in", paper)
    assert taken["outcome"] == "admitted", taken
    assert marat.submit("submission.take_in", {**paper, "learner": cast.ARU})["outcome"] == "held"
    assert give(marat, task, cast.ERASYL)["outcome"] == "held"
    assert refreshed(marat).doc("submission", taken["record"])["learner"] == cast.ERASYL
    assert refreshed(bota).doc("submission", taken["record"])["taken_in"]

    assert assist(phone(cast.GULNAR), "DELETE") == 204
    assert seen(marat) == set()
    late = review(marat, route, "", "…", learner=cast.ERASYL)
    assert late["reason"] == "not-a-teacher-of-the-class"


def test_only_leaders_arrange_who_assists_whom_at_their_school(phone: Phones) -> None:
    assert assist(phone(cast.BOTA)) == 403
    assert assist(phone(cast.GULNAR), learner=cast.TIMUR) == 404
    gulnar = phone(cast.GULNAR)
    path = f"/api/v1/inclusion/{cast.ARU}/assistants"
    assert gulnar.request("PUT", f"{path}/{cast.SAULE}").status_code == 404
    assert gulnar.request("DELETE", f"{path}/{cast.MARAT}").status_code == 404


def test_what_a_pupil_needs_goes_with_the_pupil(phone: Phones, school: School) -> None:
    made = phone(cast.MARAT).submit("route.set", ROUTE)["record"]
    support(phone(cast.BOTA), extra_time=25)
    review(phone(cast.MARAT), made, "going", "Түсінді")
    phone(cast.GULNAR).request("PUT", f"/api/v1/inclusion/{cast.ARU}/assistants/{cast.AIZHAN}")

    with school.app.app_context():
        kinds = service.erase(cast.ARU, "asked")["kinds"]

    assert {"support.set", "route.set", "route.review", "role.set"} <= kinds.keys()
    for person in (cast.BOTA, cast.MARAT, cast.AIZHAN):
        assert seen(phone(person)) == set()
    assert not refreshed(phone(cast.AIZHAN)).ids("role") & {f"{cast.AIZHAN}~helps~{cast.ARU}"}


def test_a_new_class_learns_what_a_pupil_needs_and_the_old_one_forgets(
    phone: Phones, school: School
) -> None:
    support(phone(cast.BOTA), extra_time=25)
    assert seen(phone(cast.MARAT)) == {"support"}
    with school.app.app_context():
        cast.enrol(cast.ARU, cast.CLASS_5, cast.AKBULAQ, 5, ends_on="2026-11-23")
        cast.enrol(cast.ARU, cast.DALA_7, cast.DALA, 7, starts_on="2026-11-24")
    school.clock.forward(days=1)

    assert seen(phone(cast.MARAT)) == set()
    assert seen(phone(cast.OLGA)) == {"support"}


def test_nobody_waits_for_a_week_of_the_holidays(phone: Phones, school: School) -> None:
    phone(cast.MARAT).submit("route.set", ROUTE)
    term = {"starts_on": "2026-09-01", "ends_on": "2026-11-27"}
    result = phone(cast.AIZHAN).submit("calendar.set", {**CALENDAR, "terms": [term]})
    assert result["outcome"] == "admitted", result
    school.clock.forward(days=20)
    path = f"/api/v1/inclusion?school={cast.AKBULAQ}"
    (aru,) = phone(cast.GULNAR).get(path).get_json()["learners"]
    assert [one["overdue"] for one in aru["routes"]] == [False]


def test_leaders_see_who_is_left_alone_and_that_they_looked_is_noted(
    phone: Phones, school: School
) -> None:
    route = phone(cast.MARAT).submit("route.set", ROUTE)["record"]
    support(phone(cast.BOTA), extra_time=25)
    gulnar = phone(cast.GULNAR)
    path = f"/api/v1/inclusion?school={cast.AKBULAQ}"

    (aru,) = gulnar.get(path).get_json()["learners"]
    assert (aru["learner"], aru["class_label"], aru["support"]["extra_time"]) == (
        cast.ARU,
        "5 Ә",
        25,
    )
    assert [(one["id"], one["overdue"]) for one in aru["routes"]] == [(route, False)]

    school.clock.forward(days=12)
    (late,) = gulnar.get(path).get_json()["learners"]
    assert late["routes"][0]["overdue"]
    review(
        phone(cast.MARAT),
        route,
        "going",
        week="2026-11-30",
        record=f"{route}~20261130~{cast.MARAT}",
    )
    (again,) = gulnar.get(path).get_json()["learners"]
    assert (again["routes"][0]["overdue"], again["routes"][0]["progress"]) == (False, "going")

    reads = phone(cast.AIZHAN).get(f"/api/v1/audit/reads?school={cast.AKBULAQ}").get_json()["reads"]
    assert [one["what"] for one in reads][:3] == ["inclusion"] * 3
    assert phone(cast.OLGA).get(path).status_code == 403
    assert gulnar.get(f"/api/v1/inclusion?school={cast.DALA}").status_code == 404
