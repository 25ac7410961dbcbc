"""/xapi/statements (xAPI-Comm 2.1; 2.0: 4.1.6.1)."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from flask import Response
from werkzeug.http import parse_options_header

from server.db import db
from server.errors import Problem, not_found
from server.library.stores import personal_store
from server.lrs import (
    actors,
    answers,
    formats,
    multipart,
    names,
    permitted,
    projection,
    reading,
    storing,
    values,
)
from server.lrs.callers import WRITE
from server.lrs.calls import Call, bad
from server.lrs.limits import MAX_ATTACHMENT_ANSWER_BYTES, MAX_PAGE, MAX_STATEMENTS, PAGE
from server.lrs.reading import Filter, Line
from server.lrs.statements import attachments_of
from server.lrs.storing import Attached
from server.lrs.values import JsonObject

PATH: Final = "/xapi/statements"
_ONE: Final = frozenset({"format", "attachments"})
_AFTER: Final = "from"
_MANY: Final = _ONE | {
    "agent", "verb", "activity", "registration", "related_activities", "related_agents", "since",
    "until", "limit", "ascending", _AFTER,
}  # fmt: skip


def put(call: Call) -> Response:
    """Keep one statement under the id in the address."""
    call.caller.require(WRITE)
    call.only({"statementId"})
    key = values.uuid(call.text("statementId"), "statementId")
    document, attached = _body(call)
    if type(document) is list:
        raise bad("body", "must be one statement")
    if type(document) is dict and str(document.setdefault("id", key)).lower() != key.lower():
        raise bad("id", "is not the statementId of the address")
    given = storing.prepare(call.caller, [document], attached, version=call.version, batch=False)
    storing.put(call.caller, given)
    return answers.nothing()


def post(call: Call) -> Response:
    """Keep one statement or several, all or none; gives their ids."""
    call.caller.require(WRITE)
    call.only(())
    document, attached = _body(call)
    batch = type(document) is list
    documents = document if batch else [document]
    if len(documents) > MAX_STATEMENTS:
        raise Problem(
            413, "too-large", "Too many statements at once",
            hint="Send fewer statements in one request.", limit=MAX_STATEMENTS,
        )  # fmt: skip
    given = storing.prepare(call.caller, documents, attached, version=call.version, batch=batch)
    return answers.document(storing.put(call.caller, given))


def get(call: Call) -> Response:
    """One statement by its id, or a page of those that match."""
    call.caller.require_reading()
    for name in ("statementId", "voidedStatementId"):
        if name in call.args:
            return _one(call, name)
    return _many(call)


def _body(call: Call) -> tuple[Any, dict[str, Attached]]:
    """The request's JSON, and the attachments beside it by their hashes in lower case."""
    if call.content_type == "application/json":
        return values.parse_json(call.body), {}
    if call.content_type != "multipart/mixed":
        raise bad("Content-Type", "must be application/json or multipart/mixed")
    options = parse_options_header(call.headers.get("Content-Type"))[1]
    first, *rest = multipart.parse(call.body, options.get("boundary"))
    if not first.headers.get("content-type", "").lower().startswith("application/json"):
        raise bad("part[0]", "must be application/json")
    attached: dict[str, Attached] = {}
    for index, part in enumerate(rest, 1):
        at = f"part[{index}]"
        sha2 = values.sha2(part.headers.get("x-experience-api-hash"), f"{at}.X-Experience-API-Hash")
        if part.headers.get("content-transfer-encoding", "").lower() != "binary":
            raise bad(f"{at}.Content-Transfer-Encoding", "must be binary")
        if not storing.right_hash(sha2, part.body):
            raise bad(f"{at}.X-Experience-API-Hash", "is not the hash of the part")
        kind = part.headers.get("content-type", "application/octet-stream")
        attached[sha2.lower()] = Attached(kind, part.body)
    return values.parse_json(first.body), attached


def _one(call: Call, name: str) -> Response:
    call.only(_ONE | {name})
    key = UUID(values.uuid(call.text(name), name)).bytes
    shape = _shape(call)
    line = reading.one(
        db.session(),
        call.caller.school,
        key,
        voided=name == "voidedStatementId",
        authority=_limited_to(call),
    )
    if line is None or not permitted.shows(db.session(), call.caller, line):
        raise not_found()
    response = _answer(call, _shaped(call, [line], shape)[0], [line])
    response.headers["Last-Modified"] = answers.http_date(line.stored)
    return response


def _many(call: Call) -> Response:
    call.only(_MANY)
    shape = _shape(call)
    wanted = _filter(call)
    limit = _limit(call)
    session = db.session()
    rows, last = permitted.page(session, call.caller, wanted, limit)
    more = f"{PATH}?{urlencode({**call.args, _AFTER: str(last)})}" if last is not None else ""
    if call.is_2 and shape == "exact" and not call.flag("attachments"):
        joined = ",".join([reading.text(row) for row in rows])
        return answers.json_text(f'{{"statements":[{joined}],"more":{answers.text(more)}}}')
    lines = [reading.line(row) for row in rows]
    result = {"statements": _shaped(call, lines, shape), "more": more}
    return _answer(call, result, lines)


def _limit(call: Call) -> int:
    asked = call.args.get("limit", "0")
    if not asked.isascii() or not asked.isdecimal() or len(asked) > 9:
        raise bad("limit", "must be a whole number from 0")
    return min(int(asked), MAX_PAGE) or PAGE


def _shape(call: Call) -> str:
    found = call.args.get("format", "exact")
    if found not in formats.FORMATS:
        raise bad("format", f"must be one of {', '.join(formats.FORMATS)}")
    return found


def _limited_to(call: Call) -> int | None:
    """The authority whose statements alone the caller may read."""
    if call.caller.reads_all:
        return None
    return projection.authority_number(call.caller.school, call.caller.authority)


def _speaker(call: Call) -> int | None:
    """Somebody in the authority whose statements alone the caller may read."""
    if call.caller.reads_all:
        return None
    one = min(actors.identifiers(call.caller.authority), default="")
    return names.number(call.caller.school, names.AGENT, one)


def _filter(call: Call) -> Filter:
    school = call.caller.school
    agent = call.agent() if "agent" in call.args else None
    registration = call.uuid("registration")
    return Filter(
        school=school,
        verb=_number(call, names.VERB),
        agent=names.number(school, names.AGENT, actors.identifier(agent) or "") if agent else None,
        related_agents=call.flag("related_agents"),
        activity=_number(call, names.ACTIVITY),
        related_activities=call.flag("related_activities"),
        registration=(
            projection.registration_number(school, registration) if registration else None
        ),
        since=call.since("since"),
        until=call.since("until"),
        ascending=call.flag("ascending"),
        authority=_limited_to(call),
        speaker=_speaker(call),
        after=_after(call.args.get(_AFTER)),
    )


def _number(call: Call, name: str) -> int | None:
    if name not in call.args:
        return None
    return names.number(call.caller.school, name, call.iri(name))


def _after(text: str | None) -> int | None:
    if text is not None and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise bad(_AFTER, "is not from an answer of this server")
    return None if text is None else int(text)


def _shaped(call: Call, lines: Sequence[Line], shape: str) -> list[JsonObject]:
    made: Iterable[JsonObject] = (line.statement for line in lines)
    if not call.is_2:
        made = map(formats.as_version_1, made)
    if shape == "ids":
        return [formats.as_ids(statement) for statement in made]
    if shape == "canonical":
        wanted = formats.languages(call.headers.get("Accept-Language", ""))
        known: dict[str, JsonObject | None] = {}

        def definition(iri: str) -> JsonObject | None:
            if iri not in known:
                known[iri] = projection.known_definition(db.session(), call.caller.school, iri)
            return known[iri]

        return [formats.as_canonical(statement, definition, wanted) for statement in made]
    return list(made)


def _answer(call: Call, value: Any, lines: Sequence[Line]) -> Response:
    if not call.flag("attachments"):
        return answers.document(value)
    boundary = secrets.token_hex(16)
    body = multipart.build(boundary, answers.encoded(value), _attachments(lines))
    return Response(b"".join(body), content_type=f"multipart/mixed; boundary={boundary}")


def _attachments(lines: Sequence[Line]) -> Iterable[tuple[str, str, bytes]]:
    """Each attachment once, as far as its bytes are on this node and the limit allows."""
    store = personal_store()
    sent: set[str] = set()
    room = MAX_ATTACHMENT_ANSWER_BYTES
    for line in lines:
        files: Mapping[str, str] = line.files
        for item in attachments_of(line.statement):
            sha2 = item["sha2"].lower()
            blob = files.get(sha2)
            if blob is None or sha2 in sent or not store.has(blob):
                continue
            sent.add(sha2)
            room -= store.size(blob)
            if room < 0:
                return
            yield item["contentType"], item["sha2"], store.read(blob)
