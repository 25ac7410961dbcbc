"""Copies of this node on a disk that only a former recovery key opens: full ones, since nothing
that was sealed to one key counts for another. They make room for those that the present key opens.
"""

from collections.abc import Collection
from pathlib import Path

from server.backup.vault import Vault, key_ids


def give_up_oldest(disk: Path, present: str, node: str) -> str | None:
    """Remove the oldest copy that `node` has made for another key than `present`, and what only it
    needed; its name, None where there is none."""
    vault, name = _oldest(disk, present, node)
    if vault is None:
        return None
    vault.remove(name)
    if vault.names():
        vault.sweep(one for copy in vault.sound().values() for one in copy.objects)
    else:
        vault.clear()
    return name


def lie(disk: Path, present: str, node: str) -> bool:
    """Whether there is any."""
    return _oldest(disk, present, node)[0] is not None


def clear(disk: Path, present: str, keys: Collection[str]) -> bool:
    """Remove everything that was sealed to `keys`; whether there was anything."""
    found = [Vault(disk, key) for key in key_ids(disk) if key in keys and key != present]
    for vault in found:
        vault.clear()
    return bool(found)


def _oldest(disk: Path, present: str, node: str) -> tuple[Vault | None, str]:
    """A disk may hold copies of other boxes, too: whose one is stands in it in clear."""
    others = (Vault(disk, key) for key in key_ids(disk) if key != present)
    found = (
        (vault, name)
        for vault in others
        for name, copy in vault.sound().items()
        if copy.header.node == node
    )
    return min(found, key=lambda one: one[1], default=(None, ""))
