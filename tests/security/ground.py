"""Work, people and keys of a school, and addresses at which a stranger would ask for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from server import clock
from server.access import Access, access_of
from server.db import write_transaction
from server.hub.nodes import admit
from server.operations.local import submit
from server.people import tokens
from server.people.grants import PARENT, PUPIL, ROLES
from tests.server import cast
from tests.server.classroom.tasks import give, set_task, work
from tests.server.conftest import School
from tests.server.gradebook.books import TERM, assess
from tests.server.gradebook.books import give as give_points
from tests.server.player.test_attempts import session
from tests.server.uploads.sending import begin, bring, stated

ANSWER: Final = "Құпия жауап"
COMMENT: Final = "Жарайсың"
PHOTO: Final = b"\xff\xd8\xff\xe0 a page of the notebook"
SECRETS: Final = ("Серікбаева", "Оспанов", "Қалиев", "Есенов", ANSWER, COMMENT)
"""What nobody of another school may read, wherever they ask."""
STRANGER: Final = "stranger"
"""Of Дала, and there everything that a person of a school can be."""
INSIDER: Final = "insider"
"""The same of Ақбұлақ: whatever they send, no refusal for want of a right comes before it."""
NODE: Final = "00000000000000da"
"""Дала's box."""
_KEY: Final = bytes(range(1, 33))
METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Ground:
    """`tokens` by caller: a role's name, STRANGER, INSIDER, NODE, or a person of the cast.

    `values` are Ақбұлақ's own records by the names that routes give their arguments; `records`
    are those that all are called `record`, by a part of the route."""

    tokens: Mapping[str, str]
    values: Mapping[str, str | int]
    records: Mapping[str, str]
    app: Flask = field(default_factory=lambda: Flask("nothing yet"))

    def under(self, app: Flask) -> "Ground":
        """The same under another application."""
        return replace(self, app=app)

    def headers(self, caller: str | None) -> dict[str, str]:
        """What the caller shows; None shows nothing."""
        return {} if caller is None else {"Authorization": f"Bearer {self.tokens[caller]}"}

    def ask(self, caller: str | None, method: str, path: str, **more: Any) -> TestResponse:
        """A request and its whole answer."""
        headers = {**self.headers(caller), **more.pop("headers", {})}
        client = self.app.test_client()
        return client.open(path, method=method, headers=headers, buffered=True, **more)

    def routes(self) -> Iterator[tuple[str, Rule, Access | None]]:
        """Every method of every route, with its mark."""
        return routes(self.app)

    def path(self, rule: Rule) -> str:
        """The route's address of something that is there, and is Ақбұлақ's."""
        return self.path_with(rule, {})

    def path_with(self, rule: Rule, values: Mapping[str, str | int]) -> str:
        """The same with other values of its arguments."""
        chosen: dict[str, str | int] = {}
        for name, converter in rule._converters.items():
            known = self._value(rule, name)
            number = isinstance(converter, IntegerConverter)
            chosen[name] = values.get(name, known if known is not None else 1 if number else "x")
        built = rule.build(chosen)
        assert built is not None, rule.rule
        return str(built[1])

    def _value(self, rule: Rule, name: str) -> str | int | None:
        if name == "record":
            return next((one for part, one in self.records.items() if part in rule.rule), None)
        return self.values.get(name)


def routes(app: Flask) -> Iterator[tuple[str, Rule, Access | None]]:
    """Every method of every route of an application, with its mark."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & METHODS):
            yield method, rule, access_of(app.view_functions[rule.endpoint])


def lay(school: School) -> Ground:
    """Write the work and the people; call it once for a data folder."""
    marat, aru = school.phone(cast.MARAT), school.phone(cast.ARU)
    task = set_task(marat)
    photo = stated(PHOTO)
    bring(aru, PHOTO)
    handed = str(aru.submit("submission.hand_in", work(task, text=ANSWER, files=[photo]))["record"])
    give(marat, task, cast.ARU, submission=handed, comment=COMMENT)
    attempt = str(aru.submit("attempt.commit", session())["record"])
    give_points(marat, assess(marat), cast.ARU, 12)
    begun = begin(aru, PHOTO + b" half sent")
    with school.app.app_context():
        made = _callers()
    return Ground(
        {**made, **{who: school.phone(who).session["token"] for who in (cast.ARU, cast.MARAT)}},
        {
            "class_id": cast.CLASS_5,
            "person": cast.ARU,
            "school": cast.AKBULAQ,
            "subject": "mathematics",
            "item": "maths5-1-1",
            "sha256": photo["sha256"],
            "upload": begun,
            "kind": "report-card",
            "n": 0,
        },
        {
            "/assignments/": task,
            "/submissions/": handed,
            "/marks/": f"{task}~{cast.ARU}",
            "/attempts/": attempt,
        },
    )


def query() -> dict[str, str]:
    """What a stranger asks for in the query of any list: Ақбұлақ's."""
    return {
        "school": cast.AKBULAQ,
        "class": cast.CLASS_5,
        "class_id": cast.CLASS_5,
        "learner": cast.ARU,
        "person": cast.ARU,
        "subject": "mathematics",
        "term": TERM,
        "from": "2026-11-01",
        "to": "2026-11-30",
        "language": "kk",
    }


def _callers() -> dict[str, str]:
    made: dict[str, str] = {}
    given = [role for role in ROLES if role not in (PUPIL, PARENT)]
    with write_transaction() as session:
        for role in given:
            _person(f"a-{role}", cast.AKBULAQ)
            cast.role(f"a-{role}", role, cast.AKBULAQ, cast.CLASS_5)
            _person(STRANGER, cast.DALA)
            cast.role(STRANGER, role, cast.DALA, cast.DALA_7)
            _person(INSIDER, cast.AKBULAQ)
            cast.role(INSIDER, role, cast.AKBULAQ, cast.CLASS_5)
        people = {role: f"a-{role}" for role in given}
        people |= {who: who for who in (STRANGER, INSIDER, cast.TIMUR)}
        people |= {PUPIL: cast.DIAS, PARENT: cast.SAULE}
        now = clock.now_ms()
        for caller, person in people.items():
            made[caller], _ = tokens.issue(person, f"w{len(made):015x}", "test", now)
        made[NODE] = admit(
            session, node=NODE, name="Дала", schools=[cast.DALA], public_key=_KEY, now_ms=now
        )
    return made


def _person(person: str, school: str) -> None:
    names = {"family_name": "Бейтаныс", "given_name": "Адам"}
    submit("person.set", person, {**names, "login": person, "school": school})
