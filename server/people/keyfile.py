"""Private keys of this node as files that only their owner may read."""

import os
from collections.abc import Callable
from pathlib import Path

from content.blobs import sync_folder


def kept(path: Path, fresh: Callable[[], bytes]) -> bytes:
    """The key at `path`, made by `fresh` at its first use; of two processes the first wins."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_suffix(f".{os.getpid()}.new")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(fresh())
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
        # Others will be told its public half: a name that a power cut takes back is a lost key.
        sync_folder(path.parent)
    return path.read_bytes()
