"""A courier's file at the command line: what an app has shared is taken in, and answered."""

from pathlib import Path
from typing import Final

from sqlalchemy import select

from server.bundles import volumes
from server.bundles.report import Refused, Report, Share
from server.courier import custody, loads, passes
from server.courier.limits import MAX_LOAD_BYTES
from server.courier.models import TakenPart
from server.db import db
from sync.carried.volumes import Carried
from sync.core.errors import Malformed, SyncError
from sync.limits import MAX_NAMED_PARTS
from sync.roads.courier import Item, is_file, part_id, read_file, write_file

ENDING: Final = ".tirek"
_MAX_FILE_BYTES: Final = 2 * MAX_LOAD_BYTES


def is_courier_file(path: Path) -> bool:
    """Whether this is a file that an app has shared."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return is_file(stream.read(16))


def import_file(path: Path) -> Report:
    """Take in what a courier's file brings for this node; again is the same as once.

    What is for another node, or damaged, is named in the report and left alone.
    """
    report = Report()
    shares: dict[str, Carried] = {}
    if path.stat().st_size > _MAX_FILE_BYTES:
        raise Malformed("courier", "the file is too large", "share less at once")
    for sort, data in read_file(path.read_bytes()):
        if sort is Item.PASS:
            continue
        try:
            sender, done = _take(sort, data)
        except volumes.Left as left:
            report.refused.append(Refused(part_id(data), "", left.reason))
            continue
        shares.setdefault(sender, Carried()).add(done)
    volumes.index_content()
    report.shares = [Share(node, volumes.name_of(node), done) for node, done in shares.items()]
    return report


def export_file(path: Path, to: str, max_bytes: int | None) -> Report:
    """Write what `to` lacks to a file that an app can open or another node import. Raises
    server.courier.loads.NobodyAbove where its keys are not known."""
    ready = loads.prepare(to, max_bytes or MAX_LOAD_BYTES)
    upwards = to == volumes.above()
    items: list[tuple[Item, bytes]] = []
    if upwards:
        items.append((Item.PASS, passes.issue(to, ready.number)))
    else:
        items.append((Item.RECEIPT, custody.receipt(to, _lately(to))))
    for part in ready.parts:
        found = loads.part_path(part.id)
        if found is not None:
            items.append((Item.UP if upwards else Item.DOWN, found.read_bytes()))
    loads.keep_file(path.parent, path.name, write_file(items))
    facts = ready.facts
    done = Carried(
        operations=facts["operations"],
        acknowledged=facts["acknowledged"],
        files=facts["files"],
        content=facts["lesson_files"],
        bytes=facts["bytes"],
        volumes=len(ready.parts),
        left=facts["left"],
    )
    done.kinds["submission.hand_in"] = facts["works"]
    return Report([Share(to, volumes.name_of(to), done)])


def _take(sort: Item, data: bytes) -> tuple[str, Carried]:
    if sort is not Item.RECEIPT:
        return custody.take(part_id(data), data)
    try:
        _, change = custody.accept(data)
    except SyncError as error:
        raise volumes.Left(volumes.reason_of(error)) from error
    return volumes.above() or "", Carried(acknowledged=change.received.count())


def _lately(node: str) -> list[str]:
    session = db.session()
    query = (
        select(TakenPart.id)
        .where(TakenPart.node == node)
        .order_by(TakenPart.at_ms.desc())
        .limit(MAX_NAMED_PARTS)
    )
    found = list(session.scalars(query))
    session.rollback()
    return found
