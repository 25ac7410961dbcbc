"""pin.set, a pupil's sealed PIN; person.alias, two records that are one person."""

from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from server.accounts.models import Pin
from server.operations.spec import Entry, KindSpec, Touch, View, nobody
from server.people import envelopes
from server.people.models import PersonAlias
from server.people.operations import person_touches
from server.people.schemas import CredentialSet, PersonAliasFields
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge

PIN_SUFFIX: Final = "~pin"


class PinSet(CredentialSet):
    """pin.set: fields as credential.set has them."""


def project_pin(session: Session, entry: Entry, view: View, _state: MergeState) -> list[Touch]:
    """pin.set → pin; no phone hears of it."""
    person = entry.op.record.removesuffix(PIN_SUFFIX) if view is None else view["person"]
    session.execute(delete(Pin).where(Pin.person == person))
    if view is not None:
        for node, sealed in sorted(view["sealed"].items()):
            kept = envelopes.row(sealed, view.get("box"))
            session.add(Pin(person=person, node=node, sealed=kept))
    return []


def project_alias(session: Session, entry: Entry, view: View, _state: MergeState) -> list[Touch]:
    """person.alias → person_alias; whoever sees one of the two hears of it."""
    person = entry.op.record
    row = session.get(PersonAlias, person)
    seen = {person} | ({row.kept} if row else set())
    if view is None or view.get("kept") is None:
        if row is not None:
            session.delete(row)
            session.flush()
    else:
        seen.add(view["kept"])
        session.merge(PersonAlias(person=person, kept=view["kept"]))
    return [
        Touch(touch.scope, "alias", person)
        for one in sorted(seen)
        for touch in person_touches(session, one)
    ]


SPECS: Final = (
    KindSpec(
        Kind(
            name="pin.set",
            version=1,
            merge=Merge.FIELD,
            priority=0,
            authority=Authority.SCHOOL,
            personal=frozenset({"sealed", "box"}),
        ),
        PinSet,
        nobody,
        project_pin,
    ),
    KindSpec(
        Kind(
            name="person.alias",
            version=1,
            merge=Merge.OWNER,
            priority=0,
            authority=Authority.SCHOOL,
            personal=frozenset({"kept"}),
            family="alias",
        ),
        PersonAliasFields,
        nobody,
        project_alias,
    ),
)

PROJECTIONS: Final = (Pin, PersonAlias)
