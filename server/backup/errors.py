"""What can go wrong with a copy: the operation, its subject, and what a person can do."""


class BackupFailed(Exception):
    """A copy was not made, not read, or not put back; `code` is stable, for programs."""

    code = "failed"

    def __init__(self, operation: str, subject: str, hint: str) -> None:
        super().__init__(f"{operation}: {subject}. {hint}")
        self.operation = operation
        self.subject = subject
        self.hint = hint


class NoRoom(BackupFailed):
    """The disk of the copies is full, with the oldest copies given up already."""

    code = "no-room"


class NoRoomHere(BackupFailed):
    """The box's own disk has no room for the copy of its database, of which the copies are made."""

    code = "no-room-here"

    def __init__(self, bytes_needed: int) -> None:
        super().__init__(
            "backup",
            f"this box's own disk needs {bytes_needed // 1024**2 + 1} MB free",
            "Remove files there that nobody needs, or use a larger disk.",
        )


class Damaged(BackupFailed):
    """Bytes on the disk of the copies are not those that were written."""

    code = "damaged"


class WrongKey(BackupFailed):
    """What was typed is no recovery key, or another school's."""

    code = "wrong-key"


class NoKey(BackupFailed):
    """No recovery key has been made yet, so nothing can be sealed."""

    code = "no-key"


class NotPossible(BackupFailed):
    """Asked of a node that cannot do it; nothing was changed."""

    code = "not-possible"
