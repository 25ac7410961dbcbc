"""Films, recordings and photos made phone-sized once, at import, by FFmpeg where it is installed.

The original is kept in a store of its own and never travels; what phones get is noted beside it
under the original's hash and the recipe's name, so a file that comes again is not encoded again.
What is small enough already is left as it is.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from content import limits
from content.blobs import BlobStore

RECIPES: Final = {
    "video": "h264-480p-1",
    "audio": "aac-64k-1",
    "image": "jpeg-1600-1",
    "heic": "heic-1600-2",
}
"""Names of what is done to each kind; a changed recipe gets a new number."""

_ENDINGS: Final = {"video": "mp4", "audio": "m4a", "image": "jpg", "heic": "jpg"}
_SCALED: Final = "scale='min({0},iw)':'min({1},ih)':force_original_aspect_ratio=decrease"
_ARGUMENTS: Final[dict[str, tuple[str, ...]]] = {
    "video": (
        "-vf", _SCALED.format(854, 480) + ":force_divisible_by=2,fps=30",
        "-c:v", "libx264", "-profile:v", "baseline", "-level", "3.1", "-pix_fmt", "yuv420p",
        "-preset", "medium", "-crf", "26", "-maxrate", "900k", "-bufsize", "1800k", "-g", "60",
        "-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "44100", "-sn", "-dn",
        "-movflags", "+faststart",
    ),
    "audio": (
        "-vn", "-c:a", "aac", "-b:a", "64k", "-ac", "1", "-ar", "44100",
        "-movflags", "+faststart",
    ),
    "image": ("-vf", _SCALED.format(1600, 1600), "-frames:v", "1", "-q:v", "4"),
    "heic": ("-vf", _SCALED.format(1600, 1600), "-frames:v", "1", "-q:v", "4"),
}  # fmt: skip
_TAKEN_IN: Final = {"heic": ("-noautorotate",)}
"""A HEIC's picture says itself which way is up, and is decoded so; cameras say it again in the
EXIF, which libheif's program passes on as it stands: it would be turned twice."""
_ASKED: Final = (
    "format=duration,bit_rate,format_name:stream=codec_type,codec_name,width,height,pix_fmt"
)

Cancelled = Callable[[], bool]
AtWork = Callable[[bool], None]
Progress = Callable[[int, int], None]


class SizingCancelled(Exception):
    """Somebody asked to stop; nothing is left behind."""


@dataclass(frozen=True)
class Sized:
    """A phone-sized file that is in the course store, and what it was made of."""

    sha256: str
    size: int
    ending: str
    source_sha256: str
    source_size: int
    recipe: str

    def source(self) -> dict[str, Any]:
        """What a description says of it."""
        return {
            "sha256": self.source_sha256,
            "size": self.source_size,
            "recipe": self.recipe,
        }


class Sizer:
    """Makes files phone-sized; `available` is False where FFmpeg is not installed.

    `originals` keeps what came in, `cancelled` is asked about twice a second, `at_work` is told
    when FFmpeg begins and ends: it takes minutes.
    """

    def __init__(
        self,
        store: BlobStore,
        originals: BlobStore,
        *,
        cancelled: Cancelled = lambda: False,
        at_work: AtWork = lambda _: None,
        programs: tuple[str | None, str | None] | None = None,
    ) -> None:
        self._store = store
        self._originals = originals
        self._cancelled = cancelled
        self._at_work = at_work
        found = programs or (shutil.which("ffmpeg"), shutil.which("ffprobe"))
        self._ffmpeg, self._ffprobe = found
        self._heif = shutil.which("heif-convert") or shutil.which("heif-dec")

    @property
    def available(self) -> bool:
        """Whether FFmpeg and its ffprobe are here."""
        return bool(self._ffmpeg and self._ffprobe)

    def sized(self, path: Path, kind: str, progress: Progress | None = None) -> Sized | None:
        """The phone-sized form of a film, recording or photo; None where the file is small enough
        or cannot be read. Raises SizingCancelled and DiskFull."""
        facts = self._probe(path) if self.available else None
        if facts is None or not _is_worth_it(path, kind, facts):
            return None
        with path.open("rb") as file:
            source, size = self._originals.put(file)
        known = self._known(source, RECIPES[kind])
        if known is not None:
            return known
        with tempfile.TemporaryDirectory(dir=self._store.root / "tmp") as folder:
            made = Path(folder) / f"phone.{_ENDINGS[kind]}"
            self._at_work(True)
            try:
                if not self._encode(path, made, kind, facts, progress):
                    return None
            finally:
                self._at_work(False)
            if made.stat().st_size >= size and _plays_as_it_is(kind, facts):
                return None
            with made.open("rb") as file:
                sha256, made_size = self._store.put(file)
        result = Sized(sha256, made_size, _ENDINGS[kind], source, size, RECIPES[kind])
        self._remember(result)
        return result

    def photo(self, path: Path) -> Sized | None:
        """An iPhone's photo (HEIC) as a phone-sized JPEG, without where it was taken; None
        where libheif's program or FFmpeg is missing or cannot read it. Raises DiskFull."""
        if not (self.available and self._heif):
            return None
        with path.open("rb") as file:
            source = hashlib.file_digest(file, "sha256").hexdigest()
        known = self._known(source, RECIPES["heic"])
        if known is not None:
            return known
        with tempfile.TemporaryDirectory(dir=self._store.root / "tmp") as folder:
            made = self.legible(path, Path(folder))
            if made is None:
                return None
            with made.open("rb") as file:
                sha256, made_size = self._store.put(file)
        with path.open("rb") as file:
            size = self._originals.put(file)[1]
        result = Sized(sha256, made_size, "jpg", source, size, RECIPES["heic"])
        self._remember(result)
        return result

    def legible(self, path: Path, folder: Path) -> Path | None:
        """As `photo`, but kept nowhere: the JPEG is a file in `folder`."""
        if not (self.available and self._heif):
            return None
        whole, made = folder / "whole.jpg", folder / "phone.jpg"
        if not self._decode(path, whole) or not self._encode(whole, made, "heic", {}, None):
            return None
        return made

    def _decode(self, path: Path, made: Path) -> bool:
        command = [
            *_gentle(limits.MAX_HEIC_MEMORY_BYTES), str(self._heif), "-q", "92",
            str(path.absolute()), str(made),
        ]  # fmt: skip
        try:
            subprocess.run(
                command, capture_output=True, check=True, timeout=limits.HEIC_SECONDS,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            return False
        return made.is_file()

    def _encode(
        self, path: Path, made: Path, kind: str, facts: dict[str, Any], progress: Progress | None
    ) -> bool:
        command = [
            *_gentle(), str(self._ffmpeg), "-nostdin", "-hide_banner", "-loglevel", "error", "-y",
            # No address, playlist or second file is ever opened on a stranger's word.
            "-protocol_whitelist", "file,pipe", *_TAKEN_IN.get(kind, ()), "-i", f"file:{path}",
            "-map_metadata", "-1", "-map_chapters", "-1", *_ARGUMENTS[kind],
            "-fs", str(limits.MAX_ENTRY_BYTES), "-threads", "1", "-progress", "pipe:1",
            f"file:{made}",
        ]  # fmt: skip
        whole = max(1, int(_seconds(facts) * 1_000_000))
        with _running(command) as process:
            for line in process.stdout or ():
                if self._cancelled():
                    raise SizingCancelled
                name, _, value = line.decode("ascii", "replace").strip().partition("=")
                if name == "out_time_us" and value.isdigit() and progress is not None:
                    progress(min(int(value), whole), whole)
            try:
                process.wait(limits.SIZING_WAIT_SECONDS)
            except subprocess.TimeoutExpired:
                return False
        return process.returncode == 0 and made.is_file() and made.stat().st_size > 0

    def _probe(self, path: Path) -> dict[str, Any] | None:
        command = [
            str(self._ffprobe), "-v", "error", "-protocol_whitelist", "file,pipe",
            "-show_entries", _ASKED, "-of", "json", f"file:{path}",
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, capture_output=True, check=True, timeout=limits.PROBE_SECONDS,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
            facts = json.loads(done.stdout)
        except (OSError, subprocess.SubprocessError, ValueError):
            return None
        return facts if isinstance(facts, dict) and facts.get("streams") else None

    def _note(self, source: str, recipe: str) -> Path:
        return self._originals.root / "made" / f"{source}.{recipe}.json"

    def _known(self, source: str, recipe: str) -> Sized | None:
        try:
            known = Sized(**json.loads(self._note(source, recipe).read_text("utf-8")))
            return known if self._store.has(known.sha256) else None
        except (OSError, ValueError, TypeError):
            return None

    def _remember(self, sized: Sized) -> None:
        note = self._note(sized.source_sha256, sized.recipe)
        note.parent.mkdir(exist_ok=True)
        fresh = note.with_suffix(".tmp")
        fresh.write_text(json.dumps(sized.__dict__), "utf-8")
        fresh.replace(note)


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _gentle(memory: int | None = None) -> list[str]:
    """Runs behind everything else, within so many bytes, and ends with us even if we are killed."""
    command = []
    if memory is not None and shutil.which("prlimit"):
        command += ["prlimit", f"--as={memory}"]
    if shutil.which("setpriv"):
        command += ["setpriv", "--pdeathsig", "KILL"]
    if shutil.which("nice"):
        command += ["nice", "-n", "15"]
    return command


def _is_worth_it(path: Path, kind: str, facts: dict[str, Any]) -> bool:
    if kind == "image":
        streams = facts["streams"]
        side = max(int(one.get(name) or 0) for one in streams for name in ("width", "height"))
        return path.stat().st_size > limits.PHONE_IMAGE_BYTES and side > limits.PHONE_IMAGE_SIDE
    if not _plays_as_it_is(kind, facts):
        return True
    allowed = limits.PHONE_VIDEO_BITS if kind == "video" else limits.PHONE_AUDIO_BITS
    seconds = _seconds(facts)
    return seconds > 0 and path.stat().st_size * 8 / seconds > allowed


def _plays_as_it_is(kind: str, facts: dict[str, Any]) -> bool:
    """Whether every phone opens the file in its present form."""
    codecs = {one.get("codec_type"): one for one in facts["streams"]}
    film = codecs.get("video", {})
    sound = codecs.get("audio", {}).get("codec_name")
    if kind == "image":
        return True
    form = str(facts.get("format", {}).get("format_name", ""))
    if kind == "audio":
        return sound in {"mp3", "aac", "vorbis", "opus"} and "wav" not in form
    high = min(int(film.get("height") or 0), int(film.get("width") or 0))
    return (
        film.get("codec_name") == "h264"
        and film.get("pix_fmt") == "yuv420p"
        and sound in {None, "aac", "mp3"}
        and "mp4" in form
        and high <= limits.PHONE_VIDEO_LINES
    )


def _seconds(facts: dict[str, Any]) -> float:
    try:
        return float(Fraction(str(facts.get("format", {}).get("duration", "0"))))
    except (ValueError, ZeroDivisionError):
        return 0.0
