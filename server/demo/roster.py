"""The demo school's roster as operations: what a national platform would send down."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from server.db import write_transaction
from server.demo import cast
from server.operations.local import submit
from server.people.login import set_password

SCHOOL: Final = "aqbulaq"


def class_id(key: str) -> str:
    """Record id of a class of the demo."""
    return f"{SCHOOL}.{key}"


def person_id(login: str) -> str:
    """Record id of a person of the demo."""
    return f"{SCHOOL}.{login}"


def write(today: date) -> None:
    """The school, its classes and people with their passwords, for the year around `today`.

    Nobody leaves when lessons end, and who comes in September is there in summer: a tour begins
    on any day. In one transaction: a start that is killed leaves all of it or nothing.
    """
    year, first, _ = cast.school_year(today)
    dates = {"starts_on": first.replace(month=6).isoformat(), "ends_on": None}
    with write_transaction():
        submit(
            "school.set",
            SCHOOL,
            {
                "name": cast.SCHOOL_NAME,
                "short_name": cast.SCHOOL_SHORT,
                "language": "kk",
                "timezone": "Asia/Almaty",
            },
        )
        for school_class in cast.CLASSES:
            submit(
                "class.set",
                class_id(school_class.key),
                {
                    "school": SCHOOL,
                    "label": school_class.label,
                    "grades": list(school_class.grades),
                    "language": school_class.language,
                    "year": year,
                },
            )
        for adult in cast.ADULTS:
            _adult(adult, dates)
        for pupil in cast.pupils():
            _pupil(pupil, dates)
        for parent in cast.parents():
            _parent(parent, dates)


def _adult(adult: cast.Adult, dates: Mapping[str, str | None]) -> None:
    person = _person(
        adult.login, adult.family_name, adult.given_name, adult.language, adult.patronymic
    )
    for role in adult.roles:
        if role != "teacher":
            _role(person, role, dates)
    for key, subject in adult.teaches:
        _role(person, "teacher", dates, class_id(key), subject)
    if adult.leads:
        _role(person, "class_teacher", dates, class_id(adult.leads))


def _pupil(pupil: cast.Pupil, dates: Mapping[str, str | None]) -> None:
    language = pupil.school_class.language
    person = _person(pupil.login, pupil.family_name, pupil.given_name, language)
    submit(
        "enrolment.set",
        f"{person}.enrolment",
        {
            "person": person,
            "school": SCHOOL,
            "class": class_id(pupil.school_class.key),
            "grade": pupil.grade,
            **dates,
        },
    )


def _parent(parent: cast.Parent, dates: Mapping[str, str | None]) -> None:
    person = _person(parent.login, parent.family_name, parent.given_name, "kk")
    for login in parent.child_logins:
        learner = person_id(login)
        submit(
            "guardian.set",
            f"{person}.{login}",
            {"guardian": person, "learner": learner, "relation": "parent", **dates},
        )


def _person(
    login: str, family_name: str, given_name: str, language: str, patronymic: str | None = None
) -> str:
    person = person_id(login)
    fields: dict[str, Any] = {
        "family_name": family_name,
        "given_name": given_name,
        "login": login,
        "language": language,
        "school": SCHOOL,
    }
    if patronymic:
        fields["patronymic"] = patronymic
    submit("person.set", person, fields)
    set_password(person, cast.PASSWORD, school=SCHOOL)
    return person


def _role(
    person: str,
    role: str,
    dates: Mapping[str, str | None],
    in_class: str | None = None,
    subject: str | None = None,
) -> None:
    record = ".".join(filter(None, [person, role, (in_class or "").rpartition(".")[2], subject]))
    submit(
        "role.set",
        record,
        {
            "person": person,
            "role": role,
            "school": SCHOOL,
            "class": in_class,
            "subject": subject,
            **dates,
        },
    )
