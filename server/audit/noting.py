"""Noting a bulk read, before anything of it is answered."""

from server import clock
from server.access import current_person
from server.audit.limits import PEOPLE_FROM
from server.audit.models import BulkRead
from server.db import db, write_transaction


def note_read(school: str, what: str, about: str, people: int, *, special: bool = False) -> None:
    """The caller reads the data of `people` persons: `what` is a stable word, `about` names the
    class, term or time. What isn't noted isn't answered, so call it before the answer is sent.

    Data of a `special` kind is noted whoever it is about, be it one person.
    """
    if people < (1 if special else PEOPLE_FROM):
        return
    person, at_ms = current_person().id, clock.now_ms()
    db.session.rollback()  # a writer begins where no reader's snapshot is open
    with write_transaction() as session:
        session.add(
            BulkRead(
                school=school, person=person, what=what, about=about, people=people, at_ms=at_ms
            )
        )
