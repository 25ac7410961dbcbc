"""Pages of plain HTML that any browser shows: no script, one small style sheet. Pure."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from server.discovery.words import LANGUAGES, NAMES, WORDS

STYLE: Final = (
    "body{font:1.1em sans-serif;max-width:36em;margin:0 auto;padding:1em;line-height:1.5;"
    "color:#14181a;background:#fff}a{color:#0b5d66}h1{font-size:1.5em}h2{font-size:1.2em}"
    "code{word-break:break-all}.good{color:#1d6b2f}.warn{color:#8a4b00}"
    "input,textarea{font:inherit;width:100%;box-sizing:border-box;padding:.5em}"
    "input[type=submit]{background:#0b5d66;color:#fff;border:0}li{margin:.5em 0}"
    "svg{width:12em;height:12em}"
)


def page(title: str, language: str, body: str, *, path: str) -> str:
    """One page; `body` is HTML already, everything else is text. `path` leads to the same page in
    the other languages."""
    others = " · ".join(
        f"<b>{NAMES[one]}</b>" if one == language else link(f"{path}?lang={one}", NAMES[one])
        for one in LANGUAGES
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        '<link rel="stylesheet" href="/connect/plain.css"></head>'
        f"<body><p>{others}</p><h1>{escape(title)}</h1>{body}</body></html>"
    )


def link(address: str, text: str) -> str:
    """An anchor."""
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def paragraph(text: str, kind: str = "") -> str:
    """One paragraph of text; `kind` is good or warn."""
    shown = escape(text, quote=False)
    return f'<p class="{kind}">{shown}</p>' if kind else f"<p>{shown}</p>"


def connecting(language: str, *, inside: bool, places: Mapping[str, Any]) -> str:
    """Where one is, and under which addresses the box is found from here."""
    words = WORDS[language]
    parts = [paragraph(words["inside"], "good")] if inside else [
        paragraph(words["outside"], "warn"), paragraph(words["outside_do"]),
    ]  # fmt: skip
    for kind in ("secure", "plain") if inside else ():
        shown: Sequence[str] = places[kind]
        if shown:
            items = "".join(f"<li>{link(one, one)}</li>" for one in shown)
            parts.append(f"{paragraph(words[kind])}<ul>{items}</ul>")
    parts.append(f"<p>{link('/', words['open'])}</p>")
    parts.append(f"<p>{link('/plain', words['simple'])}</p>")
    if inside:
        parts.append(f"<p>{link('/connect/device', words['device'])}</p>")
    return page(words["title"], language, "".join(parts), path="/connect")


def device(language: str, authority: Mapping[str, Any] | None, code: str) -> str:
    """How a device of the school comes to believe the box; `code` is an SVG of this page's
    address, to be scanned from the next device."""
    words = WORDS[language]
    parts = [paragraph(words["device_who"], "warn")]
    if authority is None:
        parts.append(paragraph(words["device_none"]))
        return page(words["device"], language, "".join(parts), path="/connect/device")
    names = "".join(f"<li><code>{escape(one)}</code></li>" for one in authority["names"])
    parts += [
        paragraph(words["limits"]),
        f"<ul>{names}</ul>",
        paragraph(words["compare"]),
        f"<p><code>{escape(authority['fingerprint'])}</code></p>",
        f"<p>{link('/connect/authority.crt', words['get'])}</p>",
        f"<p>{link('/connect/authority.mobileconfig', words['profile'])}</p>",
        code,
    ]
    for system in ("android", "ios", "windows"):
        parts.append(f"<h2>{escape(words[system])}</h2>{paragraph(words[system + '_how'])}")
    parts.append(paragraph(words["firefox"]))
    return page(words["device"], language, "".join(parts), path="/connect/device")
