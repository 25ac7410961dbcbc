"""Every limit of the answering side: name, unit, and the reason for the value."""

from typing import Final

APPLIED_AT_ONCE: Final = 100
"""Operations of a frame that the hub applies before it answers: an ordinary day's, in 0.2 s. Of
more it says that it holds them, and a worker applies them soon."""
APPLY_BATCH: Final = 1_500
"""Operations applied in one transaction: about half a second, after which others get their turn. In
thirds of it the same work costs a fifth more."""
PENDING_SCHOOLS: Final = 64
"""Schools looked at before the queue is read again."""
PENDING_LOOK_SECONDS: Final = 5.0
"""How often a worker looks for what another one's requests have left."""
SNAPSHOT_DAYS: Final = 14
"""Days for which a node may fetch the same snapshot: over a metered link it takes some nights."""
SNAPSHOTS_AT_ONCE: Final = 1
"""Snapshots made at the same time by all workers: each holds a school's log in memory."""

FORMER_DAYS: Final = 120
"""Days for which a node may still bring the work of a school that it serves no more: a box that
lay switched off over a summer brings what it had, and is no way in for ever."""

LATE_NOTED_EVERY_MS: Final = 10 * 60_000
"""ms between two notes that a shut-out node still calls: its exchanges repeat every few minutes."""
