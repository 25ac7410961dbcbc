"""The form on which a family gives its consent, or does not: a sheet for each learner."""

from collections.abc import Sequence
from typing import Final

from server.consent.purposes import PURPOSES
from server.gradebook.reading import learners_on
from server.people.models import SchoolClass
from server.reports.reading import Asked
from server.reports.sheet import Cell, Page, Report, Table

BOX: Final = "☐"


def consent(asked: Asked, one: SchoolClass, learner: str | None) -> Report:
    """Empty forms: what was decided is noted in the app, with the day of the signature."""
    words, language = asked.words, asked.words.language
    rows: list[Sequence[Cell]] = [
        [texts[language]["name"], texts[language]["more"], BOX, BOX] for texts in PURPOSES.values()
    ]
    heads = words.of("purpose", "consent_more", "consent_yes", "consent_no")
    people = [
        who for who in learners_on(asked.session, one.id, asked.today) if learner in (None, who.id)
    ]
    pages = [
        Page(
            words["consent"],
            asked.heading(("class", one.label), ("pupil", who.name)),
            [Table(words["consent_asked"], heads, rows, words=2)],
            words.of("consent_law", "consent_free", "consent_back"),
            [
                words["consent_signer"],
                words["consent_signed_on"],
                asked.signature("class_teacher", asked.class_teacher(one.id)),
            ],
        )
        for who in people
    ]
    about = frozenset(who.id for who in people)
    return Report("consent", words["consent"], asked.school.name, asked.today, False, pages, about)
