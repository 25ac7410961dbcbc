"""`python -m server.upgrades.opening FILE FOLDER VERSION KEYFILE`: for root, before a switch.

The file lies where the server may write, so it is copied first, and what was verified is the copy.
"""

import importlib.metadata
import platform
import sys
from pathlib import Path
from typing import Final

from server.upgrades.release_file import (
    BadRelease,
    Manifest,
    NoKey,
    Older,
    copy_payload,
    read,
    unpack,
)
from server.upgrades.versions import is_older

ARCHITECTURES: Final = {"x86_64": "amd64", "aarch64": "arm64"}
_KEY_BYTES: Final = 32


def pinned(key_file: Path) -> bytes:
    """The key that was laid at the install. Raises BadRelease without one."""
    try:
        key = bytes.fromhex(key_file.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise NoKey("this box was given no key that releases are signed with")
    return key


def unpack_release(
    file: Path, folder: Path, version: str, key_file: Path, *, running: str | None = None
) -> None:
    """The wheels of a release for this machine, verified. One that is older than what is `running`
    must be signed for that. Raises BadRelease."""
    key, payload = pinned(key_file), folder / "payload"
    try:
        with file.open("rb") as stream:
            manifest = read(stream, key)
            if manifest.version != version:
                raise BadRelease(f"the file holds release {manifest.version}")
            if manifest.architecture != ARCHITECTURES.get(platform.machine()):
                raise BadRelease(f"the release is for another machine ({manifest.architecture})")
            must_not_go_back(manifest, running)
            copy_payload(stream, payload, manifest)
    except OSError as error:
        raise BadRelease(f"the file cannot be read ({error.strerror})") from None
    unpack(payload, folder)
    payload.unlink()


def must_not_go_back(manifest: Manifest, running: str | None) -> None:
    """Raises BadRelease for a release older than what runs, unless it is signed for that."""
    if running is None or manifest.downgrade or not is_older(manifest.version, running):
        return
    raise Older(f"release {manifest.version} is older than {running}, and not signed for that")


def main(words: list[str]) -> int:
    """0 done, 1 refused; why stands on standard error."""
    file, folder, version, key_file = words
    try:
        unpack_release(Path(file), Path(folder), version, Path(key_file), running=_running())
    except BadRelease as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


def _running() -> str | None:
    """The release that this is a part of."""
    try:
        return importlib.metadata.version("tirek")
    except importlib.metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
