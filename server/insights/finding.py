"""Statements within a reach, the latest stored first, by the record store's own indices."""

import heapq
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from sqlalchemy.orm import Session

from server.insights.limits import AT_A_TIME
from server.insights.reach import Reach
from server.lrs import actors, names, reading
from server.lrs.callers import account_of
from server.lrs.reading import Filter, Line


def agent_number(school: str, learner: str) -> int:
    """The record store's name for a person of the school."""
    return names.number(school, names.AGENT, actors.identifier(account_of(school, learner)) or "")


def find(session: Session, reach: Reach, wanted: Filter, limit: int) -> list[Line]:
    """At most `limit` statements. Those of several learners are merged, a few of each at a time."""
    if reach.learners is None:
        return reading.find(session, wanted, limit)
    several = [
        replace(wanted, agent=agent_number(reach.school, learner)) for learner in reach.learners
    ]
    if len(several) == 1:
        return reading.find(session, several[0], limit)
    merged = heapq.merge(*(_one(session, one) for one in several), key=_latest_first)
    return list(islice(_once(merged), limit))


def _one(session: Session, wanted: Filter) -> Iterator[Line]:
    while True:
        page = reading.find(session, wanted, AT_A_TIME)
        yield from page
        if len(page) < AT_A_TIME:
            return
        wanted = replace(wanted, after=page[-1].n)


def _once(lines: Iterator[Line]) -> Iterator[Line]:
    """A group's statement is found by each of its members."""
    last = None
    for line in lines:
        if line.n != last:
            yield line
        last = line.n


def _latest_first(line: Line) -> int:
    return -line.n
