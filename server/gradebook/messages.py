"""Why a file with points is not taken, in Kazakh, Russian and English."""

from collections.abc import Mapping
from typing import Final

from server.planning.messages import REFUSALS as TABLES

REFUSALS: Final[Mapping[str, Mapping[str, str]]] = {
    **{reason: TABLES[reason] for reason in ("file-too-large", "old-excel", "not-a-list")},
    "no-pupils": {
        "kk": "Кестеде осы сыныптың бірде-бір оқушысы табылмады. Бір бағанда оқушылардың тегі мен "
        "аты сынып тізіміндегідей тұруы керек.",
        "ru": "В таблице нет ни одного ученика этого класса. В одном столбце должны стоять фамилия "
        "и имя, как в списке класса.",
        "en": "The table names no pupil of this class. One column must have family names and given "
        "names as in the class list.",
    },
    "too-many-rows": {
        "kk": "Парақта {limit} жолдан көп. Бір сыныптың, бір пәннің ғана ұпайларын қалдырыңыз.",
        "ru": "На листе больше {limit} строк. Оставьте баллы одного класса по одному предмету.",
        "en": "A sheet has more than {limit} rows. Keep the points of one class in one subject.",
    },
    "too-many-columns": {
        "kk": "Парақта {limit} бағаннан көп. Бір тоқсанның ғана бағандарын қалдырыңыз.",
        "ru": "На листе больше {limit} столбцов. Оставьте столбцы одной четверти.",
        "en": "A sheet has more than {limit} columns. Keep those of one term.",
    },
    "too-many-sheets": {
        "kk": "Файлда {limit} парақтан көп. Керекті парақты бөлек файлға сақтаңыз.",
        "ru": "В файле больше {limit} листов. Сохраните нужный лист отдельным файлом.",
        "en": "The file has more than {limit} sheets. Save the one you need as a file of its own.",
    },
}
