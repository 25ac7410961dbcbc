"""Typed errors of the sync layer: which operation failed, on what, and what to do about it."""

from collections.abc import Mapping


class SyncError(Exception):
    """Base of all errors here.

    `operation` is what was being done, `subject` what it was done to (an id, a file, an address
    without credentials), `hint` what a person can do about it.
    """

    def __init__(self, operation: str, subject: str, hint: str) -> None:
        super().__init__(f"{operation}: {subject} ({hint})")
        self.operation = operation
        self.subject = subject
        self.hint = hint


class Malformed(SyncError):
    """Bytes or values that break the written format; sending them again cannot help."""


class UnknownVersion(SyncError):
    """A format version that this release cannot read; it must be upgraded first."""


class WrongRecipient(SyncError):
    """A frame addressed to another node."""


class StorageBroken(SyncError):
    """The log contradicts itself: a row that must exist does not."""


_CAUSES: Mapping[int | None, str] = {
    None: "unreachable",
    401: "token-refused",
    403: "not-allowed",
    413: "too-large",
    422: "not-understood",
    429: "upstream-busy",
    507: "upstream-full",
}


class RoadFailed(SyncError):
    """The link was cut, timed out or answered with an error.

    `retry` is true when the same request may succeed later (a cut, a timeout, a busy server) and
    false when somebody must act first (a revoked token, a refused message). `status` is the HTTP
    status, if there was one. `cause` is a stable name that a screen can put into its own words.
    """

    def __init__(
        self,
        operation: str,
        subject: str,
        hint: str,
        *,
        retry: bool,
        status: int | None = None,
        cause: str | None = None,
    ) -> None:
        super().__init__(operation, subject, hint)
        self.retry = retry
        self.status = status
        self.cause = cause or _CAUSES.get(status, "upstream-failed")
