"""Tables of pupils who move, and of what they brought: projections of their operations."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class LearnerHistory(Model):
    """What a learner brought from another school. `confirmed`: a hub that this node trusts vouches
    for the box that signed it. Withdrawn histories are kept and shown nowhere.

    Personal columns: source, left_on, content.
    """

    __tablename__ = "learner_history"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    school: Mapped[str] = mapped_column(Id)
    source: Mapped[str] = mapped_column(Text)
    left_on: Mapped[date] = mapped_column(Date)
    confirmed: Mapped[bool] = mapped_column(Boolean)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    withdrawn: Mapped[bool] = mapped_column(Boolean)
    op: Mapped[str] = mapped_column(Id)


class TransferOffer(Model):
    """A sealed file that a school has made of a pupil who leaves. Only its code opens it.

    Personal columns: learner, left_on, file.
    """

    __tablename__ = "transfer_offer"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    learner: Mapped[str] = mapped_column(Id, index=True)
    left_on: Mapped[date] = mapped_column(Date)
    ticket: Mapped[str] = mapped_column(String(32), index=True)
    file: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)


class TransferClaim(Model):
    """A school that has the code of a file, and the pupil to whom it belongs there.

    Personal columns: learner, joined_on.
    """

    __tablename__ = "transfer_claim"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    learner: Mapped[str] = mapped_column(Id, index=True)
    ticket: Mapped[str] = mapped_column(String(32), index=True)
    state: Mapped[str] = mapped_column(String(10))
    joined_on: Mapped[date | None] = mapped_column(Date)
    made_ms: Mapped[int] = mapped_column(BigInteger)
    op: Mapped[str] = mapped_column(Id)


class TransferDelivery(Model):
    """A file that a hub has handed to the school of the claim that it is named after.

    Personal columns: learner, file.
    """

    __tablename__ = "transfer_delivery"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    learner: Mapped[str] = mapped_column(Id)
    ticket: Mapped[str] = mapped_column(String(32), index=True)
    file: Mapped[str] = mapped_column(Text)
    op: Mapped[str] = mapped_column(Id)


class TransferReceipt(Model):
    """Who has joined the offered file that it is named after.

    Personal columns: learner, taken_by, taken_on.
    """

    __tablename__ = "transfer_receipt"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    learner: Mapped[str] = mapped_column(Id)
    taken_by: Mapped[str] = mapped_column(Text)
    taken_on: Mapped[date] = mapped_column(Date)
    op: Mapped[str] = mapped_column(Id)


class TransferDue(Model):
    """A file of which a hub has heard something new, until it has looked what is to be done. No
    projection: the rows go once they were looked at, and at a school nobody looks."""

    __tablename__ = "transfer_due"

    ticket: Mapped[str] = mapped_column(String(32), primary_key=True)
    op: Mapped[str] = mapped_column(Id)
