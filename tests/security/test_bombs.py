"""Files that are small to send and large to open, at every route that opens what it is sent.

Packages that teachers upload are tried in tests/faults/test_hostile_files.py, by web and by
command; archives as such in tests/content/test_archive.py.
"""

import io
import zipfile
from typing import Final

import pytest

from tests.faults.test_hostile_files import HOSTILE
from tests.security.ground import INSIDER, Ground
from tests.server import cast
from tests.support.xapi import Client

LAUGHS: Final = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)
OPENERS: Final = {
    "POST /api/v1/roster/preview": {"school": cast.AKBULAQ},
    "POST /api/v1/planning/plan/preview": {"class_id": cast.CLASS_5},
    "POST /api/v1/planning/timetable/preview": {"school": cast.AKBULAQ},
    "POST /api/v1/gradebook/<class_id>/<subject>/import/preview": {"term": "2026-2"},
}
VALUES: Final = {"<class_id>": cast.CLASS_5, "<subject>": "mathematics"}
PACKAGES: Final = "POST /cmi5/courses"


def workbook(sheet: str, strings: str = "") -> bytes:
    """A workbook whose parts are what somebody wrote by hand."""
    made, file = io.BytesIO(), "http://schemas.openxmlformats.org"
    main, office = f"{file}/spreadsheetml/2006/main", f"{file}/officeDocument/2006/relationships"
    types = (
        f'<Types xmlns="{file}/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    of_package = f"{file}/package/2006/relationships"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", types)
        packed.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{of_package}"><Relationship Id="r1" Type="{office}/'
            'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        packed.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{of_package}">'
            f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>",
        )
        packed.writestr("xl/worksheets/sheet1.xml", sheet.replace("MAIN", main))
        packed.writestr(
            "xl/sharedStrings.xml", (strings or '<sst xmlns="MAIN"/>').replace("MAIN", main)
        )
    return made.getvalue()


def row(text: str) -> str:
    cells = "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in ("Тегі", text))
    return f'<worksheet xmlns="MAIN"><sheetData><row>{cells}</row></sheetData></worksheet>'


SHEETS: Final[dict[str, bytes]] = {
    "entities that multiply": workbook(f"<!DOCTYPE x [{LAUGHS}]>" + row("&l9;")),
    "a file of the system": workbook(
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + row("&f;")
    ),
    "an address to fetch": workbook('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + row("Аты")),
    "entities among the texts": workbook(
        row("Аты"), f'<!DOCTYPE x [{LAUGHS}]><sst xmlns="MAIN"><si><t>&l9;</t></si></sst>'
    ),
    "a row far away": workbook(
        '<worksheet xmlns="MAIN"><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    ),
    "a size that is not true": workbook(
        '<worksheet xmlns="MAIN"><dimension ref="A1:XFD1048576"/><sheetData/></worksheet>'
    ),
}


@pytest.mark.parametrize(
    "route",
    # all of them read through one reader, which a run of every day tries by one of them
    [pytest.param(one, marks=[] if "roster" in one else pytest.mark.slow) for one in OPENERS],
)
@pytest.mark.parametrize("what", [*SHEETS, "a bomb by overlap", "half a zip", "nothing but zeros"])
def test_a_sheet_is_refused_or_read_as_the_little_that_it_is(
    ground: Ground, route: str, what: str
) -> None:
    data = SHEETS[what] if what in SHEETS else HOSTILE[what][1]
    method, path = route.split()
    for name, value in VALUES.items():
        path = path.replace(name, value)

    answer = ground.ask(INSIDER, method, path, query_string=OPENERS[route], data=data)

    assert answer.status_code in (200, 413, 422), answer.get_data(as_text=True)
    assert b"root:" not in answer.data
    assert len(answer.data) < 20_000
    assert not list(ground.app.extensions["tirek.config"].home.glob("roster-*"))


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(name, marks=[] if "bomb" in name else pytest.mark.slow)
        for name in HOSTILE
        if "manifest" not in name
    ],
)
def test_a_course_for_the_record_store_is_refused(ground: Ground, what: str) -> None:
    client = Client.with_key(ground.app)

    answer = ground.app.test_client().post(
        PACKAGES.split()[1],
        data=HOSTILE[what][1],
        content_type="application/zip",
        headers={"Authorization": client.authorization},
    )

    assert answer.status_code in (400, 413, 415, 422), answer.get_data(as_text=True)
    assert answer.get_json()["hint"]


def test_every_route_that_opens_a_file_is_tried(ground: Ground) -> None:
    """What takes a file is told by its code: it asks for the body's stream, or for an archive."""
    stated = {f"{method} {rule.rule}" for method, rule, _ in ground.routes()}

    assert {*OPENERS, PACKAGES, "POST /api/v1/roster", "PATCH /api/v1/uploads/<upload>"} <= stated
