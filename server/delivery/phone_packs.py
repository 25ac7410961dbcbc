"""Packs for phones that hold the former edition of a lesson: made once, beside the requests.

Which lesson of the former edition a new one follows is not written anywhere; of what only the
former has, the one of the same format that shares most paths is its base. A pack that would spare
nothing is kept as an empty file, so that it is not tried again.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.blobs import BlobStore
from content.description import Description
from content.errors import BlobMissing, DescriptionInvalid
from content.phone_packs import Edition as Described
from content.phone_packs import likeness, make
from server.db import db
from server.delivery import limits
from server.identity import config
from server.library.index import complete_manifests
from server.library.models import Course, Edition


class Pair(NamedTuple):
    """From one description to another."""

    base: str
    new: str


def pack_path(pair: Pair) -> Path:
    """Where the pack is or would be; both are hashes."""
    return _folder() / f"{pair.new}-{pair.base}"


def make_due(store: BlobStore) -> int:
    """Make the packs that present editions lack, and remove those of older ones; returns how many
    were made."""
    session = db.session()
    wanted = list(_wanted(session))
    whole = complete_manifests(session, {one for _, bases, news in wanted for one in bases + news})
    session.rollback()
    folder = _folder()
    known = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    named: set[str] = set()
    made = 0
    for _, bases, news in wanted:
        for new in news:
            done = {name for name in known if name.startswith(new)}
            named |= done
            if done or new not in whole:
                continue
            at_hand = [one for one in bases if one in whole]
            if at_hand:
                named.add(_make(store, new, at_hand).name)
                made += 1
    for name in known - named:
        (folder / name).unlink(missing_ok=True)
    return made


def _wanted(session: Session) -> Iterator[tuple[str, list[str], list[str]]]:
    """Of each course whose edition has a former one: what only the former has, and what only the
    present one has."""
    query = (
        select(Edition.course, Edition.manifests)
        .join(Course, Course.id == Edition.course)
        .where(Edition.edition > Course.edition - limits.KEPT_EDITIONS)
        .order_by(Edition.course, Edition.edition.desc(), Edition.published_ms.desc())
    )
    latest: dict[str, list[str]] = {}
    for course, manifests in session.execute(query):
        present = latest.setdefault(course, manifests)
        bases = _only(manifests, present)
        news = _only(present, manifests)
        if bases and news and len(news) <= limits.PHONE_PACKS_PER_EDITION:
            yield course, bases, news


def _only(these: Iterable[str], not_those: Iterable[str]) -> list[str]:
    others = set(not_those)
    return [one for one in dict.fromkeys(these) if one not in others]


def _make(store: BlobStore, new: str, bases: Sequence[str]) -> Path:
    """Write the pack that leads to `new` from the likest of `bases`."""
    target = _described(store, new)
    found = [one for base in bases if (one := _described(store, base)) is not None]
    data = None
    name = bases[0]
    if target is not None and found:
        base = max(found, key=lambda one: likeness(one.description, target.description))
        name = base.sha256
        if likeness(base.description, target.description) > 0:
            with suppress(BlobMissing):  # removed meanwhile: phones have the files whole
                data = make(base, target, store.read)
    if data is not None and len(data) > store.free_bytes():
        data = None  # the room that is left is for the school's records
    path = pack_path(Pair(name, new))
    path.parent.mkdir(exist_ok=True)
    # Nothing is lost with it: a cut leaves a leftover, which the next round removes.
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(data or b"")
    unfinished.replace(path)
    return path


def _described(store: BlobStore, sha256: str) -> Described | None:
    try:
        return Described(sha256, Description.from_bytes(store.read(sha256)))
    except (BlobMissing, DescriptionInvalid):
        return None


def _folder() -> Path:
    return config().home / "phone-packs"
