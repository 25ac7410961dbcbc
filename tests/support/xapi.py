"""A client of the record store in a test, with its key or a person's token."""

import base64
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import Flask
from werkzeug.test import TestResponse

from server.lrs import keys

ARU: dict[str, Any] = {"objectType": "Agent", "name": "Ару", "mbox": "mailto:aru@example.kz"}
MARAT: dict[str, Any] = {"objectType": "Agent", "mbox": "mailto:marat@example.kz"}
ANSWERED = "http://adlnet.gov/expapi/verbs/answered"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
FRACTIONS = "https://example.kz/courses/fractions"


def statement(**changes: Any) -> dict[str, Any]:
    """Aru answered a question about fractions; each one has an id of its own."""
    return {
        "id": str(uuid.uuid4()),
        "actor": dict(ARU),
        "verb": {"id": ANSWERED, "display": {"kk": "жауап берді", "ru": "ответила"}},
        "object": {"objectType": "Activity", "id": FRACTIONS},
        **changes,
    }


def voiding(target: str, **changes: Any) -> dict[str, Any]:
    """Marat takes a statement back."""
    return statement(
        actor=dict(MARAT),
        verb={"id": VOIDED},
        object={"objectType": "StatementRef", "id": target},
        **changes,
    )


class Client:
    """Calls /xapi; `version` None sends no version header."""

    school: ClassVar[str] = "akbulaq"
    """Where a new client is, unless the test says otherwise."""

    def __init__(self, app: Flask, authorization: str, version: str | None = "2.0.0") -> None:
        self.app = app
        self.authorization = authorization
        self.version = version

    @classmethod
    def with_key(
        cls,
        app: Flask,
        *scopes: str,
        school: str | None = None,
        version: str = "2.0.0",
        by_law: bool = True,
    ) -> "Client":
        """A new client with these scopes (all of them by default), to whom the law gives everything
        unless the test is about consent."""
        with app.app_context():
            made = keys.add("Тест", school or cls.school, scopes or ("all",), by_law=by_law)
        return cls.of(app, made, version)

    @classmethod
    def of(cls, app: Flask, made: keys.NewKey, version: str = "2.0.0") -> "Client":
        """The client of a key."""
        pair = base64.b64encode(f"{made.key}:{made.secret}".encode()).decode()
        return cls(app, f"Basic {pair}", version)

    def speaking(self, version: str | None) -> "Client":
        """The same client in another version."""
        return Client(self.app, self.authorization, version)

    def call(
        self,
        method: str,
        path: str,
        args: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        data: bytes | None = None,
    ) -> TestResponse:
        """`args` that are objects go as JSON; `body` is sent as JSON, `data` as it is."""
        sent = {"Authorization": self.authorization}
        if self.version is not None:
            sent["X-Experience-API-Version"] = self.version
        if body is not None:
            data = json.dumps(body, ensure_ascii=False).encode()
            sent["Content-Type"] = "application/json"
        query = {
            name: value if isinstance(value, str) else json.dumps(value)
            for name, value in (args or {}).items()
        }
        return self.app.test_client().open(
            f"/xapi/{path}",
            method=method,
            query_string=query,
            headers={**sent, **(headers or {})},
            data=data,
        )

    def keep(self, *statements: Mapping[str, Any]) -> list[str]:
        """POST statements that must be taken; their ids."""
        answer = self.call("POST", "statements", body=list(statements))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        ids: list[str] = answer.get_json()
        return ids

    def find(self, **args: Any) -> list[dict[str, Any]]:
        """All statements that match, over all pages."""
        answer = self.call("GET", "statements", args)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        page = answer.get_json()
        found: list[dict[str, Any]] = page["statements"]
        while page["more"]:
            page = self.follow(page["more"]).get_json()
            found += page["statements"]
        return found

    def follow(self, more: str) -> TestResponse:
        """The next page."""
        headers = {"Authorization": self.authorization}
        if self.version is not None:
            headers["X-Experience-API-Version"] = self.version
        return self.app.test_client().get(more, headers=headers)

    def one(self, key: str, **args: Any) -> TestResponse:
        """GET of one statement."""
        return self.call("GET", "statements", {"statementId": key, **args})


def multipart(statements: Any, parts: Sequence[tuple[str, str, bytes]]) -> tuple[str, bytes]:
    """Content-Type and body of statements with (type, sha2, bytes) beside them."""
    made = b"--edge\r\nContent-Type: application/json\r\n\r\n" + json.dumps(statements).encode()
    for content_type, sha2, data in parts:
        made += (
            f"\r\n--edge\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: binary\r\n"
            f"X-Experience-API-Hash: {sha2}\r\n\r\n"
        ).encode() + data
    return "multipart/mixed; boundary=edge", made + b"\r\n--edge--\r\n"
