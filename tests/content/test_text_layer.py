"""A PDF whose Kazakh letters are torn from their words is named before it becomes a lesson."""

from pathlib import Path

import pytest

from content.packages.media import plan_pdf
from content.text_layer import check_pdf, is_broken, page_ranges

WHOLE = "Қазақстанның ұлан-ғайыр даласында өскен бүлдірген мен жидек. " * 10
TORN = "Қ аза қ станны ң ұ лан- ғ айыр даласында ө скен б ү лдірген. " * 10

TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /A def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
2 beginbfrange <0020> <007F> <0020> <0400> <04FF> <0400> endbfrange
endcmap end end"""


def pdf(*texts: str) -> bytes:
    """A PDF of a page for each text, whose font says itself which letters its codes are."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(texts)))
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(texts)),
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 4 0 R"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/A"
        b"/CIDSystemInfo<</Registry(A)/Ordering(B)/Supplement 0>>/DW 500>>]>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(TO_UNICODE), TO_UNICODE),
    ]
    for at, text in enumerate(texts):
        drawn = b"BT /F 12 Tf 50 700 Td <%s> Tj ET" % text.encode("utf-16-be").hex().encode()
        bodies.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (6 + 2 * at)
        )
        bodies.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(bodies) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    end += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + end


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        (WHOLE, False),
        (TORN, True),
        ("", False),
        ("Қ аза қ стан", False),  # too little to judge
        ("а) жер ә) күн б) өзен в) үңгір " * 20, False),
        (WHOLE + "Ә деп айтты ол.", False),
        ("Русский текст без казахских букв. " * 20, False),
    ],
)
def test_letters_that_stand_alone_tell_a_broken_text(text: str, broken: bool) -> None:
    assert is_broken(text) is broken


def test_pages_are_named_in_ranges() -> None:
    assert page_ranges([1, 2, 3, 7, 9, 10]) == "1–3, 7, 9–10"
    assert page_ranges([]) == ""


def test_the_broken_pages_of_a_pdf_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "Мәтін.pdf"
    path.write_bytes(pdf(TORN, WHOLE, TORN))
    [finding] = plan_pdf(path, path.name).findings
    assert (finding.code, finding.subject) == ("text-layer-broken", "1, 3")
    assert "1, 3 беттерінде" in finding.message("kk")


@pytest.mark.parametrize("data", [pdf(WHOLE), b"%PDF-1.4 nothing", b"", pdf(TORN)[:700]])
def test_a_whole_or_unreadable_pdf_is_no_finding(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    assert check_pdf(path) == ()
