"""At a hub: a release file is taken in and published, and how far each has come is counted."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import case, func, select

from content.text import fold
from server import clock, shards
from server.audience import deciding
from server.audience.deciding import NOBODY, Country, audiences, decide, schools_of
from server.audience.naming import RELEASE, named
from server.console.models import ConsoleSchool
from server.console.rights import Place
from server.db import db, write_transaction
from server.errors import not_found
from server.library.stores import course_store
from server.operations.local import submit
from server.releases import limits
from server.releases.choosing import upgrades_here
from server.releases.models import Release, ReleaseLine
from server.releases.operations import RELEASE_PUBLISH
from server.upgrades.limits import COPY_BYTES
from server.upgrades.release_file import BadRelease, payload, signed_part, verified

_LATER: Final = case(
    (ReleaseLine.failed_at.is_(None), True),
    (ReleaseLine.taken_at.is_(None), False),
    else_=ReleaseLine.taken_at > ReleaseLine.failed_at,
)
STAGE: Final = case(
    (ReleaseLine.taken_at.is_not(None) & _LATER, "taken"),
    (ReleaseLine.failed_at.is_not(None), "failed"),
    (ReleaseLine.received_at.is_not(None), "fetched"),
    else_="asked",
).label("stage")
STAGES: Final = ("asked", "fetched", "taken", "failed")


def publish(file: Path, audience: Mapping[str, Any] | None = None, actor: str | None = None) -> str:
    """Take in a release file and offer it, to nobody yet unless an audience is named; its id. One
    that is published already keeps its id, and its audience unless another is named.

    Raises BadRelease, DiskFull; nothing is kept of a file that this hub's key has not signed."""
    with file.open("rb") as stream:
        told, signature = signed_part(stream)
        manifest = verified(told, signature, upgrades_here().key())
        if len(told) > limits.MANIFEST_CHARS:
            raise BadRelease("its signed part is too long for a record")
        for _piece in payload(stream, manifest):
            pass
        stream.seek(0)
        sha256, size = course_store().put_chunks(_pieces(stream))
    with shards.on(shards.HOME):
        before = db.session.scalar(select(Release.id).where(Release.file == sha256))
        db.session.rollback()
        with write_transaction():
            record = before or str(
                submit(
                    RELEASE_PUBLISH,
                    None,
                    {
                        "version": manifest.version,
                        "architecture": manifest.architecture,
                        "file": sha256,
                        "bytes": size,
                        "manifest": told.decode(),
                        "signature": signature.hex(),
                    },
                    actor,
                )
            )
            if audience is not None or before is None:
                decide(named(RELEASE, record), audience or NOBODY, actor)
    return record


def withdraw(release: str, actor: str | None = None) -> None:
    """Take it back from every box that has not switched to it yet; another audience undoes that.
    Raises Problem 404."""
    known(release)
    deciding.withdraw(named(RELEASE, release), actor)


def published(place: Place) -> list[dict[str, Any]]:
    """The latest first; schools and counts are those of `place`."""
    with shards.on(shards.HOME):
        order = (Release.published_ms.desc(), Release.id.desc())
        rows = db.session.scalars(select(Release).order_by(*order).limit(limits.PUBLISHED)).all()
        found = [_told(row) for row in rows]
        db.session.rollback()
    ids = [one["release"] for one in found]
    schools = Country(schools_of(place))
    counts = _counts(place, ids)
    failing, offered = _failing(place, ids), audiences(named(RELEASE, one) for one in ids)
    for one in found:
        audience = offered[named(RELEASE, one["release"])]
        one.update(
            audience=audience,
            schools=schools.count(audience),
            stages={stage: counts[one["release"], stage] for stage in STAGES},
            failing=failing[one["release"]],
        )
    return found


def known(release: str) -> Release:
    """A published release. Raises Problem 404."""
    with shards.on(shards.HOME):
        row = db.session.get(Release, release)
    if row is None:
        raise not_found()
    return row


def _told(row: Release) -> dict[str, Any]:
    return {
        "release": row.id,
        "version": row.version,
        "architecture": row.architecture,
        "bytes": row.bytes,
        "published_at": clock.rfc3339(row.published_ms),
    }


def _counts(place: Place, releases: Collection[str]) -> defaultdict[tuple[str, str], int]:
    """(release, stage) → schools of the place."""
    counted: defaultdict[tuple[str, str], int] = defaultdict(int)
    query = (
        select(ReleaseLine.release, STAGE, func.count())
        .join(ConsoleSchool, ConsoleSchool.school == ReleaseLine.school)
        .where(place.clause(), ReleaseLine.release.in_(releases))
        .group_by(ReleaseLine.release, STAGE)
    )
    for _shard in shards.each():
        for release, stage, number in db.session.execute(query):
            counted[release, stage] += number
        db.session.rollback()
    return counted


def _failing(place: Place, releases: Collection[str]) -> defaultdict[str, list[dict[str, Any]]]:
    """Release → schools that could not take it or wait for something, by name."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    query = (
        select(ReleaseLine.release, ReleaseLine.school, ConsoleSchool.name, ReleaseLine.reason)
        .join(ConsoleSchool, ConsoleSchool.school == ReleaseLine.school)
        .where(place.clause(), ReleaseLine.release.in_(releases))
        .where(ReleaseLine.reason.is_not(None))
        .order_by(ConsoleSchool.folded)
    )
    for _shard in shards.each():
        for release, school, name, reason in db.session.execute(query):
            found[release].append({"school": school, "name": name, "reason": reason})
        db.session.rollback()
    for release, schools in found.items():
        schools.sort(key=lambda one: fold(one["name"]))
        found[release] = schools[: limits.FAILING_SHOWN]
    return found


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(COPY_BYTES):
        yield piece
