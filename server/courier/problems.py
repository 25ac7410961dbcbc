"""What a courier is told when something is not taken."""

from server.bundles.report import REASONS
from server.errors import Problem


def not_taken(reason: str) -> Problem:
    """`reason` is one of server.bundles.report.REASONS, and stands in the body, too."""
    return Problem(
        422,
        "bundle-not-taken",
        "This part was not taken",
        detail=REASONS[reason],
        hint="Take it from where it was made once more; nothing of it has been taken in.",
        reason=reason,
    )
