"""The people of the demo school: invented, and the same at every start."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from typing import Final

SCHOOL_NAME: Final = "Ақбұлақ ауылының шағын жинақты мектебі"
SCHOOL_SHORT: Final = "Ақбұлақ мектебі"
# One password for all the demo's people: it is printed at the start and guards invented records.
PASSWORD: Final = "tirek2026"  # noqa: S105

MALE: Final = (
    "Алихан", "Нұрсұлтан", "Ерасыл", "Бекзат", "Диас", "Мирас", "Санжар", "Тимур", "Әділет",
    "Айбек", "Дамир", "Рауан", "Ислам", "Нұрали", "Жандос",
)  # fmt: skip
FEMALE: Final = (
    "Ару", "Айша", "Томирис", "Аяулым", "Інжу", "Жансая", "Дильназ", "Мөлдір", "Камила",
    "Әсем", "Балнұр", "Гүлдана", "Нұрай", "Еркежан", "Сабина",
)  # fmt: skip
# Family names in the masculine and the feminine form.
FAMILIES: Final = (
    ("Серікбаев", "Серікбаева"), ("Оспанов", "Оспанова"), ("Әбдірахманов", "Әбдірахманова"),
    ("Қалиев", "Қалиева"), ("Жұмабеков", "Жұмабекова"), ("Нұрланов", "Нұрланова"),
    ("Тілеубердин", "Тілеубердина"), ("Ығылманов", "Ығылманова"), ("Сейітов", "Сейітова"),
    ("Байжанов", "Байжанова"), ("Өтегенов", "Өтегенова"), ("Хамитов", "Хамитова"),
    ("Мұқанов", "Мұқанова"),
)  # fmt: skip

LETTERS: Final = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ж": "zh",
    "з": "z", "и": "i", "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "n",
    "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u",
    "ф": "f", "х": "h", "һ": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh", "ы": "y", "і": "i",
    "э": "e", "ю": "yu", "я": "ya", "ь": "", "ъ": "",
}  # fmt: skip


@dataclass(frozen=True)
class SchoolClass:
    key: str
    label: str
    grades: tuple[int, ...]
    language: str
    pupils: int


CLASSES: Final = (
    SchoolClass("5a", "5 Ә", (5,), "kk", 24),
    SchoolClass("23", "2–3 (бірлескен)", (2, 3), "kk", 16),
    SchoolClass("4a", "4 А", (4,), "ru", 20),
)


@dataclass(frozen=True)
class Adult:
    """`teaches` holds (class key, subject); `leads` is the class of a class teacher."""

    login: str
    family_name: str
    given_name: str
    patronymic: str
    language: str
    roles: tuple[str, ...] = ("teacher",)
    teaches: tuple[tuple[str, str], ...] = ()
    leads: str | None = None


ADULTS: Final = (
    Adult("director", "Жақсыбекова", "Гүлнар", "Асқарқызы", "kk", ("director",)),
    Adult("admin", "Әлібек", "Айжан", "Ерланқызы", "kk", ("admin", "teacher"),
          teaches=(("4a", "physics-introduction"),)),
    Adult("marat", "Есенов", "Марат", "Болатұлы", "kk",
          teaches=(("5a", "mathematics"), ("4a", "mathematics")), leads="5a"),
    Adult("bota", "Сағынова", "Бота", "Қайратқызы", "kk",
          teaches=(("5a", "kazakh-language"), ("23", "kazakh-language")), leads="23"),
    Adult("asel", "Дүйсенова", "Әсел", "Маратқызы", "kk",
          teaches=(("23", "mathematics"), ("5a", "english"))),
    Adult("elena", "Ким", "Елена", "Викторовна", "ru",
          teaches=(("4a", "science"), ("5a", "science")), leads="4a"),
    Adult("inspector", "Тұрсынов", "Ерлан", "Сапарұлы", "kk", ("inspector",)),
)  # fmt: skip


@dataclass(frozen=True)
class Pupil:
    login: str
    family_name: str
    given_name: str
    school_class: SchoolClass
    grade: int


@dataclass(frozen=True)
class Parent:
    login: str
    family_name: str
    given_name: str
    child_logins: tuple[str, ...]


def school_year(today: date) -> tuple[str, date, date]:
    """The school year around a day: its name, first and last day (1 September to 25 May)."""
    first = today.year if today.month >= 7 else today.year - 1
    return f"{first}/{first + 1}", date(first, 9, 1), date(first + 1, 5, 25)


def latin(text: str) -> str:
    """A login that can be typed on any keyboard."""
    return "".join(LETTERS.get(letter, "") for letter in text.lower())


def pupils() -> Iterator[Pupil]:
    """About sixty pupils; Ару Серікбаева of 5 Ә, the tour's pupil, is the first."""
    families = cycle(FAMILIES)
    given = cycle(pair for names in zip(FEMALE, MALE, strict=True) for pair in enumerate(names))
    used: dict[str, int] = {}
    for school_class in CLASSES:
        for place in range(school_class.pupils):
            male, name = next(given)
            family = next(families)[0 if male else 1]
            stem = latin(name)
            used[stem] = used.get(stem, 0) + 1
            yield Pupil(
                login=stem if used[stem] == 1 else f"{stem}{used[stem]}",
                family_name=family,
                given_name=name,
                school_class=school_class,
                grade=school_class.grades[place % len(school_class.grades)],
            )


def parents() -> Iterator[Parent]:
    """One parent has children in different classes, as happens in a village."""
    everyone = list(pupils())
    aru, alihan = everyone[0], everyone[1]
    siblings = [p for p in everyone if p.family_name.startswith("Серікбаев") and p != aru]
    yield Parent("qanat", "Серікбаев", "Қанат", (aru.login, siblings[-1].login))
    yield Parent("zhanna", "Оспанова", "Жанна", (alihan.login,))
