"""An edition of a course in one signed name: the manifest, and the offer of ways to get it.

The manifest names the description of every item by hash, and each description every file of its
item by path, hash and size: whoever trusts the manifest's hash can check every byte. A description
stays what players read; nothing is listed twice.

    {"version": 1, "course": id, "edition": number,
     "items": [{"lesson": id, "item": id, "description": sha256}…],
     "ranges": null | {"sha256": …, "bytes": of the list in content.ranges}}

An **offer** says which manifest an edition has and which delta packs lead to it, signed by the
publishing node (Ed25519 over `Offer.message()`).
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from content.delta import Listed
from content.delta_making import Tree
from content.description import Description
from content.errors import DescriptionInvalid, EditionInvalid
from content.limits import MAX_EDITION_ITEMS, MAX_MANIFEST_FILE_BYTES, MAX_RANGES_BYTES

VERSION: Final = 1
_DOMAIN: Final = b"tirek edition 1\x00"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class EditionItem:
    """One thing to open: its lesson, its own id, and the sha256 of its description."""

    lesson: str
    item: str
    description: str


@dataclass(frozen=True, slots=True)
class RangesBlob:
    """Where the list of ranges is: its sha256 and size."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """One edition of a course."""

    course: str
    edition: int
    items: tuple[EditionItem, ...]
    ranges: RangesBlob | None = None

    def canonical(self) -> bytes:
        """The bytes whose sha256 is the manifest's name."""
        ranges = self.ranges
        return _canonical(
            {
                "version": VERSION,
                "course": self.course,
                "edition": self.edition,
                "items": [
                    {"lesson": one.lesson, "item": one.item, "description": one.description}
                    for one in self.items
                ],
                "ranges": ranges and {"sha256": ranges.sha256, "bytes": ranges.bytes},
            }
        )

    @property
    def descriptions(self) -> list[str]:
        """Each once, in the order of the items."""
        return list(dict.fromkeys(one.description for one in self.items))

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Raises EditionInvalid; unknown members are ignored."""
        if len(data) > MAX_MANIFEST_FILE_BYTES:
            raise EditionInvalid("manifest")
        try:
            value = json.loads(data.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise EditionInvalid("manifest") from error
        if not isinstance(value, dict) or value.get("version") != VERSION:
            raise EditionInvalid("version")
        items = value.get("items")
        if not isinstance(items, list) or len(items) > MAX_EDITION_ITEMS:
            raise EditionInvalid("items")
        return cls(
            _text(value, "course"),
            _number(value, "edition"),
            tuple(_item(row) for row in items),
            _ranges(value.get("ranges")),
        )

    def tree(self, own: bytes, text: Callable[[str], bytes | None]) -> Tree:
        """The edition as delta packs see it; `own` are this manifest's bytes, `text` gives a
        description by hash. Raises EditionInvalid when one is missing or is not what it says."""
        texts = [own]
        files: list[Listed] = []
        described: dict[str, Description] = {}
        for one in self.items:
            if one.description not in described:
                data = text(one.description)
                if data is None or hashlib.sha256(data).hexdigest() != one.description:
                    raise EditionInvalid(f"description/{one.description}")
                texts.append(data)
                described[one.description] = _described(data)
            found = described[one.description].files
            files += (
                Listed(f"{one.item}/{path}", found[path].sha256, found[path].size)
                for path in sorted(found)
            )
        return Tree(hashlib.sha256(own).hexdigest(), texts, files)


@dataclass(frozen=True, slots=True)
class PackOffer:
    """A delta pack: the manifest that it builds on, its own sha256 and size, and the bytes of
    what it brings if each were fetched by itself."""

    base: str
    sha256: str
    bytes: int
    whole: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What the publishing node says of one edition; `school` is None for a national course,
    `ranges` the list of ranges that the manifest names, if it names one."""

    course: str
    edition: int
    school: str | None
    manifest: str
    ranges: str | None = None
    packs: tuple[PackOffer, ...] = ()

    def message(self) -> bytes:
        """The bytes that are signed."""
        return _DOMAIN + _canonical(
            {
                "course": self.course,
                "edition": self.edition,
                "school": self.school,
                "manifest": self.manifest,
                "ranges": self.ranges,
                "packs": [[pack.base, pack.sha256, pack.bytes, pack.whole] for pack in self.packs],
            }
        )


def cheapest(offers: Iterable[Offer], held: Iterable[str], target: str) -> Sequence[PackOffer]:
    """The chain of packs with the fewest bytes from any manifest that is held to `target`.

    Empty when none leads there, when it is held already, and when the files themselves are known
    to be fewer bytes than the chain.
    """
    into: dict[str, list[PackOffer]] = {}
    for offer in offers:
        into.setdefault(offer.manifest, []).extend(offer.packs)
    here = frozenset(held)
    best: dict[str, tuple[int, tuple[PackOffer, ...]]] = {target: (0, ())}
    settled: set[str] = set()
    while waiting := best.keys() - settled:
        at = min(waiting, key=lambda name: (best[name][0], name))
        cost, chain = best[at]
        if at in here:
            # A direct pack knows what its files weigh.
            whole = min((p.whole for p in into.get(target, ()) if p.base == at), default=None)
            return () if whole is not None and cost >= whole else chain
        settled.add(at)
        for pack in into.get(at, ()):
            known = best.get(pack.base)
            if known is None or cost + pack.bytes < known[0]:
                best[pack.base] = (cost + pack.bytes, (pack, *chain))
    return ()


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode("utf-8")


def _described(data: bytes) -> Description:
    try:
        return Description.from_bytes(data)
    except DescriptionInvalid as error:
        raise EditionInvalid(f"description/{error.subject}") from error


def _item(row: Any) -> EditionItem:
    if not isinstance(row, dict):
        raise EditionInvalid("items")
    return EditionItem(_text(row, "lesson"), _text(row, "item"), _sha256(row, "description"))


def _ranges(value: Any) -> RangesBlob | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not 0 < _number(value, "bytes") <= MAX_RANGES_BYTES:
        raise EditionInvalid("ranges")
    return RangesBlob(_sha256(value, "sha256"), _number(value, "bytes"))


def _sha256(row: Mapping[str, Any], key: str) -> str:
    text = _text(row, key)
    if not _SHA256.fullmatch(text):
        raise EditionInvalid(key)
    return text


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise EditionInvalid(key)
    return value


def _number(row: Mapping[str, Any], key: str) -> int:
    value = row.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise EditionInvalid(key)
    return value
