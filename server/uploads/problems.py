"""Why an upload is refused, as the phone is told it in three languages."""

from collections.abc import Mapping
from typing import Any, Final

from content.errors import ContentError
from server.errors import Problem

LANGUAGES: Final = ("kk", "ru", "en")

Words = Mapping[str, str]

_TEXTS: Final[Mapping[str, tuple[int, Words]]] = {
    "too-large": (
        413,
        {
            "kk": "Файл тым үлкен. Кішірейтіңіз немесе бөліп жіберіңіз.",
            "ru": "Файл слишком большой. Уменьшите его или отправьте по частям.",
            "en": "The file is too large. Make it smaller or send it in pieces.",
        },
    ),
    "too-many-uploads": (
        429,
        {
            "kk": "Бірнеше файл әлі жіберіліп жатыр. Солар аяқталғанша күте тұрыңыз.",
            "ru": "Несколько файлов ещё отправляются. Подождите, пока они дойдут.",
            "en": "Several files are still on their way. Wait until they have arrived.",
        },
    ),
    "hash-mismatch": (
        422,
        {
            "kk": "Файл жолда бүлінген. Қайта жіберіңіз.",
            "ru": "Файл повредился в пути. Отправьте его ещё раз.",
            "en": "The file was damaged on its way. Send it again.",
        },
    ),
    "disk-full": (
        507,
        {
            "kk": "Мектеп серверінде орын қалмады. Файл телефонда сақтаулы; әкімшіге айтыңыз.",
            "ru": "На школьном сервере нет места. Файл остался на телефоне; скажите"
            " администратору.",
            "en": "The school server's disk is full. The file is still on the phone; tell the"
            " administrator.",
        },
    ),
    "import-interrupted": (
        503,
        {
            "kk": "Сервер файлды өңдеу кезінде екі рет өшіп қалды. Қайта жіберіп көріңіз.",
            "ru": "Сервер дважды выключался во время обработки файла. Отправьте его ещё раз.",
            "en": "The server stopped twice while working on the file. Send it again.",
        },
    ),
    "import-stopped": (
        409,
        {
            "kk": "Файлды өңдеу сіздің өтінішіңізбен тоқтатылды.",
            "ru": "Обработка файла остановлена по вашей просьбе.",
            "en": "Work on the file was stopped at your request.",
        },
    ),
    "import-failed": (
        500,
        {
            "kk": "Файлды өңдеу кезінде серверде қате шықты. Әкімшіге айтыңыз.",
            "ru": "При обработке файла на сервере произошла ошибка. Скажите администратору.",
            "en": "The server made a mistake while working on the file. Tell the administrator.",
        },
    ),
}


def refusal(name: str, **details: Any) -> dict[str, Any]:
    """The `problem` member of an upload that ended so."""
    status, words = _TEXTS[name]
    return {
        "type": f"/problems/{name}",
        "code": name,
        "title": words["en"],
        "status": status,
        "messages": dict(words),
        **details,
    }


def problem(name: str, **details: Any) -> Problem:
    """The same as an answer to a request."""
    status, words = _TEXTS[name]
    return Problem(
        status, name, words["en"], hint=words["en"], messages=dict(words), code=name, **details
    )


def content_refusal(error: ContentError) -> dict[str, Any]:
    """What the content layer says of a file it did not take."""
    return {
        "type": f"/problems/{error.code}",
        "code": error.code,
        "title": error.message("en"),
        "status": 422,
        "subject": error.subject,
        "details": error.details,
        "messages": {language: error.message(language) for language in LANGUAGES},
    }
