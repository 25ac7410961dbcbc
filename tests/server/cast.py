"""The standing cast: the same people in every test, made through real operations.

Ақбұлақ school («akbulaq») has 5 Ә, the multi-grade 2–3, and 4 А; Дала school («dala») is the
outsider. Everybody's password is PASSWORD; logins are the names below.
"""

from typing import Final

from server.db import write_transaction
from server.operations.local import submit
from server.people.login import set_password

PASSWORD: Final = "qazaq-tili-2026"

AKBULAQ: Final = "akbulaq"
DALA: Final = "dala"
CLASS_5: Final = "akbulaq-5a"
CLASS_23: Final = "akbulaq-23"
CLASS_4: Final = "akbulaq-4a"
DALA_7: Final = "dala-7"

AIZHAN: Final = "aizhan"
"""Admin of Ақбұлақ."""
GULNAR: Final = "gulnar"
"""Director of Ақбұлақ."""
MARAT: Final = "marat"
"""Teaches mathematics in 5 Ә and 4 А."""
BOTA: Final = "bota"
"""Class teacher of 5 Ә, and teaches the multi-grade 2–3."""
ARU: Final = "aru"
"""Pupil of 5 Ә."""
DIAS: Final = "dias"
"""Another pupil of 5 Ә."""
ERASYL: Final = "erasyl"
"""Grade 2 in the multi-grade 2–3."""
SAULE: Final = "saule"
"""Aru's mother."""
TIMUR: Final = "timur"
"""Pupil of Дала, the other school."""
OLGA: Final = "olga"
"""Teacher at Дала, the other school."""

NAMES: Final = {
    AIZHAN: ("Әлібек", "Айжан"),
    GULNAR: ("Жақсыбекова", "Гүлнар"),
    MARAT: ("Есенов", "Марат"),
    BOTA: ("Сағынова", "Бота"),
    ARU: ("Серікбаева", "Ару"),
    DIAS: ("Оспанов", "Диас"),
    ERASYL: ("Қалиев", "Ерасыл"),
    SAULE: ("Серікбаева", "Сәуле"),
    TIMUR: ("Ким", "Тимур"),
    OLGA: ("Иванова", "Ольга"),
}
EVERYBODY: Final = tuple(NAMES)
SINCE: Final = "2026-09-01"


def build() -> None:
    """Write the cast into the current application's empty database."""
    with write_transaction():
        for school, name in ((AKBULAQ, "Ақбұлақ мектебі"), (DALA, "Дала мектебі")):
            submit("school.set", school, {"name": name, "language": "kk"})
        for class_id, label, grades in (
            (CLASS_5, "5 Ә", [5]),
            (CLASS_23, "2–3", [2, 3]),
            (CLASS_4, "4 А", [4]),
        ):
            submit("class.set", class_id, {"school": AKBULAQ, "label": label, "grades": grades})
        submit("class.set", DALA_7, {"school": DALA, "label": "7", "grades": [7]})
        for person, (family_name, given_name) in NAMES.items():
            school = DALA if person in (TIMUR, OLGA) else AKBULAQ
            submit(
                "person.set",
                person,
                {
                    "family_name": family_name,
                    "given_name": given_name,
                    "login": person,
                    "school": school,
                },
            )
            set_password(person, PASSWORD, school=school)
        role(AIZHAN, "admin", AKBULAQ)
        role(GULNAR, "director", AKBULAQ)
        role(MARAT, "teacher", AKBULAQ, CLASS_5, "mathematics")
        role(MARAT, "teacher", AKBULAQ, CLASS_4, "mathematics")
        role(BOTA, "class_teacher", AKBULAQ, CLASS_5)
        role(BOTA, "teacher", AKBULAQ, CLASS_23, "kazakh-language")
        role(OLGA, "teacher", DALA, DALA_7, "russian-language")
        enrol(ARU, CLASS_5, AKBULAQ, 5)
        enrol(DIAS, CLASS_5, AKBULAQ, 5)
        enrol(ERASYL, CLASS_23, AKBULAQ, 2)
        enrol(TIMUR, DALA_7, DALA, 7)
        guardian(SAULE, ARU)


def role(
    person: str,
    name: str,
    school: str,
    class_id: str | None = None,
    subject: str | None = None,
    *,
    starts_on: str = SINCE,
    ends_on: str | None = None,
) -> str:
    """A role record; its id says person, role and class."""
    record = f"{person}~{name}~{class_id or school}"
    fields = {"person": person, "role": name, "school": school, "class": class_id}
    dates = {"starts_on": starts_on, "ends_on": ends_on}
    submit("role.set", record, {**fields, **dates, "subject": subject})
    return record


def enrol(
    person: str,
    class_id: str,
    school: str,
    grade: int,
    *,
    starts_on: str = SINCE,
    ends_on: str | None = None,
) -> str:
    """An enrolment record; its id says person and class."""
    record = f"{person}~{class_id}"
    fields = {"person": person, "school": school, "class": class_id, "grade": grade}
    submit("enrolment.set", record, {**fields, "starts_on": starts_on, "ends_on": ends_on})
    return record


def guardian(parent: str, child: str) -> str:
    """A guardian record."""
    record = f"{parent}~{child}"
    submit("guardian.set", record, {"guardian": parent, "learner": child, "relation": "mother"})
    return record
