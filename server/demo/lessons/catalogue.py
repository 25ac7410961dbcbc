"""What the demo school teaches: courses, their lessons, and the files the lessons are made of."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

LESSONS_FOLDER = Path(__file__).parent


class ItemKind(StrEnum):
    """How an item is brought in: a package is built first, the other files go in as they are."""

    SCORM12 = "scorm12"
    PDF = "pdf"
    VIDEO = "video"
    IMAGE = "image"
    PHOTO_TASK = "photo-task"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a lesson; `source` is a file or (SCORM) a folder, relative to this package."""

    id: str
    kind: ItemKind
    title: str
    source: str

    @property
    def path(self) -> Path:
        return LESSONS_FOLDER / self.source


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson with its title and a summary of 2–4 sentences in the language of its course."""

    id: str
    title: str
    summary: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A course; `language` is a BCP 47 tag, `subject` a stable kebab-case name."""

    id: str
    title: str
    subject: str
    grades: tuple[int, ...]
    language: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class PhotoTask:
    """A task done on paper and handed in as photos; texts are keyed by language (kk, ru)."""

    title: dict[str, str]
    text: dict[str, str]
    checks: dict[str, tuple[str, ...]]
    least_photos: int
    most_photos: int


def read_photo_task(path: Path) -> PhotoTask:
    """Read a photo task from its JSON file, such as photo/task.json of this package."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return PhotoTask(
        title=dict(told["title"]),
        text=dict(told["text"]),
        checks={language: tuple(checks) for language, checks in told["checks"].items()},
        least_photos=int(told["photos"]["least"]),
        most_photos=int(told["photos"]["most"]),
    )


MATHEMATICS_5 = Course(
    id="matematika-5",
    title="Математика, 5-сынып",
    subject="mathematics",
    grades=(5,),
    language="kk",
    lessons=(
        Lesson(
            id="zhai-bolshekter",
            title="Жай бөлшектер",
            summary=(
                "Бұл сабақта бүтінді тең бөліктерге бөліп, бөлшекті жазуды және оқуды үйренесің. "
                "Бөлшектің алымы мен бөлімін ажыратып, бөлшектерді салыстырасың. "
                "Соңында алты тапсырма орындап, біліміңді тексересің."
            ),
            items=(
                Item(
                    id="zhai-bolshekter-sabaq",
                    kind=ItemKind.SCORM12,
                    title="Жай бөлшектер: түсіндірме және тапсырмалар",
                    source="scorm/bolshekter",
                ),
                Item(
                    id="bolshek-zholaqtary",
                    kind=ItemKind.IMAGE,
                    title="Бөлшек жолақтары",
                    source="image/bolshek_zholaqtary.png",
                ),
            ),
        ),
        Lesson(
            id="ten-bolshekter",
            title="Тең бөлшектер",
            summary=(
                "Бейнеде бір нанды екі, төрт және сегіз тең бөлікке бөлеміз. "
                "Боялған бөлігі өзгермейді, демек 1/2, 2/4 және 4/8 — тең бөлшектер. "
                "Содан кейін бөлшектерді дәптерге сызып, суретін мұғалімге жібересің."
            ),
            items=(
                Item(
                    id="ten-bolshekter-beine",
                    kind=ItemKind.VIDEO,
                    title="Тең бөлшектер: бейнежазба",
                    source="video/ten_bolshekter.mp4",
                ),
                Item(
                    id="bolshekti-syz",
                    kind=ItemKind.PHOTO_TASK,
                    title="Бөлшекті сызып көрсет",
                    source="photo/task.json",
                ),
            ),
        ),
    ),
)

NATURAL_SCIENCE_4_5 = Course(
    id="estestvoznanie-4-5",
    title="Естествознание, 4–5 класс",
    subject="natural-science",
    grades=(4, 5),
    language="ru",
    lessons=(
        Lesson(
            id="krugovorot-vody",
            title="Круговорот воды в природе",
            summary=(
                "Вода испаряется, собирается в облака, выпадает дождём и снегом и стекает "
                "в реки и моря. В уроке ты проследишь путь одной капли и узнаешь, почему дождь "
                "пресный. В конце — четыре задания."
            ),
            items=(
                Item(
                    id="krugovorot-vody-urok",
                    kind=ItemKind.SCORM12,
                    title="Круговорот воды: урок с заданиями",
                    source="scorm/voda",
                ),
                Item(
                    id="krugovorot-vody-shema",
                    kind=ItemKind.IMAGE,
                    title="Схема круговорота воды",
                    source="image/krugovorot_vody.png",
                ),
            ),
        ),
    ),
)

KAZAKH_5 = Course(
    id="qazaq-tili-5",
    title="Қазақ тілі, 5-сынып",
    subject="kazakh-language",
    grades=(5,),
    language="kk",
    lessons=(
        Lesson(
            id="dala-mektebi",
            title="Даладағы мектеп",
            summary=(
                "Мәтінде дала жиегіндегі шағын ауыл мектебінің бір қысқы күні суреттеледі. "
                "Мәтінді мұқият оқып, мазмұны бойынша төрт тапсырма орында. "
                "Жауаптарыңды дәптерге толық сөйлеммен жаз."
            ),
            items=(
                Item(
                    id="dala-mektebi-matin",
                    kind=ItemKind.PDF,
                    title="Оқылым мәтіні: «Даладағы мектеп»",
                    source="pdf/dala_mektebi.pdf",
                ),
            ),
        ),
    ),
)

COURSES = (MATHEMATICS_5, NATURAL_SCIENCE_4_5, KAZAKH_5)
