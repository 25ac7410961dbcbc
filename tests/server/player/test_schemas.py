"""What a session of an attempt may say."""

from __future__ import annotations

from typing import Any

import pytest

from server.player.schemas import AttemptCommitSchema

SESSION: dict[str, Any] = {
    "item": "maths5-1-1",
    "lesson": "maths5-1",
    "course": "maths5",
    "edition": 1,
    "session": "s1",
    "started_at": "2026-11-20T04:05:06.789Z",
    "completion": "completed",
    "success": "passed",
    "score": ["83.5", "0", "100"],
    "total_time_s": 620,
    "cmi": {"cmi.core.lesson_location": "4"},
    "cmi_blob": None,
}


def test_a_session_is_accepted_and_its_values_are_left_as_written() -> None:
    assert AttemptCommitSchema().load(SESSION) == SESSION


def test_a_session_without_score_or_data_model_is_fine() -> None:
    assert AttemptCommitSchema().validate(SESSION | {"score": None, "cmi": None}) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("score", [83.5, 0, 100]),
        ("score", ["1e9", "0", "100"]),
        ("score", ["83"]),
        ("total_time_s", -1),
        ("completion", "done"),
        ("started_at", "yesterday"),
        ("started_at", "2026-13-20T04:05:06.789Z"),
        ("cmi_blob", "ab" * 32),
        ("cmi", [1]),
        ("cmi", {str(n): "" for n in range(2_001)}),
    ],
)
def test_a_session_out_of_shape_names_the_field(field: str, value: object) -> None:
    assert field in AttemptCommitSchema().validate(SESSION | {field: value})
