"""What the year's report card says of electives: passed or not, by half-year and year."""

from collections.abc import Mapping, Sequence

from server.clubs.models import Club, ClubResult
from server.reports.reading import Asked
from server.rows import rows_of


def electives(asked: Asked, people: Sequence[str], year: int) -> Mapping[str, list[str]]:
    """A line for each elective with an outcome of that school year, by learner."""
    rows = [
        row
        for row in rows_of(asked.session, ClubResult, people, by="learner")
        if row.period[:4] == str(year)
    ]
    clubs = {row.id: row for row in rows_of(asked.session, Club, {row.club for row in rows})}
    words = asked.words
    told: dict[tuple[str, str], list[str]] = {}
    # The year stands behind its halves, though its name is the shorter.
    for row in sorted(rows, key=lambda row: (row.club, len(row.period) == 4, row.period)):
        if row.club in clubs:
            period = words["half_" + row.period[-1]] if "-" in row.period else words["whole_year"]
            outcome = words["elective_" + row.outcome]
            told.setdefault((row.learner, row.club), []).append(f"{period}: {outcome}")
    found: dict[str, list[str]] = {}
    for (learner, club), parts in told.items():
        line = f"{clubs[club].name} ({words['elective']}): {'; '.join(parts)}"
        found.setdefault(learner, []).append(line)
    return found
