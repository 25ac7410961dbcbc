"""Two clubs of the demo (an elective of chess across classes, and dombyra), and a portfolio."""

from datetime import date, timedelta

from server.db import write_transaction
from server.demo.roster import SCHOOL, person_id
from server.operations.local import submit


def write(today: date) -> None:
    """Chess with four meetings in its journal, and one pupil who missed two of them."""
    marat, bota = person_id("marat"), person_id("bota")
    begun = today - timedelta(days=today.weekday() + 28)
    with write_transaction():
        _club("chess", "elective", "Шахмат", "5–7 сыныптар, сейсенбі", marat)
        _club("dombyra", "club", "Домбыра", "Барлық сыныптар", bota)
        for learner in ("aru", "nursultan", "aisha"):
            _enter("chess", learner, begun)
        _enter("dombyra", "aru", begun)
        prize = {"school": SCHOOL, "learner": person_id("aru"), "kind": "achievement"}
        said = {"title": "Аудандық шахмат турнирі, 2-орын", "date": begun.isoformat()}
        submit("portfolio.set", f"{SCHOOL}.portfolio.aru", {**prize, **said}, actor=marat)
        topics = ("Фигуралардың жүрісі", "Шах және мат", "Рокировка", "Бір жүрісті мат")
        for week, topic in enumerate(topics):
            day = begun + timedelta(days=7 * week + 1)
            meeting = f"{SCHOOL}.club.chess.{week}"
            about = {"school": SCHOOL, "club": f"{SCHOOL}.club.chess"}
            line = {**about, "date": day.isoformat(), "topic": topic, "minutes": 40}
            submit("club.meeting", meeting, line, actor=marat)
            if week in (1, 3):
                boy = person_id("nursultan")
                missed = {**about, "meeting": meeting, "learner": boy, "code": "ill"}
                submit("club.attend", f"{meeting}~{boy}", missed, actor=marat)


def _club(key: str, kind: str, name: str, about: str, leader: str) -> None:
    fields = {"school": SCHOOL, "kind": kind, "name": name, "about": about, "leaders": [leader]}
    submit("club.set", f"{SCHOOL}.club.{key}", fields)


def _enter(key: str, login: str, since: date) -> None:
    club, learner = f"{SCHOOL}.club.{key}", person_id(login)
    fields = {"school": SCHOOL, "club": club, "learner": learner, "starts_on": since.isoformat()}
    submit("club.member", f"{club}~{learner}", fields)
