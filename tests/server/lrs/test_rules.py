"""Every rule of a statement, by the path that its breach is reported at (xAPI-Data 2, 4)."""

from typing import Any

import pytest

from server.lrs import statements, values
from server.lrs.errors import Invalid
from tests.support.xapi import ARU, FRACTIONS, MARAT, statement, voiding

LANGUAGES = {"kk": "иә"}
REGISTRATION = "0d3a2b3c-6a3e-4f7e-9d54-2d4f8d3f0b11"


def interaction(**definition: Any) -> dict[str, Any]:
    return statement(object={"id": FRACTIONS, "definition": definition})


def sub(**changes: Any) -> dict[str, Any]:
    inner = {"objectType": "SubStatement", "actor": ARU, "verb": {"id": "a:b"},
             "object": {"id": FRACTIONS}}  # fmt: skip
    return statement(object={**inner, **changes})


def attached(**changes: Any) -> dict[str, Any]:
    whole = {"usageType": "a:b", "display": LANGUAGES, "contentType": "text/plain", "length": 3,
             "sha2": "0" * 64, **changes}  # fmt: skip
    return statement(attachments=[{k: v for k, v in whole.items() if v is not None}])


BROKEN: list[tuple[str, Any]] = [
    ("actor.mbox", statement(actor={"mbox": "aru@example.kz"})),
    ("actor.Mbox", statement(actor={"Mbox": "mailto:aru@example.kz"})),
    ("actor", statement(actor={"name": "Ару"})),
    ("actor", statement(actor={**ARU, "openid": "https://example.kz/aru"})),
    ("actor.name", statement(actor={**ARU, "name": None})),
    ("actor.member", statement(actor={"objectType": "Group"})),
    ("actor.member", statement(actor={"objectType": "Group", "member": []})),
    ("actor.member[0].objectType", statement(
        actor={"objectType": "Group", "member": [{**ARU, "objectType": "Group"}]})),
    ("actor.account.homePage", statement(actor={"account": {"name": "aru"}})),
    ("actor.account.name", statement(actor={"account": {"homePage": "a:b", "name": ""}})),
    ("actor.mbox_sha1sum", statement(actor={"mbox_sha1sum": "0" * 39})),
    ("actor.objectType", statement(actor={**ARU, "objectType": "agent"})),
    ("verb.id", statement(verb={"display": LANGUAGES})),
    ("verb.id", statement(verb={"id": "answered"})),
    ("verb.display.a12345678", statement(verb={"id": "a:b", "display": {"a12345678": "x"}})),
    ("verb.display.kk", statement(verb={"id": "a:b", "display": {"kk": 5}})),
    ("object.objectType", statement(object={"objectType": "activity", "id": "a:b"})),
    ("object.id", statement(object={"definition": {}})),
    ("object.definition.moreInfo", interaction(moreInfo="nowhere")),
    ("object.definition.interactionType", interaction(interactionType="guess")),
    ("object.definition.interactionType", interaction(correctResponsesPattern=["a"])),
    ("object.definition.choices", interaction(interactionType="likert", choices=[{"id": "a"}])),
    ("object.definition.choices[0].id", interaction(interactionType="choice", choices=[{}])),
    ("object.definition.choices", interaction(
        interactionType="choice", choices=[{"id": "a"}, {"id": "a"}])),
    ("object.id", statement(object={"objectType": "StatementRef", "id": "7"})),
    ("object.objectType", voiding(REGISTRATION) | {"object": {"id": FRACTIONS}}),
    ("object.id", sub(id=REGISTRATION)),
    ("object.authority", sub(authority=ARU)),
    ("object.object.objectType", sub(object=sub()["object"])),
    ("object.context.platform", sub(object=MARAT, context={"platform": "x"})),
    ("result.score.scaled", statement(result={"score": {"scaled": 1.01}})),
    ("result.score.scaled", statement(result={"score": {"scaled": "1"}})),
    ("result.score.raw", statement(result={"score": {"raw": True}})),
    ("result.score.raw", statement(result={"score": {"raw": 5, "max": 4}})),
    ("result.score.min", statement(result={"score": {"min": 4, "max": 4}})),
    ("result.success", statement(result={"success": "true"})),
    ("result.duration", statement(result={"duration": "P4W1D"})),
    ("result.duration", statement(result={"duration": "PT"})),
    ("result.duration", statement(result={"duration": "PT1.5M3S"})),
    ("result.extensions.key", statement(result={"extensions": {"key": 1}})),
    ("context.registration", statement(context={"registration": "1"})),
    ("context.team.objectType", statement(context={"team": ARU})),
    ("context.language", statement(context={"language": "kazakh language"})),
    ("context.contextActivities.child", statement(
        context={"contextActivities": {"child": {"id": "a:b"}}})),
    ("context.statement.objectType", statement(context={"statement": {"id": REGISTRATION}})),
    ("context.revision", statement(object=MARAT, context={"revision": "1"})),
    ("context.contextAgents[0].relevantTypes", statement(context={"contextAgents": [
        {"objectType": "contextAgent", "agent": ARU, "relevantTypes": []}]})),
    ("context.contextGroups[0].group", statement(
        context={"contextGroups": [{"objectType": "contextGroup"}]})),
    ("timestamp", statement(timestamp="2026-11-20")),
    ("timestamp", statement(timestamp="2026-11-20T10:00:00-00:00")),
    ("timestamp", statement(timestamp="2026-02-30T10:00:00Z")),
    ("timestamp", statement(timestamp="2026-11-20T10:00:00")),
    ("authority", statement(authority={**MARAT, "objectType": "Group"})),
    ("authority.member", statement(authority={"objectType": "Group", "member": [ARU]})),
    ("version", statement(version="3.0.0")),
    ("attachments[0].sha2", attached(sha2="zz")),
    ("attachments[0].length", attached(length="3")),
    ("attachments[0].display", attached(display=None)),
    ("attachments[0].contentType", attached(usageType=statements.SIGNATURE)),
    ("id", statement(id="1")),
    ("colour", statement(colour="red")),
    ("verb", {"actor": ARU, "object": {"id": FRACTIONS}}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "broken"), BROKEN, ids=[f"{n}-{p}" for n, (p, _) in enumerate(BROKEN)]
)
def test_a_breach_is_named_by_its_path(path: str, broken: Any) -> None:
    with pytest.raises(Invalid) as found:
        statements.check(broken)

    assert found.value.path == path
    assert path in str(found.value)


KEPT: list[Any] = [
    statement(),
    statement(actor={"objectType": "Group", "member": [ARU, MARAT]}),
    statement(actor={"objectType": "Group", "mbox": "mailto:5a@example.kz"}),
    statement(object={**MARAT, "objectType": "Agent"}),
    statement(result={"extensions": {"a:b": None, "a:c": {"d": [{}]}}}),
    statement(verb={"id": "a:b", "display": {"sr-Cyrl": "x", "zh-Hant-TW": "y", "x-own": "z"}}),
    statement(context={"contextActivities": {"parent": {"id": "a:b"}, "other": []}}),
    statement(context={"revision": "1", "platform": "p", "language": "kk-KZ"}),
    statement(result={"duration": "P3Y1M29DT4H35M59.14S"}),
    statement(version="1.0.9"),
    statement(authority={"objectType": "Group", "member": [MARAT, {
        "account": {"homePage": "a:b", "name": "app"}}]}),
    interaction(interactionType="matching", source=[{"id": "a"}], target=[{"id": "a"}]),
    sub(result={"success": False}, timestamp="2026-11-20T10:00:00+05:00"),
    attached(fileUrl="https://example.kz/a"),
    voiding(REGISTRATION),
]  # fmt: skip


@pytest.mark.parametrize("kept", KEPT, ids=range(len(KEPT)))
def test_what_the_specification_allows_is_taken(kept: Any) -> None:
    assert statements.check(kept) is kept


def test_version_1_takes_times_without_a_zone_and_knows_no_context_agents() -> None:
    statements.check(statement(timestamp="2026-11-20T10:00:00"), version="1.0")
    agents = [{"objectType": "contextAgent", "agent": ARU}]

    with pytest.raises(Invalid, match="contextAgents"):
        statements.check(statement(context={"contextAgents": agents}), version="1.0")
    with pytest.raises(Invalid, match="version"):
        statements.check(statement(version="2.0.0"), version="1.0")


@pytest.mark.parametrize("value", [None, [], "statement", 5, True])
def test_what_is_no_object_is_no_statement(value: Any) -> None:
    with pytest.raises(Invalid, match="must be an object"):
        statements.check(value)


@pytest.mark.parametrize(
    "text",
    ['{"a":1,"a":2}', '{"a":NaN}', '{"a":1e999}', '"\\ud800"', "[" * 100_000, "{", b"\xe9"],
    ids=["repeated", "nan", "infinite", "surrogate", "deep", "cut", "latin"],
)  # fmt: skip
def test_json_is_read_strictly(text: str | bytes) -> None:
    with pytest.raises(Invalid):
        values.parse_json(text)


def test_extensions_may_nest_but_not_without_end() -> None:
    deep: Any = 1
    for _ in range(100):
        deep = [deep]

    with pytest.raises(Invalid, match="nested"):
        statements.check(statement(result={"extensions": {"a:b": deep}}))


@pytest.mark.parametrize(
    ("given", "cut"),
    [("PT1.129S", "PT1.12S"), ("PT1.10S", "PT1.1S"), ("PT1.001S", "PT1S"), ("P1D", "P1D")],
)
def test_durations_are_cut_and_never_rounded(given: str, cut: str) -> None:
    assert values.truncated_duration(given) == cut
