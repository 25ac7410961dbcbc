"""What the layers above declare about kinds of operations."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from sync.core.cbor import Value

Fields = Mapping[str, Value]
Upcaster = Callable[[Fields], Fields]

MAX_PRIORITY = 5


def family_of(name: str) -> str:
    """The family that a kind of this name has by default."""
    return name.split(".", 1)[0]


class Merge(Enum):
    """How operations on one record come together; the rules stand in sync.core.merge."""

    AUTHORITY = "authority"
    OWNER = "owner"
    SUPERSEDE = "supersede"
    APPEND = "append"
    BRANCH = "branch"
    UNION = "union"
    FIELD = "field"
    TOMBSTONE = "tombstone"


class Authority(Enum):
    """Whose word is final for a kind; admission turns it into a verdict's rank."""

    AUTHOR = "author"
    SCHOOL = "school"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of operation at its current version.

    `family` names the records it changes; by default the kind's name before the first dot, so
    that `assignment.set` and `assignment.withdraw` meet in `assignment`. `priority` is 0 (control,
    marks, roster) to 5 (media). `scope` is a tag that the port turns into feed scopes. `personal`
    lists the fields that hold personal data. `upcasters[n]` turns fields of version n into n + 1,
    purely.
    """

    name: str
    version: int
    merge: Merge
    priority: int
    authority: Authority = Authority.AUTHOR
    scope: str = "school"
    retention: str = "keep"
    personal: frozenset[str] = frozenset()
    upcasters: Mapping[int, Upcaster] = field(default_factory=dict)
    family: str = ""

    def __post_init__(self) -> None:
        if not self.family:
            object.__setattr__(self, "family", family_of(self.name))
        if not 0 <= self.priority <= MAX_PRIORITY:
            raise ValueError(f"{self.name}: priority {self.priority} is not 0 to {MAX_PRIORITY}")
        missing = set(range(1, self.version)) - set(self.upcasters)
        if self.version < 1 or missing:
            raise ValueError(f"{self.name}: no upcaster from version {sorted(missing)}")


class Registry:
    """All kinds that a node knows. What is not in it is kept, forwarded and applied later."""

    def __init__(self, kinds: Iterable[Kind] = ()) -> None:
        self._kinds: dict[str, Kind] = {}
        for kind in kinds:
            self.add(kind)

    def add(self, kind: Kind) -> None:
        """Declare a kind; ValueError when its name is taken or its family's rules would clash.

        A family has one rule, and tombstones beside it. Branches take none: an attempt is never
        deleted, and its superseded steps are remembered by id only.
        """
        if kind.name in self._kinds:
            raise ValueError(f"kind {kind.name} is declared twice")
        rules = {k.merge for k in self._kinds.values() if k.family == kind.family} | {kind.merge}
        main = rules - {Merge.TOMBSTONE}
        if len(main) > 1 or (Merge.BRANCH in rules and Merge.TOMBSTONE in rules):
            raise ValueError(f"family {kind.family} cannot mix {sorted(r.value for r in rules)}")
        self._kinds[kind.name] = kind

    def get(self, name: str) -> Kind | None:
        return self._kinds.get(name)

    def knows(self, name: str, version: int) -> Kind | None:
        """The kind, if this node can apply that version of it."""
        kind = self._kinds.get(name)
        return kind if kind is not None and version <= kind.version else None

    def upcast(self, kind: Kind, version: int, fields: Fields) -> Fields:
        """Fields of an older version in the kind's current form."""
        for step in range(version, kind.version):
            fields = kind.upcasters[step](fields)
        return fields

    def priority(self, name: str) -> int:
        """A kind's priority; what is unknown goes with ordinary messages (1)."""
        kind = self._kinds.get(name)
        return 1 if kind is None else kind.priority

    def versions(self) -> dict[str, int]:
        """Name and current version of every kind, sorted by name."""
        return {name: self._kinds[name].version for name in sorted(self._kinds)}

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def __len__(self) -> int:
        return len(self._kinds)
