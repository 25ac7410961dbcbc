"""SCORM 2004 manifests on their way into the one description."""

import pytest

from content.errors import ContentRefused
from content.manifest import parse_manifest
from content.packages.plan import Plan
from content.packages.scorm2004 import plan_scorm2004
from tests.content.manifests import manifest

SCORM2004 = (
    'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" '
    'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" '
    'xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" '
    'xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3" '
    'xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
)
VERSION = "<schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion>"
SCO = '<resource identifier="r1" adlcp:scormType="sco" href="index.html"/>'


def plan(inside: str, *, collection: str = "", resources: str = SCO) -> Plan:
    data = manifest(
        f'<item identifier="i1" identifierref="r1"><title>Бет</title>{inside}</item>',
        resources,
        attributes=SCORM2004,
        version=VERSION,
    )
    if collection:
        whole = f"<imsss:sequencingCollection>{collection}</imsss:sequencingCollection></manifest>"
        data = data.replace(b"</manifest>", whole.encode())
    parsed = parse_manifest(data, "imsmanifest.xml")
    return plan_scorm2004(parsed, {"index.html"}, label="imsmanifest.xml", title="x")


def rules(inside: str, **more: str) -> object:
    sequencing = plan(inside, **more).sequencing
    assert sequencing is not None
    return sequencing["activities"].get("i1", {})


def test_an_activity_without_sequencing_has_nothing_but_defaults() -> None:
    assert plan("").sequencing == {
        "id": "o",
        "objectives_global": True,
        "data_global": True,
        "root": {},
        "activities": {},
        "assets": [],
    }


def test_an_asset_is_told_from_a_sco() -> None:
    asset = SCO.replace('"sco"', '"asset"')
    sequencing = plan("", resources=asset).sequencing
    assert sequencing is not None
    assert sequencing["assets"] == ["i1"]


def test_rules_keep_their_conditions_and_drop_what_is_the_default() -> None:
    written = """<imsss:sequencing>
      <imsss:controlMode choice="true" flow="true"/>
      <imsss:sequencingRules><imsss:preConditionRule>
        <imsss:ruleConditions conditionCombination="any">
          <imsss:ruleCondition condition="satisfied" operator="not"/>
          <imsss:ruleCondition condition="objectiveMeasureLessThan" measureThreshold="0.5"
            referencedObjective="obj1"/>
        </imsss:ruleConditions><imsss:ruleAction action="skip"/>
      </imsss:preConditionRule></imsss:sequencingRules></imsss:sequencing>"""
    assert rules(written) == {
        "control": {"flow": True},
        "pre": [
            {
                "action": "skip",
                "any": True,
                "conditions": [
                    {"condition": "satisfied", "not": True},
                    {
                        "condition": "objectiveMeasureLessThan",
                        "objective": "obj1",
                        "measure": 0.5,
                    },
                ],
            }
        ],
    }


def test_objectives_of_both_namespaces_become_one() -> None:
    written = """<imsss:sequencing><adlseq:objectives><adlseq:objective objectiveID="p">
        <adlseq:mapInfo targetObjectiveID="g" readRawScore="false" readMinScore="false"
          readMaxScore="false" readProgressMeasure="false" writeCompletionStatus="true"/>
      </adlseq:objective></adlseq:objectives>
      <imsss:objectives><imsss:primaryObjective objectiveID="p" satisfiedByMeasure="true">
        <imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure>
        <imsss:mapInfo targetObjectiveID="g" writeSatisfiedStatus="true"/>
      </imsss:primaryObjective></imsss:objectives></imsss:sequencing>"""
    assert rules(written) == {
        "objectives": [
            {
                "id": "p",
                "primary": True,
                "by_measure": True,
                "min_measure": 0.6,
                "maps": [
                    {
                        "target": "g",
                        "read": ["satisfied", "measure", "completion"],
                        "write": ["satisfied", "completion"],
                    }
                ],
            }
        ]
    }


def test_a_part_written_locally_replaces_the_referred_one() -> None:
    collection = """<imsss:sequencing ID="c"><imsss:controlMode choice="false"/>
      <imsss:deliveryControls tracked="false"/></imsss:sequencing>"""
    local = '<imsss:sequencing IDRef="c"><imsss:controlMode flow="true"/></imsss:sequencing>'
    assert rules(local, collection=collection) == {
        "control": {"flow": True},
        "delivery": {"tracked": False},
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<adlcp:completionThreshold>0.8</adlcp:completionThreshold>", 0.8),
        ('<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.8"/>', 0.8),
    ],
)
def test_both_spellings_of_the_completion_threshold_are_read(written: str, meant: float) -> None:
    assert rules(written) == {"completion": {"by_measure": True, "min_progress": meant}}


def test_hidden_controls_and_shared_data_arrive() -> None:
    written = """<adlnav:presentation><adlnav:navigationInterface>
        <adlnav:hideLMSUI>previous</adlnav:hideLMSUI><adlnav:hideLMSUI>unheard</adlnav:hideLMSUI>
      </adlnav:navigationInterface></adlnav:presentation>
      <adlcp:data><adlcp:map targetID="d" writeSharedData="false"/></adlcp:data>"""
    assert rules(written) == {"hide": ["previous"], "data": [{"target": "d", "write": False}]}


def test_values_outside_the_standard_are_left_out_and_told() -> None:
    found = plan('<imsss:sequencing><imsss:limitConditions attemptLimit="-4"/></imsss:sequencing>')
    assert found.sequencing is not None
    assert found.sequencing["activities"] == {}
    assert [(one.code, one.subject) for one in found.findings] == [
        ("value-ignored", "attemptlimit=-4")
    ]


def test_more_rules_than_a_phone_could_weigh_are_refused() -> None:
    one = '<imsss:objective objectiveID="o{0}"/>'
    collection = (
        '<imsss:sequencing ID="c"><imsss:objectives>'
        + "".join(one.format(number) for number in range(2_000))
        + "</imsss:objectives></imsss:sequencing>"
    )
    items = "".join(
        f'<item identifier="x{n}" identifierref="r1"><imsss:sequencing IDRef="c"/></item>'
        for n in range(30)
    )
    with pytest.raises(ContentRefused) as caught:
        plan(items, collection=collection)
    assert caught.value.code == "manifest-too-large"
