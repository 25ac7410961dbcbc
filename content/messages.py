"""The sentences behind every code, in Kazakh, Russian and English.

A sentence says what is wrong with which file and what to do next. Templates name
`{subject}` and the values a code carries; values ending in `_bytes` are shown as sizes,
lists as a comma-separated line.
"""

import math
from collections.abc import Mapping
from typing import Final, Literal, TypeGuard

from content.limits import MIB
from content.messages_notes import NOTE_SENTENCES
from content.messages_refusals import REFUSAL_SENTENCES

Language = Literal["kk", "ru", "en"]
Texts = Mapping[str, Mapping[Language, str]]

LANGUAGES: Final[tuple[Language, ...]] = ("kk", "ru", "en")
DEFAULT_LANGUAGE: Final[Language] = "kk"
MEGABYTE: Final[Mapping[Language, str]] = {"kk": "МБ", "ru": "МБ", "en": "MB"}


def _by_language(rows: Mapping[str, tuple[str, str, str]]) -> Texts:
    return {code: dict(zip(LANGUAGES, row, strict=True)) for code, row in rows.items()}


REFUSALS: Final[Texts] = _by_language(REFUSAL_SENTENCES)
FINDINGS: Final[Texts] = _by_language(NOTE_SENTENCES)
PROBLEMS: Final[Texts] = _by_language(
    {
        "bad-blob-name": (
            "Файлдың белгісі қате: «{subject}». Материалды тізімнен қайта ашыңыз.",
            "Неверное обозначение файла: «{subject}». Откройте материал заново из списка.",
            "This is not the name of a stored file: “{subject}”. "
            "Open the material again from the list.",
        ),
        "blob-missing": (
            "Сақтау орнынан файл табылмады ({subject}). "
            "Келесі синхрондауды күтіңіз немесе материалды қайта жүктеңіз.",
            "В хранилище нет файла ({subject}). "
            "Дождитесь следующей синхронизации или загрузите материал заново.",
            "A file is not in the store ({subject}). "
            "Wait for the next sync or upload the material again.",
        ),
        "description-invalid": (
            "Материалдың сипаттамасы жарамсыз ({subject}). Материалды қайта жүктеңіз.",
            "Описание материала недействительно ({subject}). Загрузите материал заново.",
            "The description of the material is not valid ({subject}). Upload the material again.",
        ),
        "disk-full": (
            "Дискіде орын жетпейді: {needed_bytes} керек, бос орын — {free_bytes}. "
            "Қажет емес материалдарды өшіріп, қайта көріңіз.",
            "На диске не хватает места: нужно {needed_bytes}, свободно {free_bytes}. "
            "Удалите ненужные материалы и попробуйте снова.",
            "The disk has too little room: {needed_bytes} needed, {free_bytes} free. "
            "Delete material that is no longer needed and try again.",
        ),
        "edition-invalid": (
            "Курс басылымының тізімі жарамсыз ({subject}). Курсты жариялаған орынға хабарлаңыз.",
            "Перечень издания курса недействителен ({subject}). Сообщите тем, кто издал курс.",
            "The list of the course's edition is not valid ({subject}). "
            "Tell those who published the course.",
        ),
        "pack-base-damaged": (
            "Курстың ескі файлы бұзылған ({subject}). Ол келесі синхрондауда қалпына келеді.",
            "Прежний файл курса повреждён ({subject}). "
            "Он восстановится при следующей синхронизации.",
            "An old file of the course is damaged ({subject}). The next sync repairs it.",
        ),
        "pack-damaged": (
            "Курстың жаңарту бумасы бұзылған ({subject}). Файлдар толығымен жүктеледі.",
            "Пакет обновления курса повреждён ({subject}). Файлы загрузятся целиком.",
            "The course's update pack is damaged ({subject}). The files will come whole.",
        ),
        "pack-too-large": (
            "Курстың жаңарту бумасы тым үлкен ({subject}). Файлдар толығымен жүктеледі.",
            "Пакет обновления курса слишком велик ({subject}). Файлы загрузятся целиком.",
            "The course's update pack is too large ({subject}). The files will come whole.",
        ),
    }
)
UNKNOWN: Final[Mapping[Language, str]] = {
    "kk": "Белгісіз ескерту: {code} ({subject}).",
    "ru": "Неизвестное сообщение: {code} ({subject}).",
    "en": "Unknown message: {code} ({subject}).",
}


class _Values(dict[str, str]):
    """A message must never fail for want of a value."""

    def __missing__(self, key: str) -> str:
        return "?"


def _is_language(lang: str) -> TypeGuard[Language]:
    return lang in LANGUAGES


def _shown(name: str, value: object, lang: Language) -> str:
    if name.endswith("_bytes") and isinstance(value, int):
        return f"{math.ceil(value / MIB)} {MEGABYTE[lang]}"
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


def say(
    texts: Mapping[str, Mapping[Language, str]],
    code: str,
    lang: str,
    subject: str,
    details: Mapping[str, object],
) -> str:
    """The sentence of `code` in `lang`; a code from a newer version is still shown by name.

    A code may have a second form `<code>/none`, used when its `candidates` are empty.
    """
    language = lang if _is_language(lang) else DEFAULT_LANGUAGE
    row = texts.get(code, UNKNOWN)
    if "candidates" in details and not details["candidates"]:
        row = texts.get(f"{code}/none", row)
    values = {name: _shown(name, value, language) for name, value in details.items()}
    return row[language].format_map(_Values(values, subject=subject, code=code))
