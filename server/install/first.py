"""The first start of a prepared card, for tirek-first.service: installs the packages that lie
beside this file, without a network. Where that fails it says so to whoever stands there: on the
screen, in a file that any computer shows, and as the page that the phone asks for.

The packages stay until all of them are installed, so a power cut only means another beginning.
"""

import html
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TRIES = 5
PAUSE_SECONDS = 20
"""The system's own first start may hold dpkg for a while."""
MOST_SECONDS = 30 * 60
"""Of one try: the slowest board takes a fifth of that."""
LINES = 8
"""Of what dpkg said last: the reason stands there."""
NOTE = "TIREK-ERROR.txt"
BOOT = ("boot/firmware", "boot")
"""Where Raspberry Pi OS mounts what every computer can read of the card, now and before."""
WORDS = (
    "Тірек сервері орнатылмады. Карта дайындаған адамға мына жолдарды жіберіңіз. Тоқтан ажыратып "
    "қайта қоссаңыз, орнату басынан басталады.",
    "Сервер Тірек не установился. Отправьте эти строки тому, кто готовил карту. Если отключить и "
    "снова включить питание, установка начнётся заново.",
    "The Tirek server could not be installed. Send these lines to whoever prepared the card. "
    "Unplug it and plug it in again, and the installation begins anew.",
)

Run = Callable[[Sequence[str]], "tuple[int, str]"]


def run(words: Sequence[str]) -> "tuple[int, str]":
    """How the program ended, and what it said."""
    try:
        done = subprocess.run(
            words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            timeout=MOST_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, str(error)
    return done.returncode, done.stdout


def install(folder: Path, run: Run = run, sleep: Callable[[float], None] = time.sleep) -> str:
    """Install the packages of the folder, and remove it; why it failed, "" where it did not."""
    packages = [str(path) for path in sorted(folder.glob("*.deb"))]
    said = ""
    for number in range(TRIES):
        if number:
            sleep(PAUSE_SECONDS)
        run(["dpkg", "--configure", "-a"])
        code, said = run(["dpkg", "--install", "--force-confold", *packages])
        sys.stdout.write(said)
        if code == 0:
            shutil.rmtree(folder)
            return ""
    return "\n".join(said.strip().splitlines()[-LINES:]) or "dpkg failed"


def note(root: Path, reason: str) -> None:
    """Leave the reason where the card is read in any computer; take it away where there is none."""
    place = next((root / one for one in BOOT if (root / one).is_dir()), None)
    if place is None:
        return
    try:
        if reason:
            (place / NOTE).write_text("\r\n".join([*WORDS, "", *reason.splitlines(), ""]), "utf-8")
        else:
            (place / NOTE).unlink(missing_ok=True)
    except OSError as error:
        sys.stderr.write(f"{place / NOTE}: {error}\n")


def page(reason: str) -> bytes:
    """What a phone is shown."""
    told = "".join(f"<p>{html.escape(words)}</p>" for words in WORDS)
    return (
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        "<title>Тірек</title><body style='font:1.1rem sans-serif;margin:1rem;max-width:40rem'>"
        f"{told}<pre style='white-space:pre-wrap'>{html.escape(reason)}</pre>"
    ).encode()


def server(reason: str, port: int = 80) -> ThreadingHTTPServer:
    """Answers every address with the page; it is not served yet."""
    body = page(reason)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Nothing of who asked is kept."""

    return ThreadingHTTPServer(("", port), Answer)


def main() -> int:
    """Until the plug is pulled, where it failed."""
    reason = install(Path(__file__).parent)
    note(Path("/"), reason)
    if not reason:
        return 0
    sys.stdout.write("\n".join(["", *WORDS, "", reason, ""]))
    sys.stdout.flush()
    with server(reason) as answering:
        answering.serve_forever()
    return 1


if __name__ == "__main__":
    sys.exit(main())
