"""Editions made by hand: trees of files with a manifest and one description."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from content.delta import Listed
from content.delta_making import Tree
from content.errors import PackRefused


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Shelf:
    """All bytes by hash, and what was read of them."""

    blobs: dict[str, bytes] = field(default_factory=dict)

    def read(self, sha256: str) -> bytes:
        return self.blobs[sha256]

    def tree(self, files: Mapping[str, bytes]) -> Tree:
        for data in files.values():
            self.blobs[sha(data)] = data
        listed = [Listed(path, sha(data), len(data)) for path, data in sorted(files.items())]
        description = json.dumps({one.path: [one.sha256, one.size] for one in listed}).encode()
        manifest = b"manifest of " + sha(description).encode()
        return Tree(sha(manifest), [manifest, description], listed)


def listing(texts: Mapping[str, bytes]) -> list[Listed]:
    """What the manifest's description names, in the order of the tree."""
    manifest = next(iter(texts.values())).decode()
    description = texts.get(manifest.removeprefix("manifest of "))
    if description is None:
        raise PackRefused("pack-damaged", "description")
    return [Listed(path, *row) for path, row in json.loads(description).items()]


def zipped(files: Mapping[str, bytes], level: int = 6, year: int = 2026) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (year, 9, 1, 8, 0, 0))
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
