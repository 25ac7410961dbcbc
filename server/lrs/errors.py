"""What is wrong with a statement or a request, and where."""


class Invalid(Exception):
    """A rule of the specification is broken at `path` (`actor.account.homePage`, `[3].verb`)."""

    def __init__(self, path: str, rule: str) -> None:
        super().__init__(f"{path or 'statement'}: {rule}")
        self.path = path
        self.rule = rule


class TooLarge(Exception):
    """A statement is beyond a limit; `path` names it."""

    def __init__(self, path: str, limit_bytes: int) -> None:
        super().__init__(f"{path or 'statement'}: larger than {limit_bytes} bytes")
        self.path = path
        self.limit_bytes = limit_bytes
