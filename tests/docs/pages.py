"""Reading the documentation as the tests do: its commands and its links."""

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
TIREK: Final = ".venv/bin/tirek"


def commands(page: str) -> Iterator[str]:
    """The lines of a page's `sh` blocks; `console` blocks are for people alone."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from filter(None, block.splitlines())


def parsed(line: str, values: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Settings before the command, and its words after `tirek`; «names» stand for `values`.

    `export A=b` is settings without words.
    """
    for name, value in values.items():
        line = line.replace(f"«{name}»", value)
    assert "«" not in line, f"nothing known to put into: {line}"
    words = shlex.split(line.replace("$PWD", str(values.get("here", ROOT))))
    if words[0] == "export":
        words = words[1:]
    settings: dict[str, str] = {}
    while words and re.match(r"[A-Z_]+=", words[0]):
        name, _, value = words.pop(0).partition("=")
        settings[name] = value
    if words:
        assert words.pop(0) == TIREK, line
    return settings, words
