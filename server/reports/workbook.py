"""A report for Excel: a sheet for each of its pages, as many as a workbook still opens with."""

import io
from collections.abc import Iterator, Sequence
from typing import Final

from server.reports.sheet import Page, Report, Table
from server.results.sheets import plain, safe

_NAME_CHARACTERS: Final = 31
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_WORD_WIDTH: Final = 26
_FIGURE_WIDTH: Final = 11
A4: Final = 9
"""The number that spreadsheets have for A4."""


def workbook(report: Report) -> bytes:
    """Printed on A4 as wide as the page, with the heads of tables above each sheet of paper."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, and only here

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, page in zip(_names(report), report.pages, strict=True):
        sheet = book.create_sheet(name)
        _fill(sheet, page)
        sheet.page_setup.paperSize = A4
        sheet.page_setup.orientation = "landscape" if report.landscape else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddFooter.center.text = "&P / &N"
    if not report.pages:
        book.create_sheet(report.title[:_NAME_CHARACTERS])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _names(report: Report) -> Iterator[str]:
    """The learner, class or subject of each page, and a number where one comes again."""
    used: set[str] = set()
    for n, page in enumerate(report.pages, start=1):
        facts = [value for _, value in page.facts[1:3]]
        name = " ".join(facts).translate(_FORBIDDEN).strip("' ") or report.title
        short = name[: _NAME_CHARACTERS - 5]
        unique = short if short.lower() not in used else f"{short} {n}"
        used.add(unique.lower())
        yield unique


def _fill(sheet, page: Page) -> None:  # type: ignore[no-untyped-def] # openpyxl's own sheet
    from openpyxl.styles import Alignment, Border, Font, Side  # noqa: PLC0415

    thin = Side(style="thin")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    sheet.append([page.title])
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for label, value in page.facts:
        sheet.append([f"{label}: {value}"])
    for table in page.tables:
        sheet.append([])
        if table.title:
            sheet.append([table.title])
            sheet.cell(sheet.max_row, 1).font = Font(bold=True)
        for at, row in enumerate(_rows(table)):
            sheet.append([plain(safe("" if cell is None else cell)) for cell in row])
            head, last = at == 0, at > len(table.rows) - table.sums
            for n, cell in enumerate(sheet[sheet.max_row], start=1):
                cell.border = box
                cell.font = Font(bold=head or last)
                turned = 90 if head and table.upright and n > table.words else 0
                cell.alignment = Alignment(wrap_text=True, vertical="top", text_rotation=turned)
        if len(page.tables) == 1:
            first = sheet.max_row - len(table.rows)
            sheet.print_title_rows = f"{first}:{first}"
        for n in range(1, len(table.heads) + 1):
            width = _WORD_WIDTH if n <= table.words else _FIGURE_WIDTH
            letter = sheet.cell(1, n).column_letter
            known = sheet.column_dimensions[letter].width
            sheet.column_dimensions[letter].width = width if n <= table.words else min(known, width)
    for line in (*page.notes, *(f"{one}: ____________________" for one in page.signatures)):
        sheet.append([])
        sheet.append([plain(safe(line))])


def _rows(table: Table) -> Iterator[Sequence[str | int | None]]:
    yield table.heads
    yield from table.rows
