"""Whether a database stands at this release's last revision, without loading Alembic.

It does at nearly every start and before nearly every command, and Alembic alone takes a tenth of
a second to say so, several on a school's box.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import Engine, inspect, text

_VERSIONS: Final = Path(__file__).parent / "versions"
_TABLE: Final = "alembic_version"


def revisions() -> list[str]:
    """All that this release knows, in order; they are named as their files."""
    return sorted(path.stem for path in _VERSIONS.glob("[0-9]*.py"))


def is_current(engine: Engine) -> bool:
    """Whether nothing is left to do."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(_TABLE):
            return False
        found = connection.execute(text(f"SELECT version_num FROM {_TABLE}"))  # noqa: S608
        return list(found.scalars()) == revisions()[-1:]
