"""Why a file of a plan or a timetable is not taken, in Kazakh, Russian and English."""

from collections.abc import Mapping
from typing import Final

REFUSALS: Final[Mapping[str, Mapping[str, str]]] = {
    "file-too-large": {
        "kk": "Файл тым үлкен: ең көбі {limit_mb} МБ.",
        "ru": "Файл слишком велик: не больше {limit_mb} МБ.",
        "en": "The file is too large: at most {limit_mb} MB.",
    },
    "old-excel": {
        "kk": "Бұл Excel-дің ескі түрі (.xls). Оны .xlsx етіп сақтап, қайта таңдаңыз.",
        "ru": "Это старый формат Excel (.xls). Сохраните как .xlsx и выберите снова.",
        "en": "This is the old Excel format (.xls). Save it as .xlsx and choose it again.",
    },
    "not-a-list": {
        "kk": "Бұл кесте емес. Excel (.xlsx) не CSV файлын таңдаңыз.",
        "ru": "Это не таблица. Выберите файл Excel (.xlsx) или CSV.",
        "en": "This is no table. Choose an Excel (.xlsx) or CSV file.",
    },
    "too-many-rows": {
        "kk": "Файлда {limit} жолдан көп. Бір пәннің, бір сыныптың ғана жоспарын қалдырыңыз.",
        "ru": "В файле больше {limit} строк. Оставьте план одного предмета и класса.",
        "en": "The file has more than {limit} rows. Keep the plan of one subject and class.",
    },
    "no-plan-heading": {
        "kk": "Баған аттары табылмады. Бір жолда «Сабақтың тақырыбы» мен «Сағат саны» болуы керек.",
        "ru": "Не найдены названия столбцов. Нужна строка «Тема урока» и «Количество часов».",
        "en": "No headings found. One row must have “Topic” and “Hours”.",
    },
    "no-plan-rows": {
        "kk": "Баған аттарының астында бірде-бір тақырып жоқ.",
        "ru": "Под названиями столбцов нет ни одной темы.",
        "en": "There is no topic below the headings.",
    },
    "no-timetable-heading": {
        "kk": "Кесте түсініксіз. Бағандардың үстінде сыныптар («5 Ә») болсын, не «Сынып», «Күні», "
        "«Сабақ», «Пән» бағандары болсын.",
        "ru": "Расписание непонятно. Над столбцами должны стоять классы («5 Ә») или столбцы "
        "«Класс», «День», «Урок», «Предмет».",
        "en": "The timetable cannot be read. Columns must be headed by classes (“5 Ә”), or be "
        "“Class”, “Day”, “Lesson”, “Subject”.",
    },
}
