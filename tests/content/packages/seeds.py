"""One small package of every format with a manifest, to be damaged by the fuzz tests."""

from tests.content.books import book
from tests.content.cmi5.courses import block, structure, unit
from tests.content.manifests import manifest
from tests.content.packages.questions import (
    condition,
    declared,
    equal,
    item2,
    item12,
    labels,
    mapped,
    material,
)
from tests.content.packages.test_cartridge import CARTRIDGE, LINK, PAGE, QUIZ, TOPIC, item, resource
from tests.content.packages.test_h5p import package as h5p
from tests.content.packages.test_qti2 import CHOICE
from tests.content.packages.test_scorm2004 import SCO, SCORM2004, VERSION
from tests.content.packages.test_tincan import LESSON, QUESTION

PAGES = {"index.html": b"<p>x</p>"}
RULES = (
    "<imsss:sequencing><imsss:controlMode flow='true' choice='false'/><imsss:sequencingRules>"
    "<imsss:preConditionRule><imsss:ruleConditions><imsss:ruleCondition condition='satisfied' "
    "measureThreshold='0.5'/></imsss:ruleConditions><imsss:ruleAction action='skip'/>"
    "</imsss:preConditionRule></imsss:sequencingRules><imsss:limitConditions attemptLimit='2'/>"
    "<imsss:objectives><imsss:primaryObjective objectiveID='o' satisfiedByMeasure='true'>"
    "<imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure><imsss:mapInfo "
    "targetObjectiveID='g' readSatisfiedStatus='true'/></imsss:primaryObjective>"
    "</imsss:objectives></imsss:sequencing>"
)
TWELVE = (
    '<item identifier="i1" identifierref="r1" parameters="?a=1#b" isvisible="true"><title>Бет'
    "</title><adlcp:prerequisites type='aicc_script'>i2&amp;~i3</adlcp:prerequisites>"
    "<adlcp:masteryscore>80</adlcp:masteryscore><adlcp:maxtimeallowed>0001:00:00"
    "</adlcp:maxtimeallowed></item>"
)
FILLED = item12(
    material("Ай") + '<response_str ident="r"><render_fib fibtype="Decimal">'
    '<response_label ident="A"/></render_fib></response_str>',
    condition('<vargte respident="r">3.13</vargte><varlte respident="r">3.15</varlte>'),
)
SORTED = item12(
    material("Рет") + '<response_lid ident="r" rcardinality="Ordered"><render_choice>'
    f"{labels(a='бір', b='екі')}</render_choice></response_lid>",
    condition(f"<and>{equal('a')}<not>{equal('b')}</not></and>", "50", "Add"),
)
TEST12 = (
    '<?xml version="1.0"?><questestinterop><assessment ident="a" title="Тест"><section>'
    f"{FILLED}{SORTED}</section></assessment></questestinterop>"
)
TEST2 = (
    '<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t" title="Тест">'
    '<testPart identifier="p" navigationMode="linear" submissionMode="individual">'
    '<assessmentSection identifier="s" title="S" visible="true"><selection select="1"/>'
    '<ordering shuffle="true"/><assessmentItemRef identifier="i1" href="i.xml"/>'
    "</assessmentSection></testPart></assessmentTest>"
)
QTI2 = item2(declared("a", cardinality="multiple", mapping=mapped(a="1", b="-2")), CHOICE).encode()
TINCAN = f'<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities>{LESSON}{QUESTION}</activities></tincan>'

SEEDS: dict[str, dict[str, bytes]] = {
    "scorm12": {"imsmanifest.xml": manifest(TWELVE), **PAGES},
    "scorm2004": {
        "imsmanifest.xml": manifest(
            f'<item identifier="i1" identifierref="r1"><title>Бет</title>{RULES}</item>{RULES}',
            SCO,
            attributes=SCORM2004,
            version=VERSION,
        ),
        **PAGES,
    },
    "ims": {
        "imsmanifest.xml": manifest(
            resources='<resource identifier="r1" type="webcontent" href="index.html">'
            '<file href="index.html"/></resource>',
            attributes='xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"',
            version="<schema>IMS Content</schema>",
        ),
        **PAGES,
    },
    "cartridge": {
        "imsmanifest.xml": manifest(
            item("q", "Тест") + item("t", "Пікір") + item("l", "Сілтеме") + item("p", "Бет"),
            resource("q", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment", href="q.xml")
            + resource("t", "imsdt_xmlv1p1", href="t.xml")
            + resource("l", "imswl_xmlv1p1", href="l.xml")
            + resource("p", "webcontent", href="p.html"),
            attributes="",
            version=CARTRIDGE,
        ),
        "q.xml": QUIZ.encode(),
        "t.xml": TOPIC.encode(),
        "l.xml": LINK.encode(),
        "p.html": PAGE.encode(),
    },
    "qti12": {
        "imsmanifest.xml": manifest(
            item("q", "Тест"),
            resource("q", "imsqti_xmlv1p2", href="q.xml"),
            attributes="",
            version="<schema>IMS Content</schema>",
        ),
        "q.xml": TEST12.encode(),
    },
    "qti2": {
        "imsmanifest.xml": manifest(
            "",
            resource("t", "imsqti_test_xmlv2p1", href="t.xml")
            + resource("i", "imsqti_item_xmlv2p1", href="i.xml"),
            attributes="",
            version="<schema>QTIv2.1 Package</schema>",
        ),
        "t.xml": TEST2.encode(),
        "i.xml": QTI2,
    },
    "cmi5": {
        "cmi5.xml": structure(
            block(unit("a", attributes='moveOn="CompletedAndPassed" masteryScore="0.8"')), unit("b")
        ),
        **PAGES,
    },
    "tincan": {"tincan.xml": TINCAN.encode(), **PAGES},
    "epub": book(),
    "h5p": h5p(),
}
