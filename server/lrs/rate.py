"""Counting requests of each client. In memory: one process serves, and a restart forgives."""

import threading
from collections import OrderedDict
from typing import Final

from server.errors import Problem
from server.lrs.limits import RATE_CLIENTS, RATE_REQUESTS, RATE_WINDOW_S

RATE: Final = "tirek.lrs_rate"


class Rate:
    """Requests per client in the current window of RATE_WINDOW_S seconds."""

    def __init__(self, most: int = RATE_REQUESTS) -> None:
        self.most = most
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, client: str, now_ms: int) -> None:
        """Count one request; Problem 429 with Retry-After beyond the limit."""
        window, passed = divmod(now_ms, RATE_WINDOW_S * 1000)
        with self._lock:
            known, number = self._counts.get(client, (window, 0))
            number = number + 1 if known == window else 1
            self._counts[client] = (window, number)
            self._counts.move_to_end(client)
            if len(self._counts) > RATE_CLIENTS:
                self._counts.popitem(last=False)
        if number > self.most:
            wait = RATE_WINDOW_S - passed // 1000
            raise Problem(
                429,
                "too-many-requests",
                "This client asks too often",
                hint="Send statements in batches, and wait before the next one.",
                headers={"Retry-After": str(wait)},
                retry_after=wait,
            )
