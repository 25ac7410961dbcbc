"""The demo's timetable and plans, and a journal of the lessons since they began last week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from server.db import write_transaction
from server.demo import cast
from server.demo.roster import SCHOOL, class_id, person_id
from server.operations.local import submit
from server.planning.flow import Calendar, Line, Row, Slot, Span, Taught, flow, occasions

BELLS: Final = (
    ("08:30", "09:15"), ("09:20", "10:05"), ("10:20", "11:05"),
    ("11:20", "12:05"), ("12:10", "12:55"), ("13:00", "13:45"),
)  # fmt: skip
SUBJECTS: Final = {
    "mathematics": ("Математика", "Математика", "Mathematics"),
    "kazakh-language": ("Қазақ тілі", "Казахский язык", "Kazakh language"),
    "english": ("Ағылшын тілі", "Английский язык", "English"),
    "science": ("Жаратылыстану", "Естествознание", "Science"),
    "physics-introduction": ("Физикаға кіріспе", "Введение в физику", "Introduction to physics"),
}
# Weekday → bell → subject, by class. The joined class has each subject in both grades at once.
WEEK: Final[dict[str, tuple[dict[int, str], ...]]] = {
    "5a": (
        {1: "mathematics", 2: "kazakh-language", 3: "english", 4: "science"},
        {1: "kazakh-language", 2: "mathematics", 3: "english"},
        {1: "mathematics", 2: "science", 3: "kazakh-language"},
        {1: "english", 2: "mathematics", 3: "kazakh-language"},
        {1: "mathematics", 2: "kazakh-language", 3: "science"},
    ),
    "4a": (
        {1: "science", 2: "mathematics"},
        {1: "mathematics", 2: "science"},
        {1: "science", 2: "mathematics"},
        {1: "mathematics", 2: "science", 3: "physics-introduction"},
        {1: "science", 2: "mathematics"},
    ),
    "23": (
        {1: "mathematics", 3: "kazakh-language"},
        {1: "mathematics", 2: "kazakh-language"},
        {1: "kazakh-language", 2: "mathematics"},
        {1: "kazakh-language", 2: "mathematics"},
        {1: "mathematics", 3: "kazakh-language"},
    ),
}


@dataclass(frozen=True)
class Plan:
    """Topics of a subject in a class; each takes `hours` lessons."""

    key: str
    grade: int | None
    subject: str
    topics: tuple[str, ...]
    homework: str
    hours: int = 2


PLANS: Final = (
    Plan("5a", None, "mathematics", (
        "Жай бөлшек ұғымы", "Бөлшектің негізгі қасиеті", "Бөлшектерді қысқарту",
        "Бөлшектерді салыстыру", "Бөлімдері бірдей бөлшектерді қосу",
        "Бөлімдері бірдей бөлшектерді азайту", "Дұрыс және бұрыс бөлшек", "Аралас сандар",
    ), "Оқулық, № {n}1–{n}4"),
    Plan("5a", None, "kazakh-language", (
        "Менің отбасым: сөз таптары", "Зат есімнің көптік жалғауы", "Тәуелдік жалғау",
        "Септік жалғаулары", "Сын есім", "Мәтіндегі негізгі ой",
    ), "{n}-жаттығу"),
    Plan("5a", None, "english", (
        "My village", "There is and there are", "Animals on the farm", "Present continuous",
        "At the market",
    ), "Workbook, page {n}"),
    Plan("5a", None, "science", (
        "Заттың күйлері", "Судың айналымы", "Топырақ және оның құрамы", "Тамақ тізбегі",
    ), "Оқулық, {n}-бет", 3),
    Plan("4a", None, "mathematics", (
        "Деление с остатком", "Умножение на двузначное число", "Единицы времени",
        "Площадь прямоугольника", "Задачи на движение", "Периметр фигур",
    ), "Учебник, № {n}2–{n}6"),
    Plan("4a", None, "science", (
        "Круговорот воды", "Почва", "Растения нашего края", "Животные степи", "Погода и климат",
    ), "Учебник, стр. {n}"),
    Plan("4a", None, "physics-introduction", ("Сила и движение", "Рычаг"), "Опыт дома: {n}"),
    Plan("23", 2, "mathematics", (
        "100 көлеміндегі сандар", "Қосу және азайту", "Ұзындық өлшемдері", "Көбейту кестесі: 2",
    ), "№ {n}", 3),
    Plan("23", 3, "mathematics", (
        "Көбейту кестесі: 7", "Бөлу", "Үштаңбалы сандар", "Уақыт өлшемдері",
    ), "№ {n}, {n}0", 3),
    Plan("23", 2, "kazakh-language", (
        "Дыбыс пен әріп", "Буын", "Сөйлем", "Мәнерлеп оқу",
    ), "{n}-бетті оқу", 3),
    Plan("23", 3, "kazakh-language", (
        "Зат есім", "Етістік", "Сөз құрамы", "Шағын мазмұндама",
    ), "{n}-жаттығу", 3),
)  # fmt: skip


# What a teacher has beside the lesson, in the plan that the tour looks at.
FRACTIONS: Final[dict[str, Any]] = {
    "section": "Жай бөлшектер",
    "objectives": ["5.1.1.4 бөлшек ұғымын меңгеру", "5.1.2.8 бөлшектерді салыстыру"],
    "resources": [{"text": "Оқулық, 58–61-беттер"}, {"text": "Балапан арнасы, 10:00"}],
    "outline": "5 мин: ауызша есеп\n15 мин: жаңа тақырып, шеңбер моделі\n"
    "20 мин: жұптық жұмыс, № 214–217\n5 мин: кері байланыс",
}


def write(today: date) -> None:
    """Calendar, subjects, timetable and plans; the lessons since last Monday are in the journal."""
    _, first, last = cast.school_year(today)
    monday = today - timedelta(days=today.weekday() + 7)
    with write_transaction():
        submit("calendar.set", f"{SCHOOL}.calendar", calendar(first, last))
        for code, (kk, ru, en) in SUBJECTS.items():
            fields = {"school": SCHOOL, "code": code, "kk": kk, "ru": ru, "en": en}
            submit("subject.set", f"{SCHOOL}.subject.{code}", fields)
        slots = list(_slots(monday))
        rows = {plan: list(_rows(plan)) for plan in PLANS}
        for plan, planned in rows.items():
            _journal(plan, planned, slots, first, last, today)


def calendar(first: date, last: date) -> dict[str, Any]:
    """Four terms with the holidays between them, five days a week."""
    year = first.year
    terms = (
        (first, date(year, 10, 25)),
        (date(year, 11, 2), date(year, 12, 30)),
        (date(year + 1, 1, 10), date(year + 1, 3, 20)),
        (date(year + 1, 3, 31), last),
    )
    return {
        "school": SCHOOL,
        "name": f"{year}/{year + 1}",
        "grades": [],
        "weekdays": [1, 2, 3, 4, 5],
        "terms": [
            {"starts_on": start.isoformat(), "ends_on": end.isoformat()} for start, end in terms
        ],
        "holidays": [],
        "moved": [],
        "bells": [
            {"n": n, "starts": starts, "ends": ends}
            for n, (starts, ends) in enumerate(BELLS, start=1)
        ],
    }


def _grades(key: str) -> tuple[int | None, ...]:
    grades = next(one.grades for one in cast.CLASSES if one.key == key)
    return grades if len(grades) > 1 else (None,)


def _teacher(key: str, subject: str) -> str:
    return person_id(next(one.login for one in cast.ADULTS if (key, subject) in one.teaches))


def _slots(monday: date) -> Iterator[Slot]:
    for key, week in WEEK.items():
        for weekday, bells in enumerate(week, start=1):
            for bell, subject in bells.items():
                record = f"{SCHOOL}.slot.{key}.{weekday}{bell}"
                lines = [
                    {"n": n, "class": class_id(key), "grade": grade, "subject": subject}
                    for n, grade in enumerate(_grades(key), start=1)
                ]
                fields = {
                    "school": SCHOOL,
                    "weekday": weekday,
                    "bell": bell,
                    "lines": lines,
                    "teachers": [_teacher(key, subject)],
                    "room": "",
                    "starts_on": monday.isoformat(),
                    "ends_on": None,
                }
                submit("timetable.set", record, fields)
                yield Slot(
                    record,
                    weekday,
                    bell,
                    Span(monday, None),
                    tuple(
                        Line(n, Taught(class_id(key), grade, subject))
                        for n, grade in enumerate(_grades(key), start=1)
                    ),
                )


def _rows(plan: Plan) -> Iterator[tuple[Row, dict[str, Any]]]:
    for n, topic in enumerate(plan.topics, start=1):
        record = f"{SCHOOL}.plan.{plan.key}.{plan.grade or 0}.{plan.subject}.{n}"
        fields = {
            "school": SCHOOL,
            "class": class_id(plan.key),
            "grade": plan.grade,
            "subject": plan.subject,
            "position": n * 1024,
            "hours": plan.hours,
            "topic": topic,
            "homework": plan.homework.format(n=n),
            **(FRACTIONS if (plan.key, plan.subject) == ("5a", "mathematics") else {}),
        }
        submit("plan.set", record, fields, actor=_teacher(plan.key, plan.subject))
        yield Row(record, n * 1024, plan.hours), fields


def _journal(
    plan: Plan,
    rows: list[tuple[Row, dict[str, Any]]],
    slots: list[Slot],
    *year: date,
) -> None:
    first, last, today = year
    terms = tuple(
        Span(date.fromisoformat(one["starts_on"]), date.fromisoformat(one["ends_on"]))
        for one in calendar(first, last)["terms"]
    )
    taught = Taught(class_id(plan.key), plan.grade, plan.subject)
    lessons = occasions(Calendar(terms, weekdays=frozenset(range(1, 6))), slots, [], taught)
    dated = flow([row for row, _ in rows], lessons, {})
    said = {row.id: fields for row, fields in rows}
    for lesson in lessons:
        row = dated[lesson.record]
        if lesson.day >= today or row is None:
            continue
        submit(
            "journal.record",
            lesson.record,
            {
                "school": SCHOOL,
                "class": taught.class_id,
                "grade": taught.grade,
                "subject": taught.subject,
                "date": lesson.day.isoformat(),
                "bell": lesson.bell,
                "slot": lesson.slot,
                "line": lesson.line,
                "state": "held",
                "reason": "",
                "topic": said[row]["topic"],
                "plan_row": row,
                "homework": said[row]["homework"],
            },
            actor=_teacher(plan.key, plan.subject),
        )
