"""Whom somebody means who asks for a file by a word."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.people.models import Person
from server.people.names import fold_login


class Several(LookupError):
    """More than one person has this login: only an id says who is meant."""

    def __init__(self, login: str, ids: list[str]) -> None:
        super().__init__(f"Several people have the login {login}: name the id of one of {ids}.")


def named(session: Session, word: str) -> str:
    """The id of the person with this id or login; the word itself where nobody here has it, as
    after an erasure. Raises Several."""
    if session.get(Person, word) is not None:
        return word
    query = select(Person.id).where(Person.login == fold_login(word)).order_by(Person.id)
    found = list(session.scalars(query))
    if len(found) > 1:
        raise Several(word, found)
    return found[0] if found else word
