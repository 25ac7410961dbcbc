"""All that is looked at, the worst first."""

import time
from pathlib import Path

from server.config import Config
from server.doctor.findings import Finding, in_order
from server.doctor.machine import Machine
from server.doctor.program import Program


def examine(
    config: Config,
    now_ms: int | None = None,
    *,
    thorough: bool = True,
    roads: bool = True,
    root: Path = Path("/"),
) -> list[Finding]:
    """Findings about this node and its machine; nothing is changed.

    `thorough` reads every page of the database, `roads` opens connections: to the own ports, the
    own address and the node above. `now_ms` is the machine's clock unless a test says otherwise.
    """
    now_ms = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    found = [*Machine(config.home, root).look(now_ms, upstream=config.upstream_url is not None)]
    found += Program(config, now_ms).look(thorough=thorough, roads=roads)
    if any(one.code in {"clock-behind", "clock-ahead"} for one in found):
        # Both the machine's and the node's own word: one of them is enough.
        found = [one for one in found if one.code != "clock-ok"]
    by_code = {one.code: one for one in reversed(found)}
    return in_order([one for one in found if by_code[one.code] is one])
