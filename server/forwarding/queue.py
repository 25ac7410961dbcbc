"""What waits for a destination: the record store's statements in the order of their coming."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.db import db
from server.forwarding.limits import BATCH, WAITING_COUNTED
from server.forwarding.models import Destination, Letter
from server.forwarding.port import Attachment, Parcel
from server.library.stores import personal_store
from server.lrs import formats, names, reading
from server.lrs.reading import Line
from server.lrs.statements import attachments_of


def begin(destination: Destination) -> int:
    """The place after which to go on: 0 where the rows were made anew since."""
    if destination.place == 0:
        return 0
    found = reading.record_of(db.session(), destination.place)
    known = found is not None and names.statement_id(found) == destination.last
    return destination.place if known else 0


def next_lines(school: str, place: int) -> list[Line]:
    """The next statements after this place: within a school none is ever committed before one
    that has a smaller number (server.lrs.arrival)."""
    return reading.arrived(db.session(), school, place, BATCH)


def waiting(session: Session, destination: Destination) -> int:
    """How many statements of the school come after its place, filters not counted."""
    return reading.count_arrived(session, destination.school, destination.place, WAITING_COUNTED)


def letters_again(destination: str, school: str) -> list[Line]:
    """Statements that were put aside and are to be tried again."""
    query = (
        select(Letter.statement)
        .where(Letter.destination == destination, Letter.again.is_(True))
        .order_by(Letter.since_ms)
        .limit(BATCH)
    )
    keys = list(db.session().scalars(query))
    return list(reading.with_ids(db.session(), school, keys)) if keys else []


def parcel(line: Line, version: str) -> Parcel | None:
    """The statement as it leaves; None while a file of it is not on this node."""
    given = {name: value for name, value in line.statement.items() if name != "stored"}
    if version.startswith("1"):
        given = formats.as_version_1(given)
    files = list(_files(line))
    if any(item is None for item in files):
        return None
    return Parcel(line.id, given, tuple(item for item in files if item is not None))


def _files(line: Line) -> Iterator[Attachment | None]:
    store = personal_store()
    for item in attachments_of(line.statement):
        blob = line.files.get(item["sha2"].lower())
        if blob is not None and store.has(blob):
            yield Attachment(item["contentType"], item["sha2"], store.read(blob))
        elif "fileUrl" not in item:
            yield None


def keys_of(ids: Sequence[str]) -> list[bytes]:
    """As the tables name statements."""
    return [UUID(one).bytes for one in ids]
