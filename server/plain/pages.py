"""The plain pages as HTML. The token goes from page to page in a field of a form, and is in no
address and no cookie. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Facts:
    """How a task is with the learner (`again`, `done` or nothing), and the school's day on which
    its time ends."""

    standing: str
    due: date | None


def tasks(
    language: str,
    token: str,
    found: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Facts],
    notices: Sequence[Mapping[str, Any]] = (),
) -> str:
    """The list, below what the class is told; each task is a form, since a link has no place for
    the token. `facts` by task."""
    words = WORDS[language]
    told = "".join(f"<h2>{escape(one['title'])}</h2>{_lines(one['text'])}" for one in notices)
    items = "".join(
        f"<li>{escape(one['title'])}{_facts(words, facts[one['id']])}"
        f"{_form('/plain/task', language, token, _hidden('task', one['id']), words['open'])}</li>"
        for one in found
    )
    body = f"<ul>{items}</ul>" if found else paragraph(words["none"])
    if told:
        body = f"{told}<h2>{escape(words['tasks'])}</h2>{body}"
    leave = _form("/plain/out", language, token, "", words["out"])
    return page(words["tasks"], language, body + leave, path="/plain")


def task(
    language: str,
    token: str,
    one: Mapping[str, Any],
    *,
    works: Iterable[Mapping[str, Any]],
    marks: Iterable[Mapping[str, Any]],
    facts: Facts,
    names: Callable[[str], str],
    form: bool = True,
    notice: str = "",
    written: str = "",
) -> str:
    """One task, what was handed in and marked, and for the learner the `form`; `names` tells
    several children apart, `written` comes back to whoever has to mend something."""
    words = WORDS[language]
    kind = "good" if notice == "handed" else "warn"
    parts = [paragraph(words[notice], kind)] if notice else []
    parts.append(_lines(one["instructions"] or ""))
    if one["files"]:
        parts.append(paragraph(words["files"]))
    parts.append(f"<p>{_facts(words, facts)}</p>")
    for mark in marks:
        who = f"{name}: " if (name := names(mark["learner"])) else ""
        comment = mark["comment"] or ""
        if mark["returned"]:
            parts.append(paragraph(f"{who}{words['again']}. {comment}", "warn"))
        elif mark["mark"] is not None:
            told = f"{who}{words['mark']}: {mark['mark']} / {mark['max']} {comment}"
            parts.append(paragraph(told, "good"))
    for work in works:
        shown = escape(work["text"] or f"{len(work['files'])} ×", quote=False)
        who = f" · {escape(name)}" if (name := names(work["learner"])) else ""
        parts.append(f"<h2>{escape(words['before'])}{who}</h2><blockquote>{shown}</blockquote>")
    accepts = set(one["accepts"]) if form else set()
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
        parts.append(paragraph(words["app_only" if form else "learner_only"]))
    parts.append(_form("/plain/tasks", language, token, "", words["back"]))
    return page(one["title"], language, "".join(parts), path="/plain")


def _facts(words: Mapping[str, str], facts: Facts) -> str:
    told = [words[facts.standing]] if facts.standing else []
    if facts.due is not None and facts.standing != "done":
        told.append(f"{words['due']}: {facts.due}")
    return escape(" — " + ", ".join(told)) if told else ""


def _lines(text: str) -> str:
    return "".join(paragraph(line) for line in text.splitlines() if line.strip())


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
