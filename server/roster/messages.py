"""The words of a roster's dry run and of its refusals, in Kazakh, Russian and English."""

from collections.abc import Mapping
from typing import Final

from server.roster.finding import Question
from server.roster.planning import Action
from server.roster.rows import Trouble

Texts = Mapping[str, str]

TROUBLES: Final[Mapping[Trouble, Texts]] = {
    Trouble.CLASS_UNREADABLE: {
        "kk": "сынып түсініксіз: «5 Ә» немесе «2–3» деп жазыңыз",
        "ru": "класс непонятен: напишите «5 Ә» или «2–3»",
        "en": "the class can't be read: write it as 5 Ә or 2–3",
    },
    Trouble.CLASS_MISSING: {
        "kk": "сыныбы көрсетілмеген",
        "ru": "не указан класс",
        "en": "no class is given",
    },
    Trouble.NAME_MISSING: {
        "kk": "тегі немесе аты жоқ",
        "ru": "нет фамилии или имени",
        "en": "the family name or the given name is missing",
    },
    Trouble.NAME_UNREADABLE: {
        "kk": "аты-жөнінде әріптен басқа таңба бар",
        "ru": "в имени есть не только буквы",
        "en": "the name holds signs that are no letters",
    },
    Trouble.IIN_WRONG: {
        "kk": "ЖСН қате: 12 цифрды тексеріңіз",
        "ru": "ИИН неверен: проверьте 12 цифр",
        "en": "the IIN is wrong: check its 12 digits",
    },
    Trouble.REPEATED: {
        "kk": "тізімде екінші рет тұр",
        "ru": "повторяется в списке",
        "en": "stands in the list a second time",
    },
    Trouble.SEVERAL_FIT: {
        "kk": "мектепте мұндай аты-жөні бар бірнеше адам бар: ЖСН қосыңыз",
        "ru": "в школе несколько человек с таким именем: добавьте ИИН",
        "en": "several people of this name are known: add the IIN",
    },
    Trouble.ROLE_UNKNOWN: {
        "kk": "лауазымы белгісіз",
        "ru": "должность неизвестна",
        "en": "the role isn't known",
    },
    Trouble.REFERENCE_MISSING: {
        "kk": "файлда жоқ адамға не сыныпқа сілтейді",
        "ru": "ссылается на того, кого нет в файле",
        "en": "refers to somebody or something that isn't in the file",
    },
    Trouble.GRADE_WRONG: {
        "kk": "параллелі сыныбына сай емес",
        "ru": "параллель не подходит к классу",
        "en": "the grade doesn't belong to the class",
    },
}

ACTIONS: Final[Mapping[Action, Texts]] = {
    Action.NEW_CLASS: {"kk": "жаңа сынып", "ru": "новый класс", "en": "new class"},
    Action.NEW_PERSON: {"kk": "жаңа адам", "ru": "новый человек", "en": "new person"},
    Action.RENAMED: {"kk": "аты-жөні өзгереді", "ru": "меняется имя", "en": "name changes"},
    Action.ENROLLED: {
        "kk": "сыныпқа қабылданады",
        "ru": "зачисляется в класс",
        "en": "is enrolled",
    },
    Action.MOVED: {"kk": "сыныбы ауысады", "ru": "переводится", "en": "moves to another class"},
    Action.LEFT: {
        "kk": "тізімде жоқ: сыныптан шығады",
        "ru": "нет в списке: выбывает",
        "en": "isn't in the list: leaves",
    },
    Action.ROLE_GIVEN: {"kk": "қызметке кіріседі", "ru": "получает роль", "en": "takes up a role"},
    Action.ROLE_ENDED: {
        "kk": "тізімде жоқ: қызметі аяқталады",
        "ru": "нет в списке: роль заканчивается",
        "en": "isn't in the list: the role ends",
    },
    Action.GUARDIAN_ADDED: {
        "kk": "баласына байланады",
        "ru": "связывается с ребёнком",
        "en": "is linked to a child",
    },
    Action.CONFIRMED: {"kk": "расталады", "ru": "подтверждается", "en": "is confirmed"},
}

_SAME: Final[Texts] = {
    "kk": "{who} ({child}): {known}{more} — сол адам ба?",
    "ru": "{who} ({child}): {known}{more} — тот же человек?",
    "en": "{who} ({child}): {known}{more}: the same person?",
}
_WORKS: Final[Texts] = {
    "kk": "мектеп қызметкері",
    "ru": "сотрудник школы",
    "en": "of the staff",
}
_ENDED: Final[Texts] = {
    "kk": "осы баламен байланысы аяқталған",
    "ru": "связь с этим ребёнком завершена",
    "en": "the link with this child was ended",
}


def asked(one: Question, language: str) -> str:
    """A question in words, with what is known of the other."""
    facts = [
        *([_ENDED[language]] if one.ended else ()),
        *([_WORKS[language]] if one.works else ()),
        *one.children,
    ]
    more = f" [{', '.join(facts)}]" if facts else ""
    return _SAME[language].format(who=one.shown, child=one.child, known=one.known, more=more)


YEAR_FIRST: Final[Texts] = {
    "kk": "Сыныптар жаңа оқу жылына әлі көшірілмеген: алдымен «Жаңа оқу жылы», сосын осы тізім.",
    "ru": "Классы ещё не переведены на новый учебный год: сначала переведите их, потом список.",
    "en": "The classes have not moved up yet: turn the school year first, then bring in the list.",
}
REFUSALS: Final[Mapping[str, Texts]] = {
    "file-too-large": {
        "kk": "Файл тым үлкен: ең көбі {limit_mb} МБ.",
        "ru": "Файл слишком велик: не больше {limit_mb} МБ.",
        "en": "The file is too large: at most {limit_mb} MB.",
    },
    "too-many-rows": {
        "kk": "Файлда {limit} жолдан көп. Мектепке қатысты бөлігін ғана беріңіз.",
        "ru": "В файле больше {limit} строк. Оставьте только свою школу.",
        "en": "The file has more than {limit} rows. Keep only your school's.",
    },
    "old-excel": {
        "kk": "Бұл Excel-дің ескі түрі (.xls). Оны .xlsx етіп сақтап, қайта жүктеңіз.",
        "ru": "Это старый формат Excel (.xls). Сохраните как .xlsx и загрузите снова.",
        "en": "This is the old Excel format (.xls). Save it as .xlsx and try again.",
    },
    "not-a-list": {
        "kk": "Бұл тізім емес. Excel (.xlsx), CSV немесе OneRoster (.zip) беріңіз.",
        "ru": "Это не список. Нужен Excel (.xlsx), CSV или OneRoster (.zip).",
        "en": "This is no list. Give an Excel (.xlsx), CSV or OneRoster (.zip) file.",
    },
    "no-heading": {
        "kk": "Баған аттары табылмады. Бір жолда «Тегі», «Аты», «Сынып» болуы керек.",
        "ru": "Не найдены названия столбцов. Нужна строка «Фамилия», «Имя», «Класс».",
        "en": "No headings found. One row must read: family name, given name, class.",
    },
    "no-people": {
        "kk": "Файлда адам жоқ.",
        "ru": "В файле нет людей.",
        "en": "Nobody is in the file.",
    },
    "oneroster-version": {
        "kk": "OneRoster нұсқасы {version}: 1.1 мен 1.2 ғана оқылады.",
        "ru": "Версия OneRoster {version}: читаются только 1.1 и 1.2.",
        "en": "OneRoster version {version}: only 1.1 and 1.2 are read.",
    },
    "oneroster-manifest": {
        "kk": "manifest.csv пен {file} бір-біріне сай емес. Файлды қайта шығарыңыз.",
        "ru": "manifest.csv не соответствует {file}. Выгрузите файл заново.",
        "en": "manifest.csv and {file} disagree. Export the file again.",
    },
    "oneroster-missing": {
        "kk": "{file} жоқ. Файлды толық шығарыңыз.",
        "ru": "Нет {file}. Выгрузите полностью.",
        "en": "{file} is missing. Export everything.",
    },
    "oneroster-encoding": {
        "kk": "{file} UTF-8 емес. Файлды қайта шығарыңыз.",
        "ru": "{file} не в UTF-8. Выгрузите заново.",
        "en": "{file} isn't UTF-8. Export it again.",
    },
    "roster-changed": {
        "kk": "Қарағаныңыздан кейін тізім өзгерді. Қайта қарап, содан соң енгізіңіз.",
        "ru": "С момента просмотра список изменился. Посмотрите ещё раз и внесите.",
        "en": "The roster has changed since you looked. Look again, then write it.",
    },
    "class-unreadable": {
        "kk": "«{label}» деген сынып түсініксіз: «5 Ә» не «2–3» деп жазыңыз.",
        "ru": "Класс «{label}» непонятен: напишите «5 Ә» или «2–3».",
        "en": "The class “{label}” can't be read: write 5 Ә or 2–3.",
    },
    "asks-twice": {
        "kk": "Оқушылардың көбі ({left}) тізімде жоқ. Файл толық болса, растаңыз.",
        "ru": "Многих учеников ({left}) нет в списке. Если файл полный, подтвердите.",
        "en": "Many pupils ({left}) aren't in the list. If it is complete, confirm.",
    },
}
