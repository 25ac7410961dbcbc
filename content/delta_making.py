"""Making a delta pack at the hub: which files have changed, what each is compared with.

A file that is the same under another name costs nothing: the texts name it by its hash. For the
others the base is the old file of the same path, else of the same name, else a sibling.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from content import delta, nested
from content.delta import Listed, Member, Plan, Read
from content.limits import (
    MAX_PACK_BASE_BYTES,
    MAX_PACK_BYTES,
    MAX_PACK_NEW_BYTES,
    MAX_PACK_PLAN_BYTES,
    MAX_PACK_TEXT_BYTES,
    PACK_OPAQUE_BYTES,
    PACK_SIBLING_BYTES,
    PACK_THOROUGH_BYTES,
)
from content.mime import extension

if TYPE_CHECKING:
    from content.nested import LaidOut

_QUICK: Final = 9
_THOROUGH: Final = 22
"""Levels 16 to 19 were worse than 9 on bytes that do not compress, levels from 20 on never."""

_PROBE_LEVEL: Final = 3
_OPAQUE_RATIO: Final = 0.95
_PROBE_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Tree:
    """One edition as both sides see it: `texts` is its manifest, then its descriptions in order;
    `files` every path of every lesson in the order of the descriptions."""

    manifest: str
    texts: Sequence[bytes]
    files: Sequence[Listed]


@dataclass(frozen=True, slots=True)
class Made:
    """A pack, and how many bytes of files and texts it spares."""

    data: bytes
    whole: int


def make(old: Tree, new: Tree, read: Read) -> Made | None:
    """The pack from `old` to `new`, or None when it would not be smaller than what it replaces.

    `read` gives any file of either edition. Deterministic; at most about 1 GB of memory.
    """
    known = set(old.texts)
    texts = [new.texts[0], *(text for text in new.texts[1:] if text not in known)]
    if _bytes(old.texts) + _bytes(texts) + 4 * len(texts) > MAX_PACK_TEXT_BYTES:
        return None
    framed = b"".join(len(text).to_bytes(delta.LENGTH_BYTES) + text for text in texts)
    plan, files = _packed(_choose(old.files, new.files, read))
    steps = json.dumps(plan.to_json(), separators=(",", ":")).encode()
    if len(steps) > MAX_PACK_PLAN_BYTES:
        return None
    data = delta.write(
        old.manifest,
        new.manifest,
        _squeeze(framed, b"".join(old.texts)),
        _squeeze(steps, b""),
        files,
    )
    whole = _bytes(texts) + sum(new.files[member.place].size for member in plan.files)
    return Made(data, whole) if len(data) < min(whole, MAX_PACK_BYTES) else None


@dataclass(slots=True)
class _Choice:
    """The plan of a pack and the bytes that it speaks of."""

    plan: Plan
    prefix: list[bytes] = field(default_factory=list)
    stream: list[bytes] = field(default_factory=list)


def _packed(choice: _Choice) -> tuple[Plan, bytes]:
    """The stream of files, and the plan: without a base where the files alone come out smaller."""
    stream, prefix = b"".join(choice.stream), b"".join(choice.prefix)
    packed = _squeeze(stream, prefix)
    if prefix and 2 * len(packed) > len(_squeeze(stream, b"", _PROBE_LEVEL)):
        alone = _squeeze(stream, b"")
        if len(alone) <= len(packed):
            return replace(choice.plan, base=(), laid=frozenset()), alone
    return choice.plan, packed


def _choose(old: Sequence[Listed], new: Sequence[Listed], read: Read) -> _Choice:
    here = {listed.sha256 for listed in old}
    changed = {
        listed.sha256: place
        for place, listed in reversed(list(enumerate(new)))
        if listed.sha256 not in here
    }
    bases = _Bases(old)
    pairs: list[tuple[int, list[int]]] = []
    for place in sorted(changed.values()):
        listed = new[place]
        found = bases.of(listed)
        if listed.size > MAX_PACK_NEW_BYTES or (not found and _opaque(listed, read)):
            continue
        pairs.append((place, found))
    pairs = _within(pairs, lambda pair: new[pair[0]].size, MAX_PACK_NEW_BYTES)
    return _laid_out(old, new, pairs, read)


def _laid_out(
    old: Sequence[Listed], new: Sequence[Listed], pairs: list[tuple[int, list[int]]], read: Read
) -> _Choice:
    """The bytes of all chosen files; archives are taken apart where that is sure to go back."""
    members: list[Member] = []
    stream: list[bytes] = []
    apart: set[int] = set()
    room = MAX_PACK_NEW_BYTES - sum(new[place].size for place, _ in pairs)
    for place, found in pairs:
        data = read(new[place].sha256)
        laid: LaidOut | None = nested.take_apart(data, len(data) + room)
        if laid is None:
            members.append(Member(place))
            stream.append(data)
        else:
            room -= max(0, len(laid.data) - len(data))
            members.append(Member(place, laid.segments))
            stream.append(laid.data)
            apart.update(found)
    wanted = list(dict.fromkeys(base for _, found in pairs for base in found))
    prefix: dict[int, bytes] = {}
    flat: set[int] = set()
    left = MAX_PACK_BASE_BYTES
    for base in sorted(wanted, key=lambda place: (old[place].size, place)):
        data = read(old[base].sha256)
        plain = nested.lay_out(data, left) if base in apart else None
        if len(plain or data) > left:
            break
        left -= len(plain or data)
        prefix[base] = plain or data
        if plain is not None:
            flat.add(base)
    order = [base for base in wanted if base in prefix]
    laid_at = frozenset(at for at, base in enumerate(order) if base in flat)
    plan = Plan(tuple(order), laid_at, tuple(members))
    return _Choice(plan, [prefix[base] for base in order], stream)


class _Bases:
    """The files of the old edition by the ways in which a base is looked for."""

    def __init__(self, old: Sequence[Listed]) -> None:
        self._old = old
        self._by_path = {listed.path: place for place, listed in enumerate(old)}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._by_kind: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, listed in enumerate(old):
            self._by_name[_name(listed.path)].append(place)
            if listed.size <= PACK_SIBLING_BYTES:
                self._by_kind[_kind(listed.path)].append(place)

    def of(self, listed: Listed) -> list[int]:
        """Places in the old list, the best first."""
        same = self._by_path.get(listed.path)
        if same is not None:
            return [same]
        for among in (self._by_name[_name(listed.path)], self._by_kind[_kind(listed.path)]):
            if among:
                return [min(among, key=lambda at: self._distance(at, listed))]
        return []

    def _distance(self, at: int, listed: Listed) -> tuple[int, int, int]:
        """Folders that are not the same (an item may have another id than before), then size."""
        old = self._old[at]
        shared = 0
        for one, other in zip(
            reversed(old.path.split("/")), reversed(listed.path.split("/")), strict=False
        ):
            if one != other:
                break
            shared += 1
        return -shared, abs(old.size - listed.size), at


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _kind(path: str) -> tuple[str, str]:
    return path.rpartition("/")[0], extension(path)


def _opaque(listed: Listed, read: Read) -> bool:
    """Whether a file is large and does not compress."""
    if listed.size < PACK_OPAQUE_BYTES:
        return False
    probe = read(listed.sha256)[:_PROBE_BYTES]
    return len(_squeeze(probe, b"", _PROBE_LEVEL)) > _OPAQUE_RATIO * len(probe)


def _within(
    pairs: list[tuple[int, list[int]]],
    size: Callable[[tuple[int, list[int]]], int],
    limit: int,
) -> list[tuple[int, list[int]]]:
    """The same without the largest, until they fit."""
    left = limit
    kept = set()
    for pair in sorted(pairs, key=lambda pair: (size(pair), pair[0])):
        left -= size(pair)
        if left < 0:
            break
        kept.add(pair[0])
    return [pair for pair in pairs if pair[0] in kept]


def _squeeze(data: bytes, prefix: bytes, level: int | None = None) -> bytes:
    from backports import zstd  # noqa: PLC0415 - heavy, and only publishing needs it

    parameter = zstd.CompressionParameter
    if level is None:
        level = _THOROUGH if len(data) + len(prefix) <= PACK_THOROUGH_BYTES else _QUICK
    options = {
        int(parameter.compression_level): level,
        int(parameter.window_log): delta.window_log(len(data), len(prefix)),
        int(parameter.enable_long_distance_matching): 1,
    }
    if len(prefix) < delta.MIN_PREFIX_BYTES:
        return zstd.compress(data, options=options)
    known = zstd.ZstdDict(prefix, is_raw=True).as_prefix
    return zstd.compress(data, options=options, zstd_dict=known)


def _bytes(texts: Iterable[bytes]) -> int:
    return sum(len(text) for text in texts)
