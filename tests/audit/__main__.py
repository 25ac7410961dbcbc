"""`python -m tests.audit`: exit 1 on a hole; a list that can't be asked is named and passed."""

import sys
from pathlib import Path

from tests.audit.advisories import Hole, Unreachable, index, of_npm, of_python, pins

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-node.txt")


def main(root: Path = ROOT) -> int:
    """Compare every lock; how many holes there are, at most 1 as an exit code."""
    holes: list[Hole] = []
    asked = 0
    try:
        wanted = {pin for lock in LOCKS for pin in pins((root / lock).read_text("utf-8"))}
        holes += of_python(index(), wanted)
        asked += len(wanted)
    except Unreachable as error:
        print(f"NOT AUDITED: the Python packages: {error}.", file=sys.stderr)  # noqa: T201
    try:
        holes += of_npm(root / "pwa")
        asked += 1
    except Unreachable as error:
        print(f"NOT AUDITED: the app's packages: {error}.", file=sys.stderr)  # noqa: T201
    for hole in holes:
        print(f"HOLE: {hole}", file=sys.stderr)  # noqa: T201
    if asked and not holes:
        print("No advisory is published against what was asked for.")  # noqa: T201
    return 1 if holes else 0


if __name__ == "__main__":
    raise SystemExit(main())
