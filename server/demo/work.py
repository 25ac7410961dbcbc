"""Tasks and handed-in work, so that a first look finds a class in the middle of things."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from server import clock
from server.db import write_transaction
from server.demo import cast
from server.demo.lessons import LESSONS_FOLDER, read_photo_task
from server.demo.roster import SCHOOL, class_id, person_id
from server.operations.local import submit

ZONE: Final = ZoneInfo("Asia/Almaty")
LAST_LESSON: Final = time(14, 0)  # school time at which work is due

ANSWERS: Final = (
    "Суды ысытқанда бу болады, бу салқындаса, қайтадан суға айналады.",
    "1/2 деген — бүтіннің екі тең бөлігінің бірі. 3/4 — төрт бөліктің үшеуі.",
    "Тіктөртбұрышты 3 тең бөлікке бөліп, екеуін бояса, 2/3 шығады.",
)


def write(today: date) -> None:
    """Tasks of three teachers, some of them handed in, one of them marked."""
    photo = read_photo_task(LESSONS_FOLDER / "photo" / "task.json")
    marat, elena, bota = person_id("marat"), person_id("elena"), person_id("bota")
    with write_transaction():
        fractions = _task(
            "fractions",
            marat,
            "5a",
            title="Жай бөлшектер: сабақ және сұрақтар",
            instructions="Сабақты оқып шығып, алты сұраққа жауап бер. Ұпайың өзі есептеледі.",
            course="matematika-5",
            lesson="zhai-bolshekter",
            item="zhai-bolshekter-sabaq",
            due=_due(today, 3),
            accepts=[],
        )
        packet = _notice(
            "week",
            marat,
            "5a",
            title="Апталық топтама: жай бөлшектер",
            text="Осы аптада үш тапсырма. Сұрақтарың болса, сабақта сұра.",
            due=_due(today, 3),
        )
        _task(
            "drawing",
            marat,
            "5a",
            packet=packet,
            criteria=[
                {"name": "Бөлшектің сызбасы дұрыс", "max": 6},
                {"name": "Түсіндірмесі анық", "max": 4},
            ],
            title=photo.title["kk"],
            instructions=photo.text["kk"],
            course="matematika-5",
            lesson="ten-bolshekter",
            due=_due(today, 1),
            accepts=["text", "photo"],
        )
        meaning = _task(
            "meaning",
            marat,
            "5a",
            title="Бөлшек дегеніміз не? Өз сөзіңмен жаз",
            instructions="Екі-үш сөйлем жеткілікті. Өміріңнен мысал келтір.",
            due=_due(today, -1),
            accepts=["text"],
        )
        _task(
            "water",
            elena,
            "4a",
            title="Круговорот воды: урок и вопросы",
            instructions="Пройди урок и ответь на вопросы. Нарисуй схему и пришли фото.",
            course="estestvoznanie-4-5",
            lesson="krugovorot-vody",
            item="krugovorot-vody-urok",
            due=_due(today, 2),
            accepts=["photo", "text"],
        )
        _task(
            "reading",
            bota,
            "23",
            title="Мәтінді дауыстап оқу",
            instructions="Үйде ата-анаңа немесе әжеңе оқып бер. Кімге оқығаныңды жаз.",
            due=_due(today, 2),
            accepts=["text"],
        )
        class_5 = [p for p in cast.pupils() if p.school_class.key == "5a" and p.login != "aru"]
        for pupil, answer in zip(class_5, ANSWERS[1:] * 2, strict=False):
            _hand_in(meaning, pupil.login, answer)
        first = class_5[0].login
        submit(
            "mark.give",
            f"{meaning}~{person_id(first)}",
            {
                "assignment": meaning,
                "learner": person_id(first),
                "submission": f"{meaning}.{first}",
                "mark": "9",
                "max": 10,
                "comment": "Мысалың жақсы! Бөлімін де атап кет.",
            },
            actor=marat,
        )
        _hand_in(fractions, class_5[1].login, "")
        _task(
            "extra",
            marat,
            "5a",
            title="Қосымша: бөлшектерді қосу",
            instructions="12-бет, 4-есеп. Шешу жолын жаз.",
            due=_due(today, 3),
            accepts=["text", "photo", "audio"],
            learners=[person_id("aru"), person_id(first)],
            packet=packet,
        )
        _notice(
            "trip",
            bota,
            "5a",
            title="Жұма күні — мұражай",
            text="Сағат 10-да мектеп алдында жиналамыз. Жылы киініп келіңдер.",
            due=None,
        )


def _notice(key: str, teacher: str, klass: str, *, title: str, text: str, due: str | None) -> str:
    record = f"{SCHOOL}.notice.{key}"
    values = {
        "school": SCHOOL,
        "class": class_id(klass),
        "title": title,
        "text": text,
        "due_at": due,
        "learners": None,
    }
    submit("notice.set", record, values, actor=teacher)
    return record


def _due(today: date, days: int) -> str:
    moment = datetime.combine(today + timedelta(days=days), LAST_LESSON, ZONE)
    return clock.rfc3339(int(moment.timestamp() * 1000))


def _task(key: str, teacher: str, klass: str, *, due: str, **fields: Any) -> str:
    record = f"{SCHOOL}.task.{key}"
    values: Mapping[str, Any] = {
        "school": SCHOOL,
        "class": class_id(klass),
        "lesson": None,
        "item": None,
        "due_at": due,
        "max_mark": 10,
        "files": [],
        **fields,
    }
    submit("assignment.set", record, values, actor=teacher)
    return record


def _hand_in(assignment: str, login: str, text: str) -> None:
    submit(
        "submission.hand_in",
        f"{assignment}.{login}",
        {
            "assignment": assignment,
            "text": text,
            "files": [],
            "attempts": [],
            "made_at": clock.rfc3339(clock.now_ms()),
        },
        actor=person_id(login),
    )
