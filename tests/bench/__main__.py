"""`make bench`: prints one line per figure, `name value unit target`.

A figure that cannot be taken says so on standard error and makes the run fail; a figure that misses
its target is printed like any other, since machines are shared and noisy: the targets are read by
people, correctness is judged by the tests.
"""

import argparse
import sys
import traceback

from tests.bench import families
from tests.bench.figures import Figure


def show(figure: Figure) -> str:
    if figure.value is None:
        return f"{figure.name} skipped {figure.unit} {figure.target}"
    value = f"{figure.value:.3f}".rstrip("0").rstrip(".")
    return f"{figure.name} {value} {figure.unit} {figure.target}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", default="", help="families, separated by commas: sync,app")
    parser.add_argument("--full", action="store_true", help="full sizes")
    options = parser.parse_args()
    wanted = {name for name in options.only.split(",") if name}
    unknown = wanted - families.ALL.keys()
    if unknown:
        parser.error(
            f"no family called {', '.join(sorted(unknown))}; there are {', '.join(families.ALL)}"
        )
    failed = False
    for name, measure in families.ALL.items():
        if wanted and name not in wanted:
            continue
        try:
            for figure in measure(full=options.full):
                print(show(figure), flush=True)  # noqa: T201
                if figure.skipped:
                    print(f"bench: {figure.name}: {figure.skipped}", file=sys.stderr)  # noqa: T201
        except Exception:  # noqa: BLE001 - one family that fails must not hide the others' figures
            failed = True
            traceback.print_exc(file=sys.stderr)
            print(f"bench: family {name} failed", file=sys.stderr)  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
