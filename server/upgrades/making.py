"""`python -m server.upgrades.making`: a signed release file from a checkout, beside the package.

The private key (32 bytes, in hex) stays with whoever makes releases, on a machine without a network
if they can: `--new-key FILE` draws one and prints the public half, which boxes are given.
"""

import argparse
import secrets
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from server.install.deb import ROOT, collect, version
from server.install.releases import ENDING
from server.install.wheels import LIST, listed
from server.upgrades.release_file import make


def new_key(target: Path) -> str:
    """Draw a private key into a new file; the public one in hex."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - heavy
        Ed25519PrivateKey,
    )

    seed = secrets.token_bytes(32)
    target.touch(mode=0o600, exist_ok=False)
    target.write_text(f"{seed.hex()}\n", encoding="ascii")
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def main(words: Sequence[str] | None = None) -> int:
    """Prints the path of the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / ".data" / "deb")
    parser.add_argument("--arch", choices=("amd64", "arm64"), default="amd64")
    parser.add_argument("--key", type=Path, help="file of the private key")
    parser.add_argument("--downgrade", action="store_true", help="may follow a newer release")
    parser.add_argument("--new-key", type=Path, help="draw a key into this file, and nothing else")
    options = parser.parse_args(words)
    if options.new_key:
        sys.stdout.write(f"{new_key(options.new_key)}\n")
        return 0
    if options.key is None:
        parser.error("--key is needed")
    key = bytes.fromhex(options.key.read_text(encoding="ascii").strip())
    options.out.mkdir(parents=True, exist_ok=True)
    target: Path = options.out / f"{version()}{ENDING}"
    with tempfile.TemporaryDirectory() as scratch:
        wheels = Path(scratch)
        collect(wheels, options.arch)
        (wheels / LIST).write_text(listed(wheels), encoding="utf-8")
        make(wheels, version(), options.arch, key, target, downgrade=options.downgrade)
    sys.stdout.write(f"{target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
