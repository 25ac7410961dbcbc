"""At a hub: which school is called what."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.certificates.models import SchoolAddress
from server.certificates.operations import ADDRESS_SET
from server.hub.models import DownstreamNode
from server.operations.local import submit


class UnknownNode(Exception):
    """No node of this id may exchange here."""


class NameTaken(Exception):
    """Another node has this name; the text is that node's id."""


def give(session: Session, node: str, name: str | None) -> None:
    """Give a school's node its public name, or (None) take it away; the node asks for its
    certificate by itself. Joins an open write transaction.

    Raises UnknownNode, NameTaken; ValueError for what is no name.
    """
    row = session.get(DownstreamNode, node)
    if row is None or row.revoked_ms is not None:
        raise UnknownNode(node)
    if name is not None and (other := holder(session, name)) not in (None, node):
        raise NameTaken(other)
    submit(ADDRESS_SET, node, {"school": min(row.schools), "node": node, "name": name})


def holder(session: Session, name: str) -> str | None:
    """The node that has this name."""
    return session.scalar(select(SchoolAddress.node).where(SchoolAddress.name == name))
