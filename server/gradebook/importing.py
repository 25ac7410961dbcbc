"""What a file with points is read against: a class, who was in it, and its book's assessments."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.gradebook.headings import Column
from server.gradebook.marks_file import Known
from server.gradebook.reading import book_of
from server.gradebook.sheets import heading
from server.people.models import Enrolment, Person, SchoolClass
from server.results.sheets import LANGUAGES
from server.roster.naming import Named
from server.roster.operations import IIN, SOURCED_ID
from server.roster.service import identifiers_of


def known_for_files(
    session: Session, one: SchoolClass, subject: str, term: str, today: date
) -> Known:
    """The book of a class and subject in a term such as 2026-2, and everybody who ever was in the
    class, with the identifiers that this node can read."""
    book = book_of(session, one, subject, term, today)
    listed = {line.learner for line in book.lines}
    query = (
        select(Person)
        .join(Enrolment, Enrolment.person == Person.id)
        .where(Enrolment.class_id == one.id)
        .order_by(Person.id)
        .distinct()
    )
    people = list(session.scalars(query))
    others = identifiers_of(session, [person.id for person in people])
    named = [Named(p.id, p.family_name, p.given_name, p.patronymic) for p in people]
    logins = {person.login: person.id for person in people if person.login}
    sources = {value: person for (person, scheme), value in others.items() if scheme == SOURCED_ID}
    return Known(
        pupils=[each for each in named if each.id in listed],
        former=[each for each in named if each.id not in listed],
        columns=[
            Column(
                each.id,
                each.part,
                each.on,
                each.title,
                each.max,
                frozenset(heading(each, language) for language in LANGUAGES),
            )
            for each in book.columns
        ],
        ids={value: person for (person, scheme), value in others.items() if scheme == IIN},
        logins={**sources, **logins},
        year=int(term.partition("-")[0]),
    )
