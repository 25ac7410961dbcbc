"""Every address of the app with somebody of the demo who opens it: what walks look at.

`STOPS` has a line for each route of pwa/src/app.tsx and staff.tsx; test_every_screen fails for
one without.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Page

from server.demo import gradebook
from server.demo.cast import PASSWORD
from server.demo.roster import SCHOOL, class_id, person_id
from tests.browser.schooldays import last_monday, today

APP: Final = Path(__file__).parents[2] / "pwa" / "src"
_ROUTE: Final = re.compile(r'\b(?:here|later|staff|family|online)\(\s*"(/[^"]*)"')

Role = Literal["school", "hub"]
FIVE: Final = class_id("5a")
WATER: Final = f"{SCHOOL}.quiz.water"
FRACTIONS: Final = f"{SCHOOL}.quiz.fractions"
PAPER: Final = f"{SCHOOL}.paper.fractions"
MEANING: Final = f"{SCHOOL}.task.meaning"
LESSON: Final = "zhai-bolshekter"
BOOK: Final = f"{FIVE}/mathematics"
MONDAY: Final = last_monday()
TERM: Final = gradebook.term_around(today().date())[0]
PLAN: Final = f"/plans/{FIVE}/mathematics/all"


@dataclass(frozen=True)
class Stop:
    """A route, and the address under which `login` sees it on this kind of server."""

    route: str
    login: str
    path: str = ""
    server: Role = "school"

    @property
    def address(self) -> str:
        return self.path or self.route

    @property
    def name(self) -> str:
        """As a file is called: the route with its parameters' names."""
        return self.route.strip("/").replace("/:", "-").replace("/", "-") or "home"


STOPS: Final = (
    Stop("/todo", "aru"),
    Stop("/task/:id", "aru", f"/task/{MEANING}"),
    Stop("/notice/:id", "aru", f"/notice/{SCHOOL}.notice.week"),
    Stop("/lessons", "aru"),
    Stop("/lesson/:id", "aru", f"/lesson/{LESSON}"),
    Stop("/marks", "aru"),
    Stop("/marks/:learner/:subject", "aru", f"/marks/{person_id('aru')}/mathematics"),
    Stop("/settings", "aru"),
    Stop("/tell", "aru"),
    Stop("/tell/:place/:about", "aru", f"/tell/lesson/{LESSON}"),
    Stop("/help", "aru"),
    Stop("/play/:lesson/:item", "aru", f"/play/{LESSON}/{LESSON}-sabaq"),
    Stop("/profiles", "aru"),
    Stop("/consent/:learner", "qanat", f"/consent/{person_id('aru')}"),
    Stop("/t/class/:id/consents", "marat", f"/t/class/{FIVE}/consents"),
    Stop("/admin/consents", "admin"),
    Stop("/admin/former", "admin"),
    Stop("/portfolio/:learner", "aru", f"/portfolio/{person_id('aru')}"),
    Stop("/practice", "aru"),
    Stop("/library", "aru"),
    Stop("/play/paper/:paper", "aru", f"/play/paper/{PAPER}"),
    Stop("/play/practice/:paper/:objective", "aru", f"/play/practice/{PAPER}/1"),
    Stop("/diary", "aru"),
    Stop("/timeline/:id", "aru", f"/timeline/{person_id('aru')}"),
    Stop("/children", "qanat"),
    Stop("/child/:id", "qanat", f"/child/{person_id('aru')}"),
    Stop("/diary/:learner", "qanat", f"/diary/{person_id('aru')}"),
    Stop("/route/:learner", "zhanna", f"/route/{person_id('alihan')}"),
    Stop("/t", "marat"),
    Stop("/help/staff", "marat"),
    Stop("/t/new", "marat"),
    Stop("/t/edit/:id", "marat", f"/t/edit/{MEANING}"),
    Stop("/t/task/:id", "marat", f"/t/task/{MEANING}"),
    Stop("/t/sheets/:id", "marat", f"/t/sheets/{MEANING}"),
    Stop("/t/work/:assignment/:learner", "marat", f"/t/work/{MEANING}/{person_id('aisha')}"),
    Stop("/t/class/:id", "marat", f"/t/class/{FIVE}"),
    Stop("/t/class/:id/people", "marat", f"/t/class/{FIVE}/people"),
    Stop("/t/class/:id/support", "marat", f"/t/class/{FIVE}/support"),
    Stop("/t/class/:class/notice", "marat", f"/t/class/{FIVE}/notice"),
    Stop("/t/notice/:id", "marat", f"/t/notice/{SCHOOL}.notice.trip"),
    Stop("/t/learner/:learner", "marat", f"/t/learner/{person_id('nursultan')}"),
    Stop("/t/results/:class/:item", "marat", f"/t/results/{FIVE}/{LESSON}-sabaq"),
    Stop("/t/insights/:id", "marat", f"/t/insights/{FIVE}"),
    Stop("/t/insights/:id/statements", "marat", f"/t/insights/{FIVE}/statements"),
    Stop("/t/upload", "marat"),
    Stop("/t/book", "marat"),
    Stop("/t/carry", "marat"),
    Stop("/t/book/:class/:subject", "marat", f"/t/book/{BOOK}"),
    Stop("/t/book/:class/:subject/import/:term", "marat", f"/t/book/{BOOK}/import/{TERM}"),
    Stop("/t/year/:class/:subject", "marat", f"/t/year/{BOOK}"),
    Stop("/t/concerns", "marat"),
    Stop("/t/clubs", "marat"),
    Stop("/t/clubs/:id", "marat", f"/t/clubs/{SCHOOL}.club.chess"),
    Stop("/t/quizzes", "marat"),
    Stop("/t/bank", "marat"),
    Stop("/t/bank/:quiz", "marat", f"/t/bank/{WATER}"),
    Stop("/t/practice/:paper", "marat", f"/t/practice/{PAPER}"),
    Stop("/t/quiz/:quiz", "marat", f"/t/quiz/{FRACTIONS}"),
    Stop("/t/quiz/:quiz/paste", "marat", f"/t/quiz/{FRACTIONS}/paste"),
    Stop("/t/quiz/:quiz/give", "marat", f"/t/quiz/{FRACTIONS}/give"),
    Stop("/t/quiz/:quiz/:question", "marat", f"/t/quiz/{FRACTIONS}/{FRACTIONS}.0"),
    Stop("/play/preview/:quiz", "marat", f"/play/preview/{FRACTIONS}"),
    Stop("/journal", "marat"),
    Stop("/journal/:day", "marat", f"/journal/{MONDAY}"),
    Stop("/journal/:day/:slot", "marat", f"/journal/{MONDAY}/{SCHOOL}.slot.5a.11"),
    Stop("/plans", "marat"),
    Stop("/plans/:class/:subject/:grade", "marat", PLAN),
    Stop("/plans/:class/:subject/:grade/import", "marat", f"{PLAN}/import"),
    Stop("/courier", "marat"),
    Stop("/transfer/:person", "admin", f"/transfer/{person_id('aru')}"),
    Stop("/helping", "asel"),
    Stop("/helping/:learner", "asel", f"/helping/{person_id('sanzhar2')}"),
    Stop("/admin", "admin"),
    Stop("/admin/people", "admin"),
    Stop("/admin/people/import", "admin"),
    Stop("/admin/people/rollover", "admin"),
    Stop("/cards", "admin"),
    Stop("/admin/box", "admin"),
    Stop("/admin/journal", "admin"),
    Stop("/admin/timetable", "admin"),
    Stop("/admin/timetable/import", "admin"),
    Stop("/admin/substitutions", "admin"),
    Stop("/admin/calendar", "admin"),
    Stop("/admin/closures", "admin"),
    Stop("/admin/inclusion", "admin"),
    Stop("/admin/reads", "admin"),
    Stop("/admin/council", "admin"),
    Stop("/admin/policy", "admin"),
    Stop("/admin/terms", "admin"),
    Stop("/admin/sync", "admin"),
    Stop("/admin/sync/windows", "admin"),
    Stop("/admin/statements", "admin"),
    Stop("/admin/forwarding", "admin"),
    Stop("/admin/attention", "admin"),
    Stop("/admin/certificates", "admin"),
    Stop("/admin/clubs", "admin"),
    Stop("/admin/moves", "admin"),
    Stop("/admin/inquiries", "admin"),
    Stop("/overview", "director"),
    Stop("/reports", "director"),
    Stop("/inspection", "inspector"),
    Stop("/move", "aru"),
    Stop("/console", "operator", server="hub"),
    Stop("/console/overview", "operator", server="hub"),
    Stop("/console/courses", "operator", server="hub"),
    Stop("/console/actions", "operator", server="hub"),
    Stop("/console/policies", "operator", server="hub"),
    Stop("/console/plans", "operator", server="hub"),
    Stop("/console/releases", "operator", server="hub"),
    Stop("/console/calendars", "operator", server="hub"),
    Stop("/console/inquiries", "operator", server="hub"),
    Stop("/console/school/:id", "operator", f"/console/school/{SCHOOL}", server="hub"),
)

# A box without a school (test_first_run walks it), and what every address of a phone shows whose
# work has moved to another one (test_ladder).
ELSEWHERE: Final = frozenset({"/setup", "/moved"})


def declared() -> list[str]:
    """The patterns of all routes, in the order of the list."""
    lists = [(APP / name).read_text(encoding="utf-8") for name in ("app.tsx", "staff.tsx")]
    return _ROUTE.findall("\n".join(lists))


def by_person() -> Iterator[tuple[Role, str, list[Stop]]]:
    """Whose stops are which: a log-in is dear, an address is cheap."""
    found: dict[tuple[Role, str], list[Stop]] = {}
    for stop in STOPS:
        found.setdefault((stop.server, stop.login), []).append(stop)
    for (server, login), stops in found.items():
        yield server, login, stops


def log_in(page: Page, url: str, login: str) -> None:
    """In whatever language the app is, until the phone has this person's records."""
    page.goto(url)
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector(".nav")
    page.wait_for_selector("html[data-kept]", state="attached")


def speak(page: Page, language: str) -> None:
    """From the next address on."""
    page.evaluate("language => localStorage.setItem('tirek.lang', language)", language)


def visit(page: Page, url: str, stop: Stop) -> None:
    """Opens the stop and waits until it shows what it has."""
    page.goto(f"{url}{stop.address}")
    page.wait_for_selector("h1")
    page.wait_for_load_state("networkidle")
    page.wait_for_selector(".loading", state="detached")
