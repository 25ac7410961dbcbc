"""Words of the printed forms, in the three languages of schools here."""

from collections.abc import Mapping
from datetime import date
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    # forms
    "report-card": ("Үлгерім табелі", "Табель успеваемости", "Report card"),
    "register": ("Сынып журналы", "Классный журнал", "Class register"),
    "timetable": ("Сабақ кестесі", "Расписание уроков", "Timetable"),
    "headcount": ("Оқушылар қозғалысы", "Движение учащихся", "Headcount"),
    "term-report": ("Тоқсан есебі", "Отчёт за четверть", "Term report"),
    "analysis": ("БЖБ және ТЖБ талдауы", "Анализ СОР и СОЧ", "Analysis of SAU and SAT"),
    "family": ("Ата-анаға тоқсандық есеп", "Отчёт родителям за четверть", "Report to parents"),
    "plan": (
        "Күнтізбелік-тақырыптық жоспар", "Календарно-тематический план", "Calendar-thematic plan",
    ),
    "portfolio": ("Портфолио", "Портфолио", "Portfolio"),
    "portfolio_work": ("Жұмыстар", "Работы", "Works"),
    "portfolio_achievement": ("Жетістіктер", "Достижения", "Achievements"),
    "may_show": ("Көрсетуге келісім", "Согласие на показ", "May be shown"),
    "given": ("бар", "есть", "yes"),
    "not_given": ("жоқ", "нет", "no"),
    "consent": ("Келісім парағы", "Лист согласия", "Consent form"),
    "consent_asked": (
        "Мектеп неге келісім сұрайды", "На что школа просит согласия",
        "What the school asks consent for",
    ),
    "purpose": ("Мақсаты", "Цель", "Purpose"),
    "consent_more": ("Бұл нені білдіреді", "Что это значит", "What it means"),
    "consent_yes": ("Келісемін", "Согласен", "I agree"),
    "consent_no": ("Келіспеймін", "Не согласен", "I do not"),
    "consent_law": (
        "Сабақтар, бағалар, қатысу мен есептер заң бойынша жүргізіледі: олар үшін келісім"
        " сұралмайды.",
        "Уроки, оценки, посещаемость и отчёты ведутся по закону: согласия на них не спрашивают.",
        "Lessons, marks, attendance and reports rest on the law: no consent is asked for them.",
    ),
    "consent_free": (
        "Келісім бермеу оқуға да, бағаға да әсер етпейді.",
        "Отказ не влияет ни на учёбу, ни на оценки.",
        "A refusal changes nothing in teaching or in marks.",
    ),
    "consent_back": (
        "Келісім оқушы осы мектепте оқығанша күшінде. Оны кез келген күні қосымшада немесе сынып"
        " жетекшісі арқылы қайтарып алуға болады.",
        "Согласие действует, пока ученик учится в этой школе. Его можно отозвать в любой день в"
        " приложении или через классного руководителя.",
        "Consent holds while the pupil is at this school. It may be withdrawn on any day, in the"
        " app or with the class teacher.",
    ),
    "consent_signer": (
        "Заңды өкіл (кәмелетке толған оқушы): аты-жөні, қолы",
        "Законный представитель (совершеннолетний ученик): Ф. И. О., подпись",
        "Legal representative (pupil who is of age): name, signature",
    ),
    "consent_signed_on": ("Қол қойылған күні", "Дата подписи", "Signed on"),
    "note": ("Ескерту", "Примечание", "Note"),
    "section_of_plan": ("Бөлім", "Раздел", "Section"),
    "objectives": ("Оқу мақсаттары", "Цели обучения", "Objectives"),
    "hours": ("Сағат", "Часы", "Hours"),
    # heads of forms
    "school": ("Мектеп", "Школа", "School"),
    "class": ("Сынып", "Класс", "Class"),
    "pupil": ("Оқушы", "Ученик", "Pupil"),
    "subject": ("Пән", "Предмет", "Subject"),
    "teacher": ("Мұғалім", "Учитель", "Teacher"),
    "term": ("Тоқсан", "Четверть", "Term"),
    "year": ("Оқу жылы", "Учебный год", "School year"),
    "month": ("Айы", "Месяц", "Month"),
    "on": ("Күні", "На дату", "As of"),
    "policy": ("Бағалау ережесі", "Правило оценивания", "Assessment policy"),
    "room": ("каб.", "каб.", "room"),
    "number": ("№", "№", "No."),
    # columns
    "date": ("Күні", "Дата", "Date"),
    "bell": ("Сабақ", "Урок", "Lesson"),
    "time": ("Уақыты", "Время", "Time"),
    "topic": ("Сабақтың тақырыбы", "Тема урока", "Topic"),
    "homework": ("Үй тапсырмасы", "Домашнее задание", "Homework"),
    "percent": ("Пайыз", "Процент", "Percent"),
    "mark": ("Баға", "Оценка", "Mark"),
    "daily": ("ҚБ орташа", "Среднее ФО", "Mean of FA"),
    "section": ("БЖБ", "СОР", "SAU"),
    "summative": ("ТЖБ", "СОЧ", "SAT"),
    "formative": ("ҚБ", "ФО", "FA"),
    "year_mark": ("Жылдық", "Годовая", "Year"),
    "exam": ("Емтихан", "Экзамен", "Exam"),
    "final": ("Қорытынды", "Итоговая", "Final"),
    "decision": ("Кеңес шешімі", "Решение совета", "Council's decision"),
    "kind": ("Түрі", "Вид", "Kind"),
    "title": ("Атауы", "Название", "Title"),
    "wrote": ("Жазғаны", "Писали", "Wrote"),
    "low": ("Төмен, 0–39 %", "Низкий, 0–39 %", "Low, 0–39 %"),
    "middle": ("Орта, 40–84 %", "Средний, 40–84 %", "Middle, 40–84 %"),
    "high": ("Жоғары, 85–100 %", "Высокий, 85–100 %", "High, 85–100 %"),
    "success": ("Үлгерім, %", "Успеваемость, %", "Success, %"),
    "quality": ("Сапа, %", "Качество, %", "Quality, %"),
    "weak": ("Әлсіз мақсаттар", "Слабые цели", "Weak objectives"),
    "learners": ("Оқушы саны", "Учеников", "Pupils"),
    "only_fives": ("Үздік", "Отличники", "Only fives"),
    "fours": ("4 пен 5-ке", "На «4» и «5»", "Fours and fives"),
    "one_three": ("Бір «3»", "С одной «3»", "One three"),
    "failing": ("Үлгермейтін", "Неуспевающие", "Failing"),
    "unattested": ("Бағасыз", "Без оценки", "Without a mark"),
    "missed": ("Қалған сабақ", "Пропущено уроков", "Lessons missed"),
    "at_start": ("Ай басында", "На начало месяца", "At the start"),
    "came": ("Келгені", "Прибыло", "Came"),
    "left": ("Кеткені", "Выбыло", "Left"),
    "at_end": ("Ай соңында", "На конец месяца", "At the end"),
    "provisional": ("Расталмаған", "Не подтверждено", "Not confirmed"),
    "language": ("Оқу тілі", "Язык обучения", "Language"),
    "movement": ("Қозғалыс тізімі", "Список движения", "Movements"),
    "what": ("Не болды", "Что произошло", "What happened"),
    "total": ("Барлығы", "Всего", "In all"),
    "by_class": ("Сыныптар бойынша", "По классам", "By class"),
    "by_subject": ("Пәндер бойынша", "По предметам", "By subject"),
    "lessons": ("Өткізілген сабақтар", "Проведённые уроки", "Lessons held"),
    "marks": ("Бағалар мен келмегендер", "Оценки и посещаемость", "Marks and attendance"),
    "attendance": ("Сабаққа қатысу", "Посещаемость", "Attendance"),
    "tasks": ("Тапсырмалар", "Задания", "Tasks"),
    "set": ("Берілгені", "Задано", "Set"),
    "handed_in": ("Тапсырылғаны", "Сдано", "Handed in"),
    "not_handed_in": ("Тапсырылмағаны", "Не сдано", "Not handed in"),
    # words in the place of figures
    "absent": ("жоқ", "н", "abs"),
    "exempt": ("бос.", "осв.", "ex."),
    "not_studied": ("оқымаған", "н/и", "n/s"),
    "not_certified": ("серт. жоқ", "не серт.", "n/c"),
    "unattested_short": ("а/ж", "н/а", "n/a"),
    "passed": ("сынақ", "зачёт", "passed"),
    "failed": ("сынақ жоқ", "незачёт", "failed"),
    "unexcused": ("Себепсіз", "Без причины", "Unexcused"),
    "excused": ("Себепті", "По уважительной", "Excused"),
    "ill": ("Ауырған", "По болезни", "Ill"),
    "late": ("Кешіккен", "Опоздания", "Late"),
    "unexcused_short": ("ж", "н", "u"),
    "excused_short": ("д", "п", "e"),
    "ill_short": ("а", "б", "i"),
    "late_short": ("к", "о", "l"),
    "cancelled": ("өтпеді", "не состоялся", "not held"),
    "promoted": ("көшірілді", "переведён(а)", "promoted"),
    "resit": ("қосымша тапсырады", "пересдача", "to resit"),
    "repeats": ("қайта оқиды", "повторный год", "repeats"),
    "graduates": ("бітірді", "выпущен(а)", "graduated"),
    # notes and signatures
    "legend": (
        "ж — себепсіз, д — дәлелді себеппен, а — ауырған, к — кешіккен",
        "н — без причины, п — по уважительной причине, б — болел(а), о — опоздал(а)",
        "u: unexcused, e: excused, i: ill, l: late",
    ),
    "elective": ("таңдау курсы", "курс по выбору", "elective"),
    "elective_passed": ("сыналды", "зачтено", "passed"),
    "elective_failed": ("сыналмады", "не зачтено", "not passed"),
    "half_1": ("1-жартыжылдық", "1-е полугодие", "1st half-year"),
    "half_2": ("2-жартыжылдық", "2-е полугодие", "2nd half-year"),
    "whole_year": ("жыл", "год", "year"),
    "brought": (
        "* — бұрынғы мектептің бағасы", "* — оценка прежней школы", "*: of the former school",
    ),
    "nothing": ("Бұл мерзімде жазба жоқ.", "За этот срок записей нет.", "No records in this time."),
    "class_teacher": ("Сынып жетекшісі", "Классный руководитель", "Class teacher"),
    "director": ("Директор", "Директор", "Director"),
    "deputy": ("Директордың орынбасары", "Заместитель директора", "Deputy director"),
    "parent": ("Ата-анасы", "Родитель", "Parent"),
}  # fmt: skip
"""Kazakh, Russian, English."""

LANGUAGES: Final = ("kk", "ru", "en")

_MONTHS: Final = {
    "kk": (
        "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
        "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
    ),
    "ru": (
        "январь", "февраль", "март", "апрель", "май", "июнь",
        "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_WEEKDAYS: Final = {
    "kk": ("Дүйсенбі", "Сейсенбі", "Сәрсенбі", "Бейсенбі", "Жұма", "Сенбі", "Жексенбі"),
    "ru": (
        "Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье",
    ),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}  # fmt: skip
_ROMAN: Final = ("", "I", "II", "III", "IV", "V", "VI")


class Words:
    """Words of one language: `words["pupil"]`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._at = LANGUAGES.index(language)

    def __getitem__(self, key: str) -> str:
        return WORDS[key][self._at]

    def of(self, *keys: str) -> list[str]:
        """Several of them, for the heads of a table."""
        return [self[key] for key in keys]

    def month(self, day: date) -> str:
        """«қараша 2026»."""
        return f"{_MONTHS[self.language][day.month - 1]} {day.year}"

    def weekday(self, iso: int) -> str:
        """Monday is 1."""
        return _WEEKDAYS[self.language][iso - 1]

    def term(self, key: str) -> str:
        """«II · 2026/2027» for the term 2026-2."""
        year, number = key.split("-")
        return f"{roman(int(number))} · {school_year(int(year))}"


def roman(number: int) -> str:
    """Terms are counted in Roman figures, as on every form here."""
    return _ROMAN[number]


def school_year(first: int) -> str:
    """«2026/2027»."""
    return f"{first}/{first + 1}"


def day_text(day: date) -> str:
    """«20.11.2026», as dates are written here in all three languages."""
    return f"{day:%d.%m.%Y}"
