"""Reading a quiz that was handed in: whole answers, for those who may see the attempt."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.player.handed import read_state
from tests.server import cast
from tests.server.phone import Phone
from tests.server.player.test_attempts import session
from tests.server.uploads.sending import bring, stated

ESSAY = "Біздің ауыл өзен жағасында. " * 100


def state(*, done: bool = True, **more: Any) -> str:
    answers = {"q1": "b", "q2": ["a", "c"], "q3": {"kz": "x"}, "q4": ESSAY}
    return json.dumps({"quiz": 1, "seed": 7, "at": 0, "done": done, "answers": answers, **more})


def interactions() -> dict[str, str]:
    return {
        "cmi.interactions.3.id": "q4",
        "cmi.interactions.3.type": "fill-in",
        "cmi.interactions.3.student_response": ESSAY[:900],
        "cmi.interactions.3.result": "neutral",
    }


def address(record: str) -> str:
    return f"/api/v1/attempts/{record}/answers"


def test_teachers_and_family_read_the_essay_to_its_last_word(
    phone: Callable[[str], Phone],
) -> None:
    cmi = {**interactions(), "cmi.suspend_data": state()}
    record = phone(cast.ARU).submit("attempt.commit", session(cmi=cmi))["record"]

    for reader in (cast.ARU, cast.SAULE, cast.MARAT, cast.BOTA):
        body = phone(reader).get(address(record)).get_json()
        assert body["quiz"]["answers"]["q4"] == ESSAY
        assert (body["quiz"]["seed"], body["arriving"]) == (7, False)
        assert [one["share"] for one in body["answers"]] == [None]
    for stranger in (cast.DIAS, cast.OLGA, cast.TIMUR):
        assert phone(stranger).get(address(record)).status_code == 404


def test_a_long_one_is_read_once_its_file_has_come(phone: Callable[[str], Phone]) -> None:
    aru, marat = phone(cast.ARU), phone(cast.MARAT)
    model = json.dumps({**interactions(), "cmi.suspend_data": state()}).encode()
    blob = str(stated(model)["sha256"])
    rows = [["launch", "q4", "fill-in", ESSAY[:900], "neutral"]]
    made = session(cmi=None, cmi_blob=blob, answers=rows)
    record = aru.submit("attempt.commit", made)["record"]

    early = marat.get(address(record)).get_json()
    bring(aru, model)
    found = marat.get(address(record)).get_json()

    assert (early["quiz"], early["arriving"], len(early["answers"])) == (None, True, 1)
    assert (found["quiz"]["answers"]["q4"], found["arriving"]) == (ESSAY, False)


def test_nobody_reads_over_a_learners_shoulder(phone: Callable[[str], Phone]) -> None:
    cmi = {"cmi.suspend_data": state(done=False)}
    record = phone(cast.ARU).submit("attempt.commit", session(cmi=cmi))["record"]

    assert phone(cast.MARAT).get(address(record)).get_json()["quiz"] is None


@pytest.mark.parametrize(
    "text",
    [None, "", "p=4;a=1", "[]", "null", "{}", '{"quiz": 2, "done": true, "answers": {}}',
     '{"quiz": 1, "done": true}', "[" * 100_000],
)  # fmt: skip
def test_what_other_content_keeps_is_no_quiz(text: str | None) -> None:
    assert read_state(text) is None


def test_answers_of_no_known_shape_are_left_out() -> None:
    answers = {"a": "x", "b": 1, "c": [1], "d": {"e": {}}, "f": None}
    found = read_state(json.dumps({"quiz": 1, "seed": "1", "done": True, "answers": answers}))

    assert found is not None
    assert (found.seed, found.answers) == (0, {"a": "x"})
