"""Both sides of a cmi5 launch in a test: the program that manages courses, and the unit itself."""

import io
import json
import uuid
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.content.cmi5.courses import structure
from tests.support.xapi import Client

VERBS = "http://adlnet.gov/expapi/verbs/"
CMI5 = {"id": "https://w3id.org/xapi/cmi5/context/categories/cmi5"}
MOVE_ON = {"id": "https://w3id.org/xapi/cmi5/context/categories/moveon"}
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
SATISFIED = "https://w3id.org/xapi/adl/verbs/satisfied"
LEARNER = {"account": {"homePage": "https://example.kz", "name": "aru"}}
PREFERENCES = {"languagePreference": "kk-KZ,ru", "audioPreference": "on"}


def package(*children: str, page: bytes = b"<!doctype html>", **names: bytes) -> bytes:
    """A course in a ZIP archive: cmi5.xml, index.html and whatever else."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("cmi5.xml", structure(*children))
        archive.writestr("index.html", page)
        for name, data in names.items():
            archive.writestr(name.replace("_", "."), data)
    return packed.getvalue()


class Lms:
    """A program with a key of the record store, managing courses."""

    def __init__(self, app: Flask, client: Client) -> None:
        self.app = app
        self.client = client

    @classmethod
    def of(cls, app: Flask, *scopes: str, school: str | None = None) -> Self:
        """A program with a new key; with every right unless scopes are named."""
        return cls(app, Client.with_key(app, *scopes, school=school, version="1.0.3"))

    def call(self, method: str, path: str, body: Any = None) -> TestResponse:
        """One request to /cmi5."""
        headers = {"Authorization": self.client.authorization}
        return self.app.test_client().open(
            f"/cmi5/{path}", method=method, headers=headers, json=body
        )

    def send(self, data: bytes, content_type: str = "application/zip") -> TestResponse:
        """Import a package."""
        return self.app.test_client().post(
            "/cmi5/courses",
            data=data,
            content_type=content_type,
            headers={"Authorization": self.client.authorization},
        )

    def course(self, *children: str) -> str:
        """A course with these blocks and units; its id."""
        answer = self.send(package(*children))
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return str(answer.get_json()["id"])

    def launch(self, course: str, index: int = 0, **body: Any) -> "Au":
        """A unit that was launched for Aru."""
        answer = self.call(
            "POST", f"courses/{course}/units/{index}/launch", {"actor": LEARNER, **body}
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return Au(self.app, answer.get_json())

    def told(self, registration: str) -> list[dict[str, Any]]:
        """Every statement of a registration, in the order of being kept."""
        return self.client.find(registration=registration, ascending="true")

    def verbs(self, registration: str) -> list[str]:
        """The last words of the verbs of a registration, in order."""
        return [one["verb"]["id"].rsplit("/", 1)[-1] for one in self.told(registration)]


class Au:
    """An assignable unit in a browser."""

    def __init__(self, app: Flask, launched: Mapping[str, str]) -> None:
        self.app = app
        self.url = launched["url"]
        self.session = launched["session"]
        self.registration = launched["registration"]
        query = parse_qs(urlsplit(self.url).query)
        self.parameters = {name: values[-1] for name, values in query.items()}
        self.actor: dict[str, Any] = json.loads(self.parameters["actor"])
        self.activity = self.parameters["activityId"]
        self.client = Client(app, "", "1.0.3")
        self.data: dict[str, Any] = {}

    def post_fetch(self) -> dict[str, str]:
        """POST to the fetch address; the token is used from now on."""
        answer = self.app.test_client().post(urlsplit(self.parameters["fetch"]).path)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        found: dict[str, str] = answer.get_json()
        if "auth-token" in found:
            self.client = Client(self.app, f"Basic {found['auth-token']}", "1.0.3")
        return found

    def start(self) -> Self:
        """Everything up to `initialized`."""
        self.open()
        assert self.say("initialized").status_code == 204
        return self

    def open(self) -> Self:
        """Token, launch data and preferences."""
        self.post_fetch()
        self.data = self.state("GET", "LMS.LaunchData").get_json()
        assert self.profile("GET").status_code in (200, 404)
        return self

    def state(self, method: str, name: str | None, body: Any = None, **args: Any) -> TestResponse:
        """A state document of this launch."""
        place = {
            "activityId": self.activity,
            "agent": self.actor,
            "registration": self.registration,
            **({"stateId": name} if name is not None else {}),
            **args,
        }
        return self.client.call(method, "activities/state", place, body=body)

    def profile(self, method: str, body: Any = None, **args: Any) -> TestResponse:
        """The learner's preferences."""
        place = {"profileId": "cmi5LearnerPreferences", "agent": self.actor, **args}
        return self.client.call(method, "agents/profile", place, body=body)

    def statement(self, verb: str, **result: Any) -> dict[str, Any]:
        """A right statement of cmi5 with this verb; with `experienced` one that is only allowed."""
        context = deepcopy(self.data["contextTemplate"])
        context["registration"] = self.registration
        made: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "timestamp": "2026-11-23T04:00:00.000Z",
            "actor": self.actor,
            "verb": {"id": VERBS + verb},
            "object": {"id": self.activity},
            "context": context,
        }
        if verb == "experienced":
            made["object"] = {"id": "https://example.kz/geo/page"}
            return made
        given: dict[str, dict[str, Any]] = {
            "completed": {"completion": True, "duration": "PT1S"},
            "passed": {"success": True, "duration": "PT1S"},
            "failed": {"success": False, "duration": "PT1S"},
            "terminated": {"duration": "PT1S"},
        }
        if verb in given:
            made["result"] = {**given[verb], **result}
        judged = verb in ("completed", "passed", "failed")
        context["contextActivities"]["category"] = [CMI5, MOVE_ON] if judged else [CMI5]
        if "score" in result and "masteryScore" in self.data:
            context["extensions"][MASTERY] = self.data["masteryScore"]
        return made

    def say(self, verb: str, **result: Any) -> TestResponse:
        """Send such a statement."""
        return self.put(self.statement(verb, **result))

    def put(self, statement: Mapping[str, Any]) -> TestResponse:
        """PUT of one statement."""
        return self.client.call(
            "PUT", "statements", {"statementId": str(statement["id"])}, body=statement
        )
