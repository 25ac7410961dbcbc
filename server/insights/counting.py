"""Marks on statements that cmi5 lets count once, by what the record store finds before them."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from content.cmi5 import counting
from content.cmi5.counting import Told
from server.insights.limits import MAX_TOLD
from server.lrs import names, projection, reading
from server.lrs.reading import Filter, Line


def among(lines: Iterable[Line]) -> dict[str, str]:
    """Ids of those that do not count, with the rule, as far as these lines tell."""
    return counting.uncounted(_told(lines))


def uncounted(session: Session, school: str, lines: Sequence[Line]) -> dict[str, str]:
    """The same by all that the record store has of their registrations."""
    asked = {(one.registration, verb) for one in _told(lines) for verb in counting.before(one.verb)}
    earlier = [
        line
        for registration, verb in sorted(asked)
        for line in reading.find(session, _of(school, registration, verb), MAX_TOLD)
    ]
    shown = {line.id for line in lines}
    found = counting.uncounted(set(_told([*lines, *earlier])))
    return {key: rule for key, rule in found.items() if key in shown}


def _of(school: str, registration: str, verb: str) -> Filter:
    return Filter(
        school,
        verb=names.number(school, names.VERB, verb),
        registration=projection.registration_number(school, registration),
        ascending=True,
    )


def _told(lines: Iterable[Line]) -> list[Told]:
    return [
        Told(
            line.statement["context"]["registration"].lower(),
            line.statement["object"].get("id", ""),
            line.statement["verb"]["id"],
            line.order,
            line.id,
        )
        for line in lines
        if counting.is_defined(line.statement)
    ]
