"""Who may take everything about a person, and take it out: who leads all of their schools."""

from server.access import current_person
from server.db import db
from server.errors import Problem, not_found
from server.operations.reach import schools_of_person
from server.people import grants
from server.people.grants import ADMIN, DIRECTOR


def school_led(person: str) -> str:
    """The person's school; Problem 404 for who doesn't lead it, 403 where there is another one
    whose records the caller may not take."""
    roles, schools = current_person().roles, schools_of_person(db.session(), person)
    led = {one for one in schools if grants.holds(roles, (ADMIN, DIRECTOR), one)}
    if not led:
        raise not_found()
    if led != schools:
        raise Problem(
            403,
            "several-schools",
            "This person has records of another school here, too",
            hint="Whoever looks after the server does it there: tirek person --help.",
        )
    return min(led)
