"""Half a gigabyte of film into the library, over a link that is cut and a server that is killed:
it goes on where it was, and the server's memory stays as it is."""

import hashlib
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.faults import tables
from tests.faults.victim import Victim, eventually
from tests.server import cast
from tests.server.phone import Phone
from tests.server.uploads.sending import CHUNK, chunk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("ffmpeg"), reason="no FFmpeg: sudo apt-get install ffmpeg"),
]

FILM_BYTES: Final = 500 * 1024**2
FLAT_KIB: Final = 64 * 1024
"""What the server's memory may grow by over that film: FFmpeg is a process of its own."""


def film(folder: Path) -> Path:
    """Two seconds that a phone took, and half a gigabyte of free space behind them (ISO 14496-12,
    8.1.2): a real film to whoever reads it."""
    path = folder / "film.mp4"
    source = ["-f", "lavfi", "-i", "testsrc=size=640x360:rate=15", "-t", "2"]
    form = ["-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    subprocess.run(["ffmpeg", "-v", "error", *source, *form, str(path)], check=True)
    rest = FILM_BYTES - path.stat().st_size
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", rest, b"free"))
        file.truncate(FILM_BYTES)
    return path


def resident_kib(victim: Victim, name: str) -> int:
    status = Path(f"/proc/{victim.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name))


def pieces(path: Path, begin: int) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        file.seek(begin)
        at = begin
        while data := file.read(CHUNK):
            yield at, data
            at += len(data)


def send(phone: Phone, upload: str, path: Path, begin: int, end: int = FILM_BYTES) -> None:
    for at, data in pieces(path, begin):
        if at >= end:
            return
        assert chunk(phone, upload, at, data).status_code == 204


def test_a_film_of_500_megabytes_arrives_in_pieces(
    folder: Path, new_victim: Callable[..., Victim], tmp_path: Path
) -> None:
    victim = new_victim("home")
    shutil.copytree(folder, victim.home)
    victim.start()
    marat = victim.phone(cast.MARAT)
    path = film(tmp_path)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    announced = {"size": FILM_BYTES, "sha256": sha256, "name": "Тәжірибе.mp4", "type": "video/mp4"}
    began = marat.request("POST", "/api/v1/uploads", json={**announced, "purpose": "content"})
    assert began.status_code == 201
    upload = began.get_json()["id"]
    refused = marat.request("POST", "/api/v1/uploads", json={**announced, "purpose": "work"})
    assert (refused.status_code, refused.get_json()["type"]) == (413, "/problems/too-large")

    send(marat, upload, path, 0, FILM_BYTES // 3)
    victim.kill()
    victim.start_again()
    asked = marat.request("HEAD", f"/api/v1/uploads/{upload}")
    at = int(asked.headers["Upload-Offset"])
    assert at >= FILM_BYTES // 3  # a cut costs nothing that was answered
    before = resident_kib(victim, "VmRSS:")
    send(marat, upload, path, at)
    shown: dict[str, Any] = eventually(
        lambda: marat.get(f"/api/v1/uploads/{upload}").get_json(),
        lambda shown: shown["state"] in {"done", "refused"},
    )

    assert (shown["state"], shown["problem"]) == ("done", None)
    grown = resident_kib(victim, "VmHWM:") - before
    assert grown < FLAT_KIB, f"{grown} KiB more over {FILM_BYTES} bytes"
    assert not list((victim.home / "uploads").iterdir())
    assert shown["result"]["bytes"] < 5_000_000  # what phones get
    victim.stop()
    assert tables.is_sound(victim.home)
