"""What an import tells the teacher about a file that was taken."""

from collections.abc import Iterable
from dataclasses import dataclass

from content.errors import Note, note_message
from content.limits import MAX_FINDINGS, MAX_TEXT_CHARS


@dataclass(frozen=True)
class Finding:
    """One remark: a code of `content.errors.Note` and the file, host or value it is about.

    `code` is kept as a string, since a newer school may know more codes than we do.
    """

    code: str
    subject: str = ""

    def message(self, lang: str) -> str:
        """The remark as a sentence in kk, ru or en."""
        return note_message(self.code, lang, self.subject)


def tidy(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each remark once, in its first order, with a bounded subject and a bounded number."""
    unique = dict.fromkeys(
        Finding(str(finding.code), finding.subject[:MAX_TEXT_CHARS]) for finding in findings
    )
    kept = tuple(unique)
    if len(kept) <= MAX_FINDINGS:
        return kept
    return (*kept[: MAX_FINDINGS - 1], Finding(str(Note.REPORT_SHORTENED)))
