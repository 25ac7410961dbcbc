"""A quiz is written, shared with colleagues, and given to a class as a paper."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from tests.server import cast
from tests.server.phone import Phone
from tests.server.uploads.sending import bring, read

Phones = Callable[[str], Phone]

QUESTION: dict[str, Any] = {
    "type": "choice",
    "prompt": ["Ең үлкен бөлшек қайсысы?"],
    "points": "2",
    "shuffle": True,
    "choices": [
        {"id": "a", "text": ["1/2"], "share": "1"},
        {"id": "b", "text": ["1/3"], "share": "0"},
    ],
    "feedback": {"general": ["Бөлімі кіші бөлшек үлкен."]},
}


def quiz(teacher: Phone, **more: Any) -> dict[str, Any]:
    fields = {"school": cast.AKBULAQ, "title": "Бөлшектер", "subject": "mathematics", **more}
    return teacher.submit("quiz.set", fields)


def question(teacher: Phone, of: str, **more: Any) -> dict[str, Any]:
    return teacher.submit("question.set", {"quiz": of, "body": QUESTION, **more})


def paper_fields(*questions: str, **more: Any) -> dict[str, Any]:
    return {
        "school": cast.AKBULAQ,
        "class": cast.CLASS_5,
        "title": "Бөлшектер",
        "parts": 1,
        "part_1": [{"id": one, **QUESTION} for one in questions],
        **more,
    }


def seen(reader: Phone, kind: str) -> set[str]:
    reader.refresh()
    return reader.ids(kind)


def test_what_a_teacher_writes_is_the_teachers_until_it_is_shared(phone: Phones) -> None:
    marat, bota = phone(cast.MARAT), phone(cast.BOTA)
    made = quiz(marat)
    asked = question(marat, made["record"], objective="5.1.2.3", strand="mathematics")

    assert (made["outcome"], asked["outcome"]) == ("admitted", "admitted"), asked
    marat.refresh()
    mine = marat.doc("question", asked["record"])
    assert (mine["body"], mine["objective"], mine["strand"]) == (
        QUESTION,
        "5.1.2.3",
        "mathematics",
    )
    assert seen(bota, "quiz") == seen(bota, "question") == set()

    shared = marat.submit("quiz.set", {"shared": True}, record=made["record"], base=made["op"])
    assert (seen(bota, "quiz"), seen(bota, "question")) == ({made["record"]}, {asked["record"]})
    for outsider in (cast.ARU, cast.SAULE, cast.OLGA):
        assert seen(phone(outsider), "question") == set()

    marat.submit("quiz.set", {"shared": False}, record=made["record"], base=shared["op"])
    assert seen(bota, "quiz") == seen(bota, "question") == set()


def test_two_phones_of_a_teacher_change_two_questions_and_both_stay(phone: Phones) -> None:
    one, other = phone(cast.MARAT), phone(cast.MARAT)
    made = quiz(one)
    first = question(one, made["record"])
    second = question(one, made["record"])
    one.submit("question.set", {"objective": "5.1"}, record=first["record"], base=first["op"])
    other.submit(
        "question.set",
        {"body": {**QUESTION, "points": "3"}},
        record=first["record"],
        base=first["op"],
    )
    other.submit("question.withdraw", {}, record=second["record"], base=second["op"])

    one.refresh()
    assert one.ids("question") == {first["record"]}
    kept = one.doc("question", first["record"])
    assert (kept["objective"], kept["body"]["points"]) == ("5.1", "3")


def test_only_the_author_changes_a_quiz_and_only_who_works_there_begins_one(phone: Phones) -> None:
    marat, bota = phone(cast.MARAT), phone(cast.BOTA)
    made = quiz(marat, shared=True)
    asked = question(marat, made["record"])

    refused = {
        "title": bota.submit("quiz.set", {"title": "X"}, record=made["record"], base=made["op"]),
        "in it": question(bota, made["record"]),
        "of it": bota.submit("question.withdraw", {}, record=asked["record"], base=asked["op"]),
        "pupil": quiz(phone(cast.ARU)),
        "outsider": quiz(phone(cast.OLGA)),
        "nowhere": question(marat, "no-such-quiz"),
    }
    assert {name: one["reason"] for name, one in refused.items()} == {
        "title": "record-not-own",
        "in it": "record-not-own",
        "of it": "record-not-own",
        "pupil": "not-a-teacher-of-the-school",
        "outsider": "not-a-teacher-of-the-school",
        "nowhere": "unknown-record",
    }


def test_a_class_gets_a_paper_once_all_of_its_questions_have_come(phone: Phones) -> None:
    marat, aru = phone(cast.MARAT), phone(cast.ARU)
    given = marat.submit("paper.set", paper_fields("q1", "q2", parts=2, minutes=15, attempts=1))
    assert given["outcome"] == "admitted", given
    assert seen(aru, "paper") == set()

    rest = {"part_2": [{"id": "q3", **QUESTION}]}
    last = marat.submit("paper.set", rest, record=given["record"], base=given["op"])
    assert seen(aru, "paper") == {given["record"]}
    paper = aru.doc("paper", given["record"])
    assert [one["id"] for one in paper["questions"]] == ["q1", "q2", "q3"]
    assert (paper["minutes"], paper["attempts"], paper["mode"]) == (15, 1, "task")
    for nobody in (cast.ERASYL, cast.TIMUR, cast.SAULE):
        assert seen(phone(nobody), "paper") == set()

    marat.submit("paper.withdraw", {}, record=given["record"], base=last["op"])
    assert seen(aru, "paper") == set()


def test_a_paper_comes_from_a_teacher_of_the_class_only(phone: Phones) -> None:
    given = phone(cast.MARAT).submit("paper.set", paper_fields("q1"))
    others = {
        "own": phone(cast.OLGA).submit("paper.set", paper_fields("q1")),
        "pupil": phone(cast.ARU).submit("paper.set", paper_fields("q1")),
        "change": phone(cast.OLGA).submit(
            "paper.set", {"minutes": 1}, record=given["record"], base=given["op"]
        ),
    }
    assert {one["reason"] for one in others.values()} == {"not-a-teacher-of-the-class"}


def test_what_is_no_question_is_not_taken(phone: Phones) -> None:
    marat = phone(cast.MARAT)
    made = quiz(marat)["record"]
    for body in (
        {"type": "riddle", "prompt": [], "points": "1"},
        {**QUESTION, "points": "-1"},
        {**QUESTION, "prompt": [["script", {}, "alert(1)"]]},
        "Екі жердегі екі?",
    ):
        answer = marat.post([marat.make("question.set", {"quiz": made, "body": body})])
        assert (answer.status_code, list(answer.get_json()["errors"]["fields"])) == (422, ["body"])


def test_a_picture_is_read_through_its_question_and_its_paper(phone: Phones) -> None:
    marat, aru = phone(cast.MARAT), phone(cast.ARU)
    drawn = b"\x89PNG a circle in four parts"
    file = {
        "sha256": sha256(drawn).hexdigest(),
        "name": "dongelek.png",
        "type": "image/png",
        "size": len(drawn),
    }
    of = quiz(marat)["record"]
    asked = question(marat, of, files=[file])["record"]
    given = marat.submit("paper.set", paper_fields("q1", files=[file]))["record"]
    path = f"/api/v1/papers/{given}/files/0"
    missing = read(aru, path)
    assert (missing.status_code, missing.get_json()["type"].rsplit("/")[-1]) == (
        404,
        "file-not-here",
    )

    bring(marat, drawn)
    assert read(aru, path).data == drawn
    assert read(marat, f"/api/v1/questions/{asked}/files/0").data == drawn
    for address in (f"/api/v1/questions/{asked}/files/0", f"/api/v1/papers/{given}/files/1"):
        assert aru.get(address).status_code == 404


def test_a_sheet_of_results_says_questions_and_answers_in_words(phone: Phones) -> None:
    marat, aru = phone(cast.MARAT), phone(cast.ARU)
    given = marat.submit("paper.set", paper_fields("q1"))["record"]
    answered = {
        "item": given,
        "lesson": given,
        "course": given,
        "edition": 1,
        "session": "s1",
        "started_at": "2026-11-20T04:00:00.000Z",
        "completion": "completed",
        "success": "unknown",
        "score": ["0", "0", "2"],
        "total_time_s": 60,
        "cmi": {
            "cmi.interactions.0.id": "q1",
            "cmi.interactions.0.type": "choice",
            "cmi.interactions.0.student_response": "b",
            "cmi.interactions.0.result": "wrong",
        },
    }
    assert aru.submit("attempt.commit", answered)["outcome"] == "admitted"

    sheet = marat.get(f"/api/v1/classes/{cast.CLASS_5}/items/{given}/results.csv").text
    assert "Ең үлкен бөлшек қайсысы?;1;0;0.0;1/3;1" in sheet
    plain = marat.get(f"/api/v1/classes/{cast.CLASS_5}/items/{given}/results").get_json()
    assert [(one["question"], one["wrong"]["response"]) for one in plain["questions"]] == [
        ("q1", "b")
    ]
