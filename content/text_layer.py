"""Whether the text inside a PDF can be searched and read aloud, or only looked at.

Old Kazakh fonts put ә ғ қ ң ө ұ ү һ і into a font of their own; what is then read out of the PDF
has these letters torn from their words («Қ аза қ стан»). Search would never find such a text, and
a screen reader would spell it, so the teacher is told before it becomes a lesson.

Reading a PDF is done by a child process with a limit on its time and memory: nobody can promise
that a stranger's PDF ends.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from content.limits import (
    MAX_TEXT_LAYER_CHARS,
    MAX_TEXT_LAYER_MEMORY_BYTES,
    MAX_TEXT_LAYER_PAGES,
    TEXT_LAYER_SECONDS,
)

LETTERS_JUDGED: Final = 50
"""Kazakh letters a page must have before it is judged: fewer stand alone by chance."""

SHARE_ALONE: Final = 0.02
"""Share of Kazakh letters standing alone from which on a text is broken: whole ones have none."""

_KAZAKH: Final = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
# Between blanks: «ә)» in a list of answers and «І.» before a chapter are whole as they are.
_ALONE: Final = re.compile(r"(?<!\S)[әғқңөұүһіӘҒҚҢӨҰҮҺІ](?!\S)")


def is_broken(text: str) -> bool:
    """Whether the Kazakh letters of a page's text are torn from their words."""
    letters = len(_KAZAKH.findall(text))
    return letters >= LETTERS_JUDGED and len(_ALONE.findall(text)) > SHARE_ALONE * letters


def broken_pages(pages: Iterable[str]) -> tuple[int, ...]:
    """Numbers, from 1, of the pages whose text is broken."""
    return tuple(number for number, text in enumerate(pages, 1) if is_broken(text))


def page_ranges(numbers: Iterable[int]) -> str:
    """`1–3, 7` for 1, 2, 3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("–".join(str(number) for number in run) for run in runs)


def check_pdf(path: Path) -> tuple[int, ...]:
    """Numbers of the pages of a PDF whose text is broken; none when it can't be read in time."""
    return broken_pages(read_pdf(path))


def read_pdf(path: Path) -> tuple[str, ...]:
    """The text of each page of a PDF; nothing when it can't be read in time."""
    command = [sys.executable, "-m", "content.text_layer", str(path)]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=TEXT_LAYER_SECONDS,
        )
        return tuple(str(page) for page in json.loads(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        # The PDF itself may still be fine to look at: the reader on the phone is another one.
        return ()


def _texts(path: str) -> Iterator[str]:
    from pypdf import PdfReader  # noqa: PLC0415  (heavy: only in the child)

    reader = PdfReader(path)
    for number, page in enumerate(reader.pages):
        if number >= MAX_TEXT_LAYER_PAGES:
            return
        yield page.extract_text()


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  (absent on Windows)

        limit = (MAX_TEXT_LAYER_MEMORY_BYTES, MAX_TEXT_LAYER_MEMORY_BYTES)
        resource.setrlimit(resource.RLIMIT_AS, limit)


def _main() -> None:
    _limit_memory()
    left = MAX_TEXT_LAYER_CHARS
    pages = []
    for page in _texts(sys.argv[1]):
        pages.append(page[:left])
        left -= len(page)
        if left <= 0:
            break
    sys.stdout.write(json.dumps(pages))


if __name__ == "__main__":
    _main()
