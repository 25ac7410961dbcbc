"""The whole OpenAPI document as a machine tries it: what it describes is sent, and what it forbids;
nothing is a mistake of ours, and a stranger is told nothing."""

from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode

from tests.security.ground import INSIDER, PHOTO, STRANGER, Ground
from tests.security.test_other_school import leaks

EXAMPLES: Final = 12
"""Requests for each operation and caller: some thousands in all."""
ENDS_THE_CALLER: Final = {"/api/v1/sessions/current", "/api/v1/clock"}
"""Left out: after a logout, or in another century, every other route would answer 401."""


@pytest.mark.slow
@pytest.mark.parametrize("caller", [INSIDER, STRANGER, None], ids=["insider", "stranger", "nobody"])
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
def test_no_request_is_a_mistake_of_ours(
    ground: Ground, caller: str | None, mode: GenerationMode
) -> None:
    document: dict[str, Any] = ground.ask(None, "GET", "/api/v1/openapi.json").get_json()
    schema = schemathesis.openapi.from_dict(document)
    wrong: set[str] = set()
    tried = 0
    results: Any = schema.get_all_operations()
    for found in results:
        operation: Any = found.ok()
        if operation.path not in ENDS_THE_CALLER:
            tried += _attack(ground, caller, operation.as_strategy(generation_mode=mode), wrong)
    assert not wrong, "\n".join(sorted(wrong))
    assert tried > 500
    if caller is not None:
        assert ground.ask(caller, "GET", "/api/v1/me").status_code == 200, "it tried as nobody"


def _attack(ground: Ground, caller: str | None, cases: Any, wrong: set[str]) -> int:
    """Send what is drawn; how many requests that were."""
    tried = 0

    @given(case=cases, own=st.booleans())
    @settings(
        max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    def send(case: Any, own: bool) -> None:
        nonlocal tried
        tried += 1
        name = f"{case.method.upper()} {case.operation.path}"
        wrong.update(f"{name}: {one}" for one in _sent(ground, caller, case, own=own))

    try:
        send()
    except Unsatisfiable:
        return 0  # nothing can break the description of a route that takes nothing
    return tried


def _sent(ground: Ground, caller: str | None, case: Any, *, own: bool) -> list[str]:
    """Send a request, with Ақбұлақ's own records in its address or with what was drawn."""
    told = case.path_parameters or {}
    if own:
        known = {**ground.values, "record": next(iter(ground.records.values()))}
        case.path_parameters = {name: known.get(name, value) for name, value in told.items()}
    sent = case.as_transport_kwargs(base_url="http://localhost")
    try:
        answer = ground.app.test_client().open(
            sent["url"].removeprefix("http://localhost"),
            method=case.method.upper(),
            headers={**dict(sent.get("headers") or {}), **ground.headers(caller)},
            query_string=sent.get("params"),
            json=sent.get("json"),
            data=sent.get("data"),
            buffered=True,
        )
    except UnicodeError:
        return []  # no client can write such a request
    wrong = []
    if answer.status_code >= 500:
        wrong.append(f"{answer.status_code} for {sent.get('params')} {sent.get('json')}"[:300])
    if caller != INSIDER and (leaks(answer.data) or PHOTO in answer.data):
        wrong.append(f"tells {leaks(answer.data)}")
    return wrong
