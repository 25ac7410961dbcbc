"""Which schools lie together: only a hub knows, by the districts in which its operators placed
them. A school that has no district shares with nobody."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.changes.scopes import district_scope, national_scope, school_scope
from server.console.models import ConsoleSchool


def districts_of(session: Session, schools: Collection[str]) -> list[tuple[str, str]]:
    """Regions and districts in which these schools of this database lie, sorted."""
    query = select(ConsoleSchool.region, ConsoleSchool.district).where(
        ConsoleSchool.school.in_(sorted(schools)), ConsoleSchool.district != ""
    )
    return sorted({(region, district) for region, district in session.execute(query)})


def fed_scopes(session: Session, schools: Collection[str]) -> list[str]:
    """What a node of these schools is fed, in the order in which it should arrive."""
    return [
        *(school_scope(school) for school in schools),
        national_scope(),
        *(district_scope(*place) for place in districts_of(session, schools)),
    ]
