"""`kill_at.py POINT NTH WORDS…`: the command line, with a SIGKILL waiting at a point of its code.

The server knows nothing of it: the function at the point is wrapped before the program starts, and
its NTH call is the last thing the process does. Nothing is flushed, closed or rolled back.
"""

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

POINTS: Final = {
    # in the log and the tables, not committed
    "batch-applied": "server.operations.service:apply",
    # committed, not answered
    "batch-committed": "server.operations.views:accept_batch",
    # on disk, not counted
    "piece-written": "server.files.parts:Parts.write",
    # the whole file is in the store, the table does not know it
    "file-kept": "server.files.parts:Parts.keep",
    # committed, not answered
    "piece-committed": "server.uploads.service:receive",
    # a file of the package is written, under no name yet
    "blob-written": "content.blobs:BlobStore._write",
    # it has its name in the store, others of the package have none
    "blob-named": "content.blobs:BlobStore._publish",
    # all of the package is in the store, the table does not know it
    "import-stored": "content.importer:import_file",
    # one statement of a migration
    "table-made": "alembic.op:create_table",
    # every statement of the migration, not committed
    "tables-made": "alembic.command:upgrade",
    # a frame is in the log and the tables of the upstream, not committed
    "frame-applied": "sync.peer:apply",
    # committed by the upstream, not answered
    "frame-committed": "sync.peer:Peer.answer_frame",
    "session-committed": "sync.peer:Peer.answer_session",
    # a frame of the feeds is in the log and the tables below, not committed
    "down-applied": "sync.agent:apply",
    # the upstream's acknowledgement is noted, not committed
    "ack-noted": "sync.agent:Agent._journal",
    # a pack is in the store, nothing of it is unpacked
    "pack-kept": "server.files.parts:Parts.keep",
    # the pack's files are in the store under their names, nothing is indexed
    "pack-unpacked": "server.delivery.arriving:unpack",
    # all of an edition is indexed, phones see the former one
    "edition-indexed": "server.delivery.wanting:refresh",
    # phones are switched to the new edition, the exchange is not over
    "edition-switched": "server.delivery.arriving:verify",
    # a bundle's volume is made, and nothing of it is on the stick
    "volume-made": "sync.frames.bundle:build",
    # a folder of the stick is synced; after the three that are made, it is the volume's own rename
    "volume-named": "sync.roads.usb:_sync_folder",
    # a frame from a stick is committed, the rest of the volume is not read
    "carried-frame-taken": "sync.carried.peer:CarriedPeer._take_frame",
    # receipts from a stick are noted, its feeds are not read
    "carried-answer-taken": "sync.carried.agent:CarriedAgent._take_answer",
    # a frame of the feeds from a stick is in the log and the tables, not committed
    "carried-feed-applied": "sync.carried.agent:apply",
}


def arm(point: str, nth: int) -> None:
    """Make the `nth` call at `point` kill this process when it returns."""
    module, _, path = POINTS[point].partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    real: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def counted(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        answer = real(*arguments, **options)
        calls += 1
        if calls == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(owner, name, counted)


def main() -> None:
    """Arm, then be `tirek WORDS…`."""
    point, nth, *words = sys.argv[1:]
    arm(point, int(nth))
    from server.cli import tirek

    tirek(words)


if __name__ == "__main__":
    main()
