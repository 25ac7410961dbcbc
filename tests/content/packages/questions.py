"""Questions in QTI, in the shapes that real tools write."""

from typing import Any

from content.packages.qti import Converted, Files
from content.packages.qti2 import read_items, read_test
from content.packages.qti12 import read_qti12


def files_of(files: dict[str, str]) -> Files:
    return Files(frozenset(files), lambda path, _limit: files[path].encode())


def item12(presentation: str, processing: str, *, metadata: str = "", feedback: str = "") -> str:
    fields = "".join(
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{value}</fieldentry>"
        "</qtimetadatafield>"
        for label, _, value in (pair.partition("=") for pair in metadata.split())
    )
    return (
        '<item ident="q1" title="Сұрақ"><itemmetadata><qtimetadata>'
        f"{fields}</qtimetadata></itemmetadata><presentation>{presentation}</presentation>"
        '<resprocessing><outcomes><decvar maxvalue="100" varname="SCORE"/></outcomes>'
        f"{processing}</resprocessing>{feedback}</item>"
    )


def material(text: str) -> str:
    return f'<material><mattext texttype="text/html"><![CDATA[{text}]]></mattext></material>'


def labels(**texts: str) -> str:
    return "".join(
        f'<response_label ident="{ident}">{material(text)}</response_label>'
        for ident, text in texts.items()
    )


def condition(test: str, value: str = "100", action: str = "Set", more: str = "") -> str:
    change = f'<setvar action="{action}" varname="SCORE">{value}</setvar>' if value else ""
    return (
        f'<respcondition continue="{"Yes" if more else "No"}"><conditionvar>{test}</conditionvar>'
        f"{change}{more}</respcondition>"
    )


def equal(text: str, response: str = "r") -> str:
    return f'<varequal respident="{response}">{text}</varequal>'


def read12(*items: str, title: str = "Тест", **files: str) -> tuple[Converted, Files]:
    xml = (
        '<?xml version="1.0"?><questestinterop><assessment ident="a" title="Бөлшектер">'
        f"<section>{''.join(items)}</section></assessment></questestinterop>"
    )
    package = files_of({"q/test.xml": xml, **files})
    return read_qti12("q/test.xml", package, title), package


def one12(*parts: str, **more: str) -> dict[str, Any]:
    converted, _ = read12(item12(*parts, **more))
    [question] = converted.quiz["questions"]
    return dict(question)


MATCH = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"
MAP = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"


def item2(
    declared: str, body: str, *, template: str = MATCH, more: str = "", attributes: str = ""
) -> str:
    return (
        '<?xml version="1.0"?><assessmentItem '
        'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="Сұрақ" '
        f'adaptive="false" {attributes}>{declared}<itemBody>{body}</itemBody>'
        f'<responseProcessing template="{template}"/>{more}</assessmentItem>'
    )


def declared(
    *values: str, cardinality: str = "single", base: str = "identifier", mapping: str = "",
    name: str = "R",
) -> str:  # fmt: skip
    right = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{right}</correctResponse>{mapping}</responseDeclaration>"
    )


def mapped(upper: str = "", **values: str) -> str:
    rows = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in values.items()
    )
    bound = f' upperBound="{upper}"' if upper else ""
    return f'<mapping defaultValue="0"{bound}>{rows}</mapping>'


def choices(kind: str = "simpleChoice", **texts: str) -> str:
    return "".join(f'<{kind} identifier="{ident}">{text}</{kind}>' for ident, text in texts.items())


def one2(item: str, **files: str) -> dict[str, Any]:
    package = files_of({"i.xml": item, **files})
    [question] = read_items(["i.xml"], package, "Тест").quiz["questions"]
    return dict(question)


def whole_test(test: str, items: dict[str, str]) -> tuple[Converted, Files]:
    package = files_of({"t/test.xml": test, **items})
    return read_test("t/test.xml", package, "Тест"), package
