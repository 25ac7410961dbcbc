"""Limits of the LMS side of cmi5. Each has a unit and a reason."""

from typing import Final

MAX_ACTOR_CHARS: Final = 1_000
"""Characters of a learner's account: two IRIs with room."""
MAX_URL_CHARS: Final = 2_000
"""Characters of a return address, and of a whole launch address that old browsers still take."""
MAX_REASON_CHARS: Final = 200
"""Characters of the reason of a waiver: the specification's own have under 30."""
MAX_COURSES_LISTED: Final = 1_000
"""Courses in one list: a school has dozens."""
SECRET_BYTES: Final = 32
"""Random bytes of a fetch address, of a token and of a play address: none can be guessed."""
