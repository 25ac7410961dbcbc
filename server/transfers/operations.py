"""Pupils who move: files on their way from school to school, and what came with them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import marshmallow as ma
from sqlalchemy.orm import Session

from server.db import Model
from server.operations.spec import Entry, KindSpec, Project, Touch, View, nobody
from server.rows import put
from server.transfers.models import (
    LearnerHistory,
    TransferClaim,
    TransferDelivery,
    TransferDue,
    TransferOffer,
    TransferReceipt,
)
from server.transfers.schemas import (
    ClaimSchema,
    DeliverSchema,
    HistorySetSchema,
    OfferSchema,
    ReceiptSchema,
)
from sync.core.clock import physical
from sync.core.merge import MergeState
from sync.core.registry import Authority, Kind, Merge

_WHOLE: Final = frozenset({"learner", "school", "source", "left_on", "confirmed", "content"})


def project_history(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
    """history.set → learner_history; phones ask the server for it, none keeps it."""
    if view is None or not view.keys() >= _WHOLE:
        return []  # the rest of it is still on its way
    last = max(state.versions, key=lambda version: version.precedence)
    content = {
        key: [_plain(one) for one in value] if isinstance(value, list | tuple) else _plain(value)
        for key, value in view["content"].items()
    }
    put(
        session,
        LearnerHistory,
        {
            "id": entry.op.record,
            "learner": view["learner"],
            "school": view["school"],
            "source": view["source"],
            "left_on": date.fromisoformat(view["left_on"]),
            "confirmed": view["confirmed"],
            "content": content,
            "withdrawn": bool(view.get("withdrawn")),
            "op": str(last.id),
        },
    )
    return []


def _plain(value: Any) -> Any:
    """Lists and dicts in place of the tuples and views in which an operation has them."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _projecting(model: type[Model], columns: tuple[str, ...], days: frozenset[str]) -> Project:
    """A record whose fields are its row; the last operation says all of it."""

    def project(session: Session, entry: Entry, view: View, state: MergeState) -> list[Touch]:
        if view is None:
            return []
        last = max(state.versions, key=lambda version: version.precedence)
        row: dict[str, Any] = {"id": entry.op.record, "op": str(last.id)}
        for column in columns:
            value = view.get(column)
            row[column] = date.fromisoformat(value) if value and column in days else value
        if "made_ms" in model.__table__.columns:
            row["made_ms"] = physical(min(one.hlc for one in state.versions))
        put(session, model, row)
        if model in (TransferOffer, TransferClaim):
            put(session, TransferDue, {"ticket": row["ticket"], "op": str(entry.op.id)})
        return []

    return project


_TRANSFER_PRIORITY: Final = 1
_OFFER: Final = ("school", "learner", "left_on", "ticket", "file", "digest")
_CLAIM: Final = ("school", "learner", "ticket", "state", "joined_on")
_DELIVERY: Final = ("school", "learner", "ticket", "file")
_RECEIPT: Final = ("school", "learner", "taken_by", "taken_on")


def _moving(
    name: str, schema: type[ma.Schema], model: type[Model], columns: tuple[str, ...], who: Authority
) -> KindSpec:
    return KindSpec(
        Kind(
            name,
            1,
            Merge.FIELD,
            _TRANSFER_PRIORITY,
            authority=who,
            personal=frozenset(columns) & _PERSONAL,
            family=name.replace(".", "_"),
        ),
        schema,
        nobody,
        _projecting(model, columns, frozenset({"left_on", "joined_on", "taken_on"})),
    )


_PERSONAL: Final = frozenset({"learner", "left_on", "file", "joined_on", "taken_by", "taken_on"})

SPECS: Final = (
    KindSpec(
        Kind(
            "history.set",
            1,
            Merge.FIELD,
            0,
            authority=Authority.SCHOOL,
            personal=frozenset({"learner", "source", "left_on", "content"}),
        ),
        HistorySetSchema,
        nobody,
        project_history,
    ),
    _moving("transfer.offer", OfferSchema, TransferOffer, _OFFER, Authority.SCHOOL),
    _moving("transfer.claim", ClaimSchema, TransferClaim, _CLAIM, Authority.SCHOOL),
    _moving("transfer.deliver", DeliverSchema, TransferDelivery, _DELIVERY, Authority.HUB),
    _moving("transfer.receipt", ReceiptSchema, TransferReceipt, _RECEIPT, Authority.HUB),
)

PROJECTIONS: Final = (
    LearnerHistory,
    TransferOffer,
    TransferClaim,
    TransferDelivery,
    TransferReceipt,
)
