"""Archives made to hurt, and what refusing each costs: `python -m tests.bench.hostile FOLDER`."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from content.blobs import BlobStore
from content.errors import ContentRefused
from content.importer import import_file
from content.limits import MAX_ARCHIVE_ENTRIES, MIB
from tests.content.archives import Part, build, overlap_bomb

ZEROS = bytes(40 * MIB)
HEAD = b'<?xml version="1.0"?><manifest identifier="m">'


def archives() -> Iterator[tuple[str, bytes]]:
    """A name, and the bytes: every one of them has to be refused."""
    yield "overlap", overlap_bomb(2_000, bytes(MIB))
    yield "one-bomb", build([Part(b"index.html", ZEROS)])
    yield "many-bombs", build(Part(b"%d.html" % n, bytes(900_000)) for n in range(400))
    inner = build([Part(b"index.html", ZEROS)])
    nested = (Part(b"%d.zip" % n, inner, method=0) for n in range(2_000))
    yield "nested", build(nested)
    yield "entries", build(Part(b"%d.html" % n, method=0) for n in range(MAX_ARCHIVE_ENTRIES + 1))
    yield "climbs", build([Part(b"../../etc/passwd", b"x")])
    yield "nul", build([Part(b"index.html\x00.exe", b"x")])
    yield "encrypted", build([Part(b"index.html", b"x", flags=1)])
    yield "lies", build([Part(b"index.html", ZEROS, size=10)])
    noise = random.Random(1).randbytes(MIB)
    yield "cut", build([Part(b"index.html", noise, method=0)])[: MIB // 2]
    yield "entities", _manifest(b'<!DOCTYPE m [<!ENTITY a "x">]><manifest>&a;</manifest>')
    yield "deep", _manifest(HEAD + b"<item>" * 200_000 + b"</item>" * 200_000 + b"</manifest>")
    rows = b"".join(b'<item identifier="i%d"/>' % n for n in range(300_000))
    yield "wide", _manifest(HEAD + b"<organizations>" + rows + b"</organizations></manifest>")
    yield "repairs", _manifest(HEAD + b"& &x; <" * 400_000)


def _manifest(data: bytes) -> bytes:
    """Stored, so that what it costs is its own doing and no ratio tells."""
    return build([Part(b"imsmanifest.xml", data, method=0)])


def worst(folder: Path) -> tuple[float, float, list[str]]:
    """Seconds and MB of the dearest refusal, and the names of those that were not refused."""
    taken, seconds, megabytes = [], 0.0, 0.0
    for name, data in archives():
        path = folder / f"{name}.zip"
        path.write_bytes(data)
        words = [sys.executable, "-m", "tests.bench.hostile", str(path)]
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=120)
        took, grew, what = done.stdout.split()
        seconds, megabytes = max(seconds, float(took)), max(megabytes, float(grew))
        if what == "taken":
            taken.append(name)
        path.unlink()
    return seconds, megabytes, taken


def _resident(which: str) -> float:
    """MB in memory: `VmRSS` now, `VmHWM` at most (getrusage tells of the parent's memory too)."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(which):
            return int(line.split()[1]) * 1024 / 1e6
    raise AssertionError(which)


def main(path: Path) -> str:
    """Refuse the archive; seconds, MB above what the program takes anyway, and how it ended."""
    store = BlobStore(path.with_suffix(".blobs"), reserve_bytes=0)
    small = path.with_suffix(".small")
    small.write_bytes(build([Part(b"index.html", b"<p>x</p>")]))
    import_file(small, "small.zip", store)  # what an import loads once is not this archive's doing
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here on
    before, began = _resident("VmRSS"), time.monotonic()
    try:
        import_file(path, path.name, store)
        code = "taken"
    except ContentRefused as error:
        code = error.code
    took, grew = time.monotonic() - began, _resident("VmHWM") - before
    return f"{took:.3f} {grew:.1f} {code}"


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))  # noqa: T201
