"""The bytes of a release file.

    "TIREK-RELEASE 1\\n"                  what it is
    4 bytes                              length of the manifest, big end first
    manifest                             JSON: version, architecture, bytes, sha256 of the payload;
                                         downgrade, where it may take the place of a newer one
    64 bytes                             Ed25519 over "tirek release\\n" and the manifest
    payload                              a zip of wheels and their requirements.txt, not compressed

Nothing of the payload is looked at before the signature and its hash have been found good.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from server.upgrades.limits import (
    COPY_BYTES,
    MAX_MANIFEST_BYTES,
    MAX_PAYLOAD_BYTES,
    MAX_WHEELS,
)

MAGIC: Final = b"TIREK-RELEASE 1\n"
_SIGNED: Final = b"tirek release\n"
_SIGNATURE_BYTES: Final = 64
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+~-]{0,60}")
_ARCHITECTURE: Final = re.compile(r"[a-z0-9]{1,16}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_NAME: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._+-]{0,200}\.whl|requirements\.txt")


class BadRelease(Exception):
    """A file that is no release, a damaged one, or one that somebody else has signed. `code` is
    for those who put it into words."""

    code = "damaged"


class NotSigned(BadRelease):
    """Signed by somebody whom this box does not trust."""

    code = "not-signed"


class NoKey(BadRelease):
    """This box trusts nobody's releases."""

    code = "no-key"


class Older(BadRelease):
    """Older than what runs, and not signed for going back."""

    code = "older"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is signed; `size` in bytes. With `downgrade` it may take the place of a newer release:
    else an old one with a known hole would pass wherever it was once signed."""

    version: str
    architecture: str
    size: int
    sha256: str
    downgrade: bool = False

    def encoded(self) -> bytes:
        """Canonical: sorted keys, no spaces."""
        told: dict[str, Any] = {
            "version": self.version,
            "architecture": self.architecture,
            "bytes": self.size,
            "sha256": self.sha256,
        }
        if self.downgrade:
            told["downgrade"] = True
        return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


def read(stream: IO[bytes], key: bytes) -> Manifest:
    """The manifest of a release that was signed with `key` (32 bytes); the stream then stands at
    the payload. Raises BadRelease."""
    return verified(*signed_part(stream), key)


def signed_part(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """The manifest's bytes and their signature, not looked at; the stream then stands at the
    payload. Raises BadRelease."""
    if stream.read(len(MAGIC)) != MAGIC:
        raise BadRelease("this is no release file")
    length = int.from_bytes(stream.read(4), "big")
    if not 2 <= length <= MAX_MANIFEST_BYTES:
        raise BadRelease("the release file is damaged")
    return stream.read(length), stream.read(_SIGNATURE_BYTES)


def verified(told: bytes, signature: bytes, key: bytes) -> Manifest:
    """What a manifest says that was signed with `key`. Raises BadRelease."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _SIGNED + told)
    except InvalidSignature:
        raise NotSigned("it was not signed by whom this box trusts") from None
    return _manifest(told)


def file_bytes(told: bytes, manifest: Manifest) -> int:
    """How long the whole file is, by its signed part."""
    return len(MAGIC) + 4 + len(told) + _SIGNATURE_BYTES + manifest.size


def copy_payload(stream: IO[bytes], target: Path, manifest: Manifest) -> None:
    """Copy the payload, whole and by its hash. Raises BadRelease; nothing is left then."""
    try:
        with target.open("xb") as out:
            for piece in payload(stream, manifest):
                out.write(piece)
    except BadRelease:
        target.unlink()
        raise


def payload(stream: IO[bytes], manifest: Manifest) -> Iterator[bytes]:
    """The payload piece by piece; after the last of them it is known to be what the manifest says.
    Raises BadRelease."""
    digest, left = hashlib.sha256(), manifest.size
    while left and (piece := stream.read(min(COPY_BYTES, left))):
        digest.update(piece)
        left -= len(piece)
        yield piece
    if left or stream.read(1) or digest.hexdigest() != manifest.sha256:
        raise BadRelease("the release file is damaged")


def unpack(payload: Path, folder: Path) -> None:
    """The wheels into `folder`, plain names only. Raises BadRelease."""
    try:
        with zipfile.ZipFile(payload) as packed:
            infos = packed.infolist()
            if len(infos) > MAX_WHEELS or sum(i.file_size for i in infos) > MAX_PAYLOAD_BYTES:
                raise BadRelease("the release is too large")
            for info in infos:
                if not _NAME.fullmatch(info.filename):
                    raise BadRelease("the release holds what does not belong there")
                with packed.open(info) as source, (folder / info.filename).open("xb") as out:
                    while piece := source.read(COPY_BYTES):
                        out.write(piece)
    except (zipfile.BadZipFile, FileExistsError) as error:
        raise BadRelease("the release file is damaged") from error


def make(
    wheels: Path,
    version: str,
    architecture: str,
    key: bytes,
    target: Path,
    *,
    downgrade: bool = False,
) -> Manifest:
    """Write the release of these wheels, signed with the private key (32 bytes)."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - heavy
        Ed25519PrivateKey,
    )

    payload = target.with_suffix(".payload")
    with zipfile.ZipFile(payload, "w", zipfile.ZIP_STORED) as packed:
        for file in sorted(wheels.iterdir()):
            packed.writestr(zipfile.ZipInfo(file.name), file.read_bytes())
    with payload.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    manifest = Manifest(version, architecture, payload.stat().st_size, digest, downgrade)
    told = manifest.encoded()
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(_SIGNED + told)
    with target.open("wb") as out, payload.open("rb") as stream:
        out.write(MAGIC + len(told).to_bytes(4, "big") + told + signature)
        while piece := stream.read(COPY_BYTES):
            out.write(piece)
    payload.unlink()
    return manifest


def _manifest(told: bytes) -> Manifest:
    try:
        value: Any = json.loads(told)
        made = Manifest(
            value["version"],
            value["architecture"],
            value["bytes"],
            value["sha256"],
            value.get("downgrade", False),
        )
        good = (
            _VERSION.fullmatch(made.version)
            and _ARCHITECTURE.fullmatch(made.architecture)
            and _HASH.fullmatch(made.sha256)
            and isinstance(made.downgrade, bool)
            and isinstance(made.size, int)
            and 0 < made.size <= MAX_PAYLOAD_BYTES
        )
    except (ValueError, KeyError, TypeError):
        good = False
    if not good:
        raise BadRelease("the release file is of a form that this box does not know")
    return made
