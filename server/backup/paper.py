"""The recovery key on paper: on the terminal, and as a page to print in three languages."""

import io
from collections.abc import Sequence
from html import escape
from typing import Final

_TEXTS: Final = (
    ("kk", "Мектеп серверін қалпына келтіру кілті",
     "Осы парақты сейфте сақтаңыз. Сервер жанып кетсе не ұрланса, "
     "мектептің деректерін тек осы кілт ашады."),
    ("ru", "Ключ восстановления школьного сервера",
     "Храните этот лист в сейфе. Если сервер сгорит или его украдут, "
     "данные школы откроет только этот ключ."),
    ("en", "Recovery key of the school's server",
     "Keep this sheet in the safe. If the server burns or is stolen, "
     "only this key opens the school's data."),
)  # fmt: skip


def terminal(lines: Sequence[str]) -> list[str]:
    """The QR code in block characters."""
    import segno  # noqa: PLC0415 - only where keys are printed

    out = io.StringIO()
    segno.make(_code(lines), error="m", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue().splitlines()


def page_of(lines: Sequence[str]) -> str:
    """A whole page of HTML that loads nothing."""
    import segno  # noqa: PLC0415 - as above

    drawn = segno.make(_code(lines), error="m", micro=False).svg_inline(scale=6)
    words = "".join(f"<p class=key>{escape(line)}</p>" for line in lines)
    said = "".join(
        f"<section lang={language}><h1>{escape(title)}</h1><p>{escape(text)}</p></section>"
        for language, title, text in _TEXTS
    )
    return (
        "<!doctype html><html lang=kk><meta charset=utf-8><title>Тірек</title>"
        "<style>body{font:16px system-ui,sans-serif;max-width:40em;margin:2em auto}"
        "h1{font-size:1.1em;margin-bottom:0}.key{font:bold 26px monospace;margin:.3em 0}</style>"
        f"{said}{words}{drawn}</html>\n"
    )


def _code(lines: Sequence[str]) -> str:
    """Only letters and digits: the densest code that has them."""
    return "".join(lines).replace(" ", "")
