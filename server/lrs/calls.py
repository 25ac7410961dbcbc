"""One request to the record store, whichever way it was written (xAPI-Comm 1.3, 1.4, 3.3)."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import flask
from werkzeug.datastructures import Headers

from server.errors import Problem
from server.lrs import actors, timestamps, values
from server.lrs.callers import Caller
from server.lrs.errors import Invalid
from server.lrs.limits import MAX_DOCUMENT_BYTES, MAX_INFLATED_BYTES
from server.lrs.values import JsonObject

VERSION_1: Final = "1.0.3"
VERSION_2: Final = "2.0.0"
VERSIONS: Final = ("1.0.3", "1.0.2", "1.0.1", "1.0.0", "2.0.0")
"""What this store speaks, as /about tells it."""
UNVERSIONED: Final = "0.95"
"""The version of an answer to a request that names none: such requests are of before 1.0."""
VERSION_HEADER: Final = "X-Experience-API-Version"
FORM: Final = "application/x-www-form-urlencoded"
_FORM_HEADERS: Final = frozenset(
    {
        "authorization",
        "x-experience-api-version",
        "content-type",
        "content-length",
        "if-match",
        "if-none-match",
    }
)
_FORM_FIELDS: Final = 50


def bad(path: str, rule: str) -> Problem:
    """400 naming the place and the rule."""
    return Problem(
        400,
        "bad-request",
        "The request breaks a rule of xAPI",
        detail=f"{path}: {rule}" if path else rule,
        hint="Correct the named place and send it again.",
        path=path,
    )


@dataclass(frozen=True, slots=True)
class Call:
    """A request: `args` are its parameters, each once; `version` is VERSION_1 or VERSION_2."""

    method: str
    args: Mapping[str, str]
    headers: Headers
    body: bytes
    version: str
    caller: Caller

    @property
    def is_2(self) -> bool:
        """Whether the rules of 2.0 count."""
        return self.version == VERSION_2

    @property
    def content_type(self) -> str:
        """The media type of the body, in lower case and without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def only(self, names: Iterable[str]) -> None:
        """Problem 400 for a parameter that the resource does not have."""
        for name in self.args:
            if name not in names:
                raise bad(name, "is no parameter of this resource")

    def text(self, name: str) -> str:
        """A required parameter."""
        found = self.args.get(name)
        if not found:
            raise bad(name, "is required")
        return found

    def flag(self, name: str) -> bool:
        """true or false; false when it is left out."""
        found = self.args.get(name, "false")
        if found not in ("true", "false"):
            raise bad(name, "must be true or false")
        return found == "true"

    def iri(self, name: str) -> str:
        """A required IRI."""
        return values.iri(self.text(name), name)

    def uuid(self, name: str) -> str | None:
        """A UUID in lower case, None when it is left out."""
        found = self.args.get(name)
        return None if found is None else values.uuid(found, name).lower()

    def agent(self, name: str = "agent") -> JsonObject:
        """A required agent or identified group, given as JSON."""
        try:
            found = actors.actor(values.parse_json(self.text(name)), name)
        except Invalid as error:
            raise bad(error.path or name, error.rule) from None
        if actors.identifier(found) is None:
            raise bad(name, "must have an identifier")
        return found

    def since(self, name: str) -> int | None:
        """A moment on the scale of `stored`, None when it is left out."""
        found = self.args.get(name)
        return None if found is None else timestamps.stored_value(found, name)


def is_form() -> bool:
    """Whether the current request has the alternate syntax: POST ?method=… with a form."""
    request = flask.request
    return request.method == "POST" and "method" in request.args and request.mimetype == FORM


def form_fields() -> dict[str, str]:
    """The form of the alternate syntax. Raises Problem 400."""
    known = flask.g.get("lrs_form")
    if known is None:
        data = flask.request.get_data()
        if len(data) > MAX_DOCUMENT_BYTES * 3:
            raise Problem(413, "too-large", "The form is too large")
        try:
            pairs = parse_qsl(
                data.decode(),
                keep_blank_values=True,
                strict_parsing=bool(data),
                errors="strict",
                max_num_fields=_FORM_FIELDS,
            )
        except ValueError:
            raise bad("body", "is no form") from None
        known = flask.g.lrs_form = dict(pairs)
        if len(known) != len(pairs):
            raise bad("body", "has a field twice")
    return dict(known)


def authorization() -> str:
    """The Authorization of the current request, from its header or its form."""
    if is_form():
        for name, value in form_fields().items():
            if name.lower() == "authorization":
                return value
    return flask.request.headers.get("Authorization", "")


def read(caller: Caller) -> Call:
    """The current request as a Call, its version settled. Raises Problem 400, 413, 415."""
    request = flask.request
    if is_form():
        return _alternate(caller)
    args = _single(request.args.items(multi=True))
    version = _version(request.headers.get(VERSION_HEADER))
    headers = Headers(list(request.headers))
    return Call(request.method, args, headers, _body(headers), version, caller)


def _alternate(caller: Caller) -> Call:
    request = flask.request
    fields = form_fields()
    headers = Headers(list(request.headers))
    headers["Content-Type"] = "application/json"
    args = {}
    for name, value in fields.items():
        if name.lower() in _FORM_HEADERS:
            headers[name] = value
        elif name != "content":
            args[name] = value
    version = _version(headers.get(VERSION_HEADER))
    if version == VERSION_2:
        raise bad("method", "belongs to the alternate syntax, which 2.0 does not have")
    if len(request.args) > 1:
        raise bad("method", "must be the only parameter of the address")
    method = request.args["method"].upper()
    if method not in ("GET", "HEAD", "PUT", "POST", "DELETE"):
        raise bad("method", "must be GET, HEAD, PUT, POST or DELETE")
    content = fields.get("content")
    if method in ("PUT", "POST") and content is None:
        raise bad("content", "is required")
    return Call(method, args, headers, (content or "").encode(), version, caller)


def _single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    made: dict[str, str] = {}
    for name, value in pairs:
        if name in made:
            raise bad(name, "is given twice")
        made[name] = value
    return made


def _version(asked: str | None) -> str:
    """The version whose rules count; its name is also the answer's header."""
    flask.g.lrs_version = UNVERSIONED
    if asked is None:
        raise bad(VERSION_HEADER, "is required")
    head, _, patch = asked.strip().rpartition(".")
    if asked.strip() == "1.0" or (head == "1.0" and patch.isdecimal()):
        found = VERSION_1
    elif asked.strip() == "2.0" or (head == "2.0" and patch.isdecimal()):
        found = VERSION_2
    else:
        flask.g.lrs_version = VERSION_2
        raise bad(VERSION_HEADER, f"must be one of {', '.join(VERSIONS)}")
    flask.g.lrs_version = found
    return found


def _body(headers: Headers) -> bytes:
    data = flask.request.get_data()
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return data
    if encoding not in ("gzip", "x-gzip"):
        raise Problem(
            415,
            "unsupported-media-type",
            "This content encoding is not known here",
            hint="Send the body as it is, or with gzip.",
            headers={"Accept-Encoding": "gzip"},
        )
    inflate = zlib.decompressobj(31)
    try:
        made = inflate.decompress(data, MAX_INFLATED_BYTES)
    except zlib.error:
        raise bad("body", "is no gzip") from None
    if inflate.unconsumed_tail:
        raise Problem(413, "too-large", "The body is too large", limit_bytes=MAX_INFLATED_BYTES)
    if not inflate.eof or inflate.unused_data:
        raise bad("body", "is no whole gzip")
    return made
