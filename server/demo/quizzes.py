"""The demo's quizzes: two banks of questions, one of them shared, and practice for 5 Ә."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.db import write_transaction
from server.demo.roster import SCHOOL, class_id, person_id
from server.operations.local import submit

Body = dict[str, Any]

WHOLE: Final = "5.1.2.1 Жай бөлшектер"
SUMS: Final = "5.1.2.3 Бөлшектерді қосу және азайту"
WATER: Final = "4.2.1 Вода и её свойства"


def _asked(prompt: str, why: str, points: str = "1") -> Body:
    return {"prompt": [prompt], "points": points, "feedback": {"general": [why]}}


def _choice(prompt: str, right: str, wrong: Sequence[str], why: str) -> Body:
    words = (right, *wrong)
    choices = [
        {"id": "abcdef"[n], "text": [text], "share": "0" if n else "1"}
        for n, text in enumerate(words)
    ]
    return {**_asked(prompt, why), "type": "choice", "shuffle": True, "choices": choices}


def _several(prompt: str, right: Sequence[str], wrong: Sequence[str], why: str) -> Body:
    choices = [
        {"id": "abcdef"[n], "text": [text], "share": "1" if n < len(right) else "0"}
        for n, text in enumerate((*right, *wrong))
    ]
    more = {"type": "several", "shuffle": True, "partial": False, "choices": choices}
    return {**_asked(prompt, why, "2"), **more}


def _number(prompt: str, value: str, why: str, unit: str = "") -> Body:
    body = {
        **_asked(prompt, why),
        "type": "number",
        "ranges": [{"low": value, "high": value, "share": "1"}],
    }
    return {**body, "unit": unit} if unit else body


def _words(prompt: str, accepted: Sequence[str], why: str) -> Body:
    blank = {
        "id": "1",
        "accept": [{"text": one, "share": "1"} for one in accepted],
        "case": False,
        "forgive": True,
    }
    return {**_asked(prompt, why), "type": "text", "partial": False, "blanks": [blank]}


def _order(prompt: str, rows: Sequence[str], why: str) -> Body:
    choices = [{"id": "abcdef"[n], "text": [text]} for n, text in enumerate(rows)]
    return {**_asked(prompt, why, "2"), "type": "order", "partial": True, "choices": choices}


def _match(prompt: str, pairs: Sequence[tuple[str, str]], why: str) -> Body:
    return {
        **_asked(prompt, why, "2"),
        "type": "match",
        "partial": True,
        "left": [
            {"id": "abcdef"[n], "text": [left], "right": str(n + 1)}
            for n, (left, _) in enumerate(pairs)
        ],
        "right": [{"id": str(n + 1), "text": [right]} for n, (_, right) in enumerate(pairs)],
    }


FRACTIONS: Final = (
    (WHOLE, _choice("Қай бөлшек ең үлкен?", "1/2", ("1/3", "1/4", "1/5"),
                    "Алымдары тең болса, бөлімі кіші бөлшек үлкен.")),
    (WHOLE, _several("Қайсысы дұрыс бөлшек?", ("3/7", "5/8"), ("9/4", "6/6"),
                     "Дұрыс бөлшектің алымы бөлімінен кіші.")),
    (WHOLE, _order("Кішісінен үлкеніне қарай орналастыр.", ("1/6", "1/3", "1/2", "2/3"),
                   "1/6 < 2/6 < 3/6 < 4/6.")),
    (WHOLE, _words("Бөлшек сызығының астындағы сан қалай аталады?", ("бөлімі", "бөлім"),
                   "Бөлімі бүтіннің неше тең бөлікке бөлінгенін көрсетеді.")),
    (WHOLE, _match("Тең бөлшектерді сәйкестендір.",
                   (("1/2", "4/8"), ("1/3", "2/6"), ("3/4", "9/12")),
                   "Алымы мен бөлімін бірдей санға көбейтсе, бөлшек өзгермейді.")),
    (SUMS, _choice("2/7 + 3/7 = ?", "5/7", ("5/14", "6/7", "1/7"),
                   "Бөлімдері бірдей: алымдарын қосамыз.")),
    (SUMS, _choice("7/9 − 4/9 = ?", "1/3", ("3/0", "11/9", "4/9"), "3/9 = 1/3.")),
    (SUMS, _choice("1/2 + 1/4 = ?", "3/4", ("2/6", "1/3", "2/4"), "1/2 = 2/4, 2/4 + 1/4 = 3/4.")),
    (SUMS, _number("Арқанның 3/5 бөлігі 12 м. Арқанның ұзындығы қанша?", "20",
                   "12 : 3 = 4 м, 4 · 5 = 20 м.", "м")),
    (SUMS, _number("24 оқушының 3/8 бөлігі қыз. Сыныпта неше қыз бар?", "9", "24 : 8 · 3 = 9.")),
)  # fmt: skip

WATERS: Final = (
    (WATER, _choice("При какой температуре замерзает чистая вода?", "0 °C",
                    ("10 °C", "100 °C", "−10 °C"), "При 0 °C вода становится льдом.")),
    (WATER, _order("Расставьте по порядку круговорот воды.",
                   ("вода испаряется", "пар поднимается и остывает", "образуются облака",
                    "выпадает дождь или снег"),
                   "Вода испаряется, остывает вверху, собирается в облака и возвращается.")),
    (WATER, _words("Как называется вода в газообразном состоянии?", ("пар", "водяной пар"),
                   "Водяной пар не виден; белый «пар» над чайником — уже капельки.")),
    (WATER, _several("Что растворяется в воде?", ("соль", "сахар"), ("песок", "мел"),
                     "Песок и мел оседают на дно.")),
    (WATER, _number("Сколько миллилитров в одном литре?", "1000", "1 л = 1000 мл.", "мл")),
)  # fmt: skip


@dataclass(frozen=True)
class _Quiz:
    key: str
    author: str
    title: str
    subject: str
    grade: int
    language: str
    questions: Sequence[tuple[str, Body]]

    @property
    def record(self) -> str:
        return f"{SCHOOL}.quiz.{self.key}"


QUIZZES: Final = (
    _Quiz("fractions", "marat", "Жай бөлшектер: сұрақтар қоры", "mathematics", 5, "kk", FRACTIONS),
    _Quiz("water", "elena", "Вода в природе", "science", 4, "ru", WATERS),
)


def write() -> None:
    """The quizzes of two teachers, and what 5 Ә practises."""
    with write_transaction():
        for quiz in QUIZZES:
            _write(quiz)
        bank = QUIZZES[0]
        submit(
            "paper.set",
            f"{SCHOOL}.paper.fractions",
            {
                "school": SCHOOL,
                "class": class_id("5a"),
                "quiz": bank.record,
                "mode": "practice",
                "title": "Жай бөлшектер",
                "subject": bank.subject,
                "language": bank.language,
                "parts": 1,
                "part_1": [
                    {"id": f"{bank.record}.{n}", **body, "objective": objective}
                    for n, (objective, body) in enumerate(bank.questions)
                ],
            },
            actor=person_id(bank.author),
        )


def _write(quiz: _Quiz) -> None:
    actor = person_id(quiz.author)
    asked = [f"{quiz.record}.{n}" for n in range(len(quiz.questions))]
    submit(
        "quiz.set",
        quiz.record,
        {
            "school": SCHOOL,
            "title": quiz.title,
            "subject": quiz.subject,
            "grades": [quiz.grade],
            "language": quiz.language,
            "order": asked,
            "shared": True,
        },
        actor=actor,
    )
    for question, (objective, body) in zip(asked, quiz.questions, strict=True):
        submit(
            "question.set",
            question,
            {"quiz": quiz.record, "body": body, "objective": objective, "strand": quiz.subject},
            actor=actor,
        )
