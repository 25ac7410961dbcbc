"""A report as pages of facts and tables: the same for paper, for the screen and for Excel. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """`heads` are repeated on each sheet of paper that the rows run over; the first `words` columns
    hold words, the others narrow figures. `upright` headings stand on end, for many columns.
    The last `sums` rows are sums."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    words: int = 1
    upright: bool = False
    sums: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """What begins on a new sheet of paper: facts on top, tables, then who signs."""

    title: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    notes: Sequence[str] = ()
    signatures: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """`about` are the learners whose data it shows, for the list of bulk reads."""

    kind: str
    title: str
    school: str
    made_on: date
    landscape: bool
    pages: Sequence[Page]
    about: frozenset[str] = frozenset()
