"""Findings as lines for people, in their language. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from server.doctor.findings import Finding
from server.doctor.words import MARKS, WORDS
from server.status.sizes import size_text

_SIZES: Final = frozenset({"free", "total", "bytes"})
_COUNTED: Final = frozenset({"disk-names"})
"""Codes whose `free` is a number of files."""


def what(finding: Finding, language: str) -> str:
    """What was found."""
    return WORDS[language][finding.code][0].format(**_values(finding, language))


def advice(finding: Finding, language: str) -> str:
    """What to do about it; empty where nothing needs to be done."""
    return WORDS[language][finding.code][1].format(**_values(finding, language))


def lines(findings: Sequence[Finding], language: str) -> Iterator[str]:
    """One or two lines for each."""
    for finding in findings:
        yield f"{MARKS[finding.level]} {what(finding, language)}"
        if told := advice(finding, language):
            yield f"  → {told}"


def _values(finding: Finding, language: str) -> Mapping[str, Any]:
    if finding.code in _COUNTED:
        return finding.values
    return {
        name: size_text(value, language) if name in _SIZES else value
        for name, value in finding.values.items()
    }
