"""Which versions of a record a person should see beside the one that stands. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sync.core.merge import MergeState, Version, conflicts
from sync.core.ops import OpId
from sync.core.registry import Merge

WATCHED: Final = frozenset(
    {Merge.OWNER, Merge.AUTHORITY, Merge.SUPERSEDE, Merge.UNION, Merge.FIELD}
)
"""Rules under which something can stand beside the winner, or lose unseen."""


def of_school(state: MergeState, school: object) -> MergeState:
    """The state as this school sees it: ids of statements come from strangers' programs, and what
    another school keeps under the same one is none of its business."""
    if state.rule is not Merge.UNION:
        return state
    own = tuple(version for version in state.versions if version.values.get("school") == school)
    return replace(state, versions=own)


def beside(state: MergeState) -> list[Version]:
    """Versions that nobody has answered yet, best first; empty where all agree."""
    if state.rule is Merge.FIELD:
        return overwritten(state)
    return conflicts(state)


def overwritten(state: MergeState) -> list[Version]:
    """Under FIELD: versions whose values were replaced by somebody who had not seen them.

    Only an author who named a base said what they had seen; without one nothing is concluded.
    """
    known = {version.id: version for version in state.alive}
    lost = []
    for loser in state.history:
        winner = _winner(state, loser)
        if winner is None or winner.base is None or winner.id.writer == loser.id.writer:
            continue
        if not _saw(winner, loser.id, known):
            lost.append(loser)
    return sorted(lost, key=lambda version: version.precedence, reverse=True)


def _winner(state: MergeState, loser: Version) -> Version | None:
    """The highest version that gives a field of the loser's another value now. What somebody has
    written again since is not lost any more."""
    others = []
    for name, value in loser.values.items():
        standing = max(
            (version for version in state.alive if name in version.values),
            key=lambda version: version.precedence,
            default=loser,
        )
        if standing.values[name] != value:
            others.append(standing)
    return max(others, key=lambda version: version.precedence, default=None)


def _saw(version: Version, earlier: OpId, known: Mapping[OpId, Version]) -> bool:
    """Whether a version was made with knowledge of another: along its bases, each with what its
    own writer had made before."""
    seen: set[OpId] = set()
    at = version.base
    while at is not None and at not in seen:
        if at == earlier or (at.writer == earlier.writer and at >= earlier):
            return True
        seen.add(at)
        step = known.get(at)
        at = step.base if step else None
    return False
