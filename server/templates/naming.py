"""How what a hub makes of a school's plan is called: by that plan, and by the district it is for.

The same every time, so that a hub that was cut goes on where it stopped; a school that is placed
in another district gets a record of its own there.
"""

import hashlib
from typing import Final

_AROUND: Final = "~around-"


def around_of(offer: str, region: str, district: str) -> str:
    """The record for the schools of a district."""
    digest = hashlib.sha256(f"{region}\n{district}".encode()).hexdigest()
    return f"{offer}{_AROUND}{digest[:8]}"


def offer_of(record: str) -> str:
    """The school's own record of which it was made."""
    return record.partition(_AROUND)[0]
