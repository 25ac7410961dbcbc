"""The plain pages as HTML. The token goes from page to page in a field of a form, and is in no
address and no cookie. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from server.discovery.pages import page, paragraph
from server.plain.words import WORDS


def login(language: str, notice: str = "", asked: Mapping[str, str] | None = None) -> str:
    """The form that asks who is there; after `asked` also at which school: what was typed into it
    stands there again, but for the password."""
    words = WORDS[language]
    parts = [paragraph(words[notice], "warn")] if notice else []
    asked_school = "" if asked is None else _field(words, "school", asked.get("school", ""))
    parts.append(
        '<form method="post" action="/plain/tasks">'
        f"{_hidden('lang', language)}"
        f"{_field(words, 'login', asked.get('login', '') if asked else '')}{asked_school}"
        f'<p><label>{escape(words["password"])}<input name="password" type="password"></label></p>'
        f"{_button(words['enter'])}</form>"
    )
    return page(words["title"], language, "".join(parts), path="/plain")


def tasks(
    language: str,
    token: str,
    found: Sequence[Mapping[str, Any]],
    done: frozenset[str],
    due: Mapping[str, date | None],
) -> str:
    """The list; each task is a form, since a link has no place for the token. `due`: the
    school's days on which their times end."""
    words = WORDS[language]
    items = "".join(
        f"<li>{escape(one['title'])}{_facts(words, one['id'] in done, due[one['id']])}"
        f"{_form('/plain/task', language, token, _hidden('task', one['id']), words['open'])}</li>"
        for one in found
    )
    body = f"<ul>{items}</ul>" if found else paragraph(words["none"])
    leave = _form("/plain/out", language, token, "", words["out"])
    return page(words["tasks"], language, body + leave, path="/plain")


def task(
    language: str,
    token: str,
    one: Mapping[str, Any],
    *,
    works: Iterable[Mapping[str, Any]],
    marks: Iterable[Mapping[str, Any]],
    due: date | None,
    notice: str = "",
    written: str = "",
) -> str:
    """One task, what was handed in and marked, and the form; `due` is the school's day on which its
    time ends, `written` comes back to whoever has to mend something."""
    words = WORDS[language]
    kind = "good" if notice == "handed" else "warn"
    parts = [paragraph(words[notice], kind)] if notice else []
    parts += [paragraph(line) for line in (one["instructions"] or "").splitlines() if line.strip()]
    parts.append(f"<p>{_facts(words, False, due)}</p>")
    for mark in marks:
        if mark["mark"] is not None:
            told = f"{words['mark']}: {mark['mark']} / {mark['max']} {mark['comment'] or ''}"
            parts.append(paragraph(told, "good"))
    for work in works:
        shown = escape(work["text"] or f"{len(work['files'])} ×", quote=False)
        parts.append(f"<h2>{escape(words['before'])}</h2><blockquote>{shown}</blockquote>")
    accepts = set(one["accepts"])
    fields = ""
    if "text" in accepts:
        fields += (
            f"<p><label>{escape(words['answer'])}"
            f'<textarea name="text" rows="8">{escape(written)}</textarea></label></p>'
        )
    if "photo" in accepts:
        fields += (
            f"<p><label>{escape(words['photo'])}"
            '<input type="file" name="photo" accept="image/jpeg,image/png"></label></p>'
        )
    if fields:
        fields += _hidden("task", one["id"])
        parts.append(_form("/plain/hand-in", language, token, fields, words["hand"]))
    else:
        parts.append(paragraph(words["app_only"]))
    parts.append(_form("/plain/tasks", language, token, "", words["back"]))
    return page(one["title"], language, "".join(parts), path="/plain")


def _facts(words: Mapping[str, str], done: bool, due: date | None) -> str:
    told = [words["done"]] if done else []
    if due is not None:
        told.append(f"{words['due']}: {due}")
    return escape(" — " + ", ".join(told)) if told else ""


def _form(action: str, language: str, token: str, fields: str, button: str) -> str:
    return (
        f'<form method="post" action="{action}" enctype="multipart/form-data">'
        f"{_hidden('token', token)}{_hidden('lang', language)}{fields}{_button(button)}</form>"
    )


def _field(words: Mapping[str, str], name: str, value: str) -> str:
    return (
        f"<p><label>{escape(words[name])}"
        f'<input name="{name}" value="{escape(value)}" autocapitalize="none"></label></p>'
    )


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(value)}">'


def _button(text: str) -> str:
    return f'<p><input type="submit" value="{escape(text)}"></p>'
