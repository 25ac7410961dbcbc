"""Tables of content delivery: what was offered, what came, and what phones are shown meanwhile."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class EditionOffer(Model):
    """What the publishing node `signer` says of one edition (content.editions.Offer)."""

    __tablename__ = "edition_offer"

    record: Mapped[str] = mapped_column(Id, primary_key=True)
    course: Mapped[str] = mapped_column(Id, index=True)
    edition: Mapped[int] = mapped_column(Integer)
    school: Mapped[str | None] = mapped_column(Id)
    manifest: Mapped[str] = mapped_column(String(64))
    ranges: Mapped[str | None] = mapped_column(String(64))
    packs: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    signer: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(String(128))


class OfferedBlob(Model):
    """A manifest, list of ranges or pack that an offer names: public, as course files are."""

    __tablename__ = "offered_blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    record: Mapped[str] = mapped_column(Id, primary_key=True)


class CourseShown(Model):
    """The last edition of a course that was whole on this node: what phones see until the next one
    is. It belongs to this node alone and travels nowhere."""

    __tablename__ = "course_shown"

    course: Mapped[str] = mapped_column(Id, primary_key=True)
    op: Mapped[str] = mapped_column(Id)
    edition: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)


class DeliveryProgress(Model):
    """When this node began to ask for an edition, had its bytes, and had verified and switched.

    It belongs to this node alone; the ledger is made of it.
    """

    __tablename__ = "delivery_progress"

    course: Mapped[str] = mapped_column(Id, primary_key=True)
    edition: Mapped[int] = mapped_column(Integer, primary_key=True)
    requested_ms: Mapped[int | None] = mapped_column(BigInteger)
    received_ms: Mapped[int | None] = mapped_column(BigInteger)
    verified_ms: Mapped[int | None] = mapped_column(BigInteger)


class PackOutcome(Model):
    """What became of a pack here: `applied`, or why it was refused. It is not asked for again."""

    __tablename__ = "pack_outcome"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(40))
    at_ms: Mapped[int] = mapped_column(BigInteger)


class ContentGarbage(Model):
    """A course file that nothing has named since then."""

    __tablename__ = "content_garbage"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    since_ms: Mapped[int] = mapped_column(BigInteger)


class DeliveryLine(Model):
    """The ledger: how far one edition has come at one school."""

    __tablename__ = "delivery_line"

    record: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id, index=True)
    course: Mapped[str] = mapped_column(Id)
    edition: Mapped[int] = mapped_column(Integer)
    requested_at: Mapped[str | None] = mapped_column(String(24))
    received_at: Mapped[str | None] = mapped_column(String(24))
    verified_at: Mapped[str | None] = mapped_column(String(24))
    opened_at: Mapped[str | None] = mapped_column(String(24))


class CourseHold(Model):
    """A school's choice for one course: `always` keep it here, `never`, or by the `plan`."""

    __tablename__ = "course_hold"

    record: Mapped[str] = mapped_column(Id, primary_key=True)
    school: Mapped[str] = mapped_column(Id)
    course: Mapped[str] = mapped_column(Id, index=True)
    mode: Mapped[str] = mapped_column(String(8))
