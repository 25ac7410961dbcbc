"""Seals of frames that came down, so that what the node above lost can be given back with proof."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from sqlalchemy import delete, exists, insert, select

from sync.core.knowledge import Key
from sync.core.ops import OpId
from sync.core.seals import HASH_BYTES
from sync.limits import MAX_KEYS_PER_QUERY
from sync.storage.base import Rows, chunks
from sync.storage.port import Seal
from sync.storage.tables import operations, sealed, seals

_NAME_BYTES: Final = 8


class SealRows(Rows):
    def keep_seal(
        self, signer: str, signature: bytes, leaves: Sequence[bytes], places: Mapping[OpId, int]
    ) -> None:
        """Keep the seal of a frame with these leaves, for the operations at `places` (from 1).

        An operation that is not in the log stays without; one under an older seal gets this one.
        """
        name = hashlib.sha256(signature).digest()[:_NAME_BYTES].hex()
        rows = list(self._rows_of(places))
        if not rows:
            return
        values = {
            "seal": name,
            "signer": signer,
            "signature": signature,
            "leaves": b"".join(leaves),
        }
        if not self._connection.scalar(select(exists().where(seals.c.seal == name))):
            self._connection.execute(insert(seals).values(values))
        for batch in chunks([row for _, row in rows], MAX_KEYS_PER_QUERY):
            self._connection.execute(delete(sealed).where(sealed.c.operation.in_(batch)))
        self._connection.execute(
            insert(sealed),
            [{"operation": row, "seal": name, "place": places[op]} for op, row in rows],
        )

    def seal_places(self, rows: Iterable[int]) -> dict[int, tuple[str, int]]:
        """By row of the log: the name of its seal and its place in it; the others are left out."""
        found: dict[int, tuple[str, int]] = {}
        for batch in chunks(rows, MAX_KEYS_PER_QUERY):
            query = select(sealed).where(sealed.c.operation.in_(batch))
            for row in self._connection.execute(query):
                found[row.operation] = (row.seal, row.place)
        return found

    def seal(self, name: str) -> Seal:
        """A seal that `seal_places` named."""
        row = self._connection.execute(select(seals).where(seals.c.seal == name)).one()
        leaves = bytes(row.leaves)
        split = (leaves[at : at + HASH_BYTES] for at in range(0, len(leaves), HASH_BYTES))
        return Seal(row.seal, row.signer, bytes(row.signature), tuple(split))

    def drop_seals(self, rows: Iterable[int]) -> None:
        """What these rows of the log need no longer: the node above holds them durably."""
        for batch in chunks(rows, MAX_KEYS_PER_QUERY):
            self._connection.execute(delete(sealed).where(sealed.c.operation.in_(batch)))
        unused = ~exists().where(sealed.c.seal == seals.c.seal)
        self._connection.execute(delete(seals).where(unused))

    def _rows_of(self, ids: Iterable[OpId]) -> Iterator[tuple[OpId, int]]:
        for (writer, epoch), group in groupby(sorted(set(ids)), key=_key):
            for batch in chunks((op.seq for op in group), MAX_KEYS_PER_QUERY):
                query = select(operations.c.seq, operations.c.id).where(
                    operations.c.writer == writer,
                    operations.c.epoch == epoch,
                    operations.c.seq.in_(batch),
                )
                for seq, row in self._connection.execute(query):
                    yield OpId(writer, epoch, seq), row


def _key(op: OpId) -> Key:
    return op.writer, op.epoch
