"""Tables of the record store: indices over the log, the documents, and the clients' keys.

A statement's text is in the log alone. What statements are found by has 64-bit names
(server.lrs.names), which include the school: one school never finds another's. Agents and
authorities stand here as such names; schools, verbs, activities and registrations, of which each
stands in many statements, as this database's numbers for them (server.lrs.naming). A statement is
called by the number of its arrival (server.lrs.arrival), which is the order of every index.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model
from sync.storage.tables import ONLY

Id = String(80)
Uuid = LargeBinary(16)
_Number = BigInteger().with_variant(Integer(), "sqlite")


class Name(Model):
    """A name of a school, verb, activity or registration, and its number in this database."""

    __tablename__ = "lrs_name"
    __table_args__ = (UniqueConstraint("name"),)

    n: Mapped[int] = mapped_column(_Number, primary_key=True)
    name: Mapped[int] = mapped_column(BigInteger)


class Statement(Model):
    """One statement, and which row of the log (`operation`) holds it.

    Its id is the record of that row. `n` is the number of its arrival here and `stored` the moment,
    in microseconds of Unix time: both rise strictly within a school. Personal columns: stored,
    verb, registration, authority.
    """

    __tablename__ = "lrs_statement"
    __table_args__ = tuple(
        Index(f"ix_lrs_statement_{of}_{end}", of, *more, info={ONLY: dialect})
        for of in ("school", "verb", "registration")
        # SQLite's indexes end with the row's own key, and would have `n` twice
        for dialect, end, more in (("sqlite", "row", ()), ("postgresql", "n", ("n",)))
    )

    n: Mapped[int] = mapped_column(_Number, primary_key=True)
    school: Mapped[int] = mapped_column(_Number)
    stored: Mapped[int] = mapped_column(BigInteger)
    verb: Mapped[int] = mapped_column(_Number)
    registration: Mapped[int | None] = mapped_column(_Number)
    authority: Mapped[int] = mapped_column(BigInteger)
    voiding: Mapped[bool] = mapped_column(Boolean)
    voided: Mapped[bool] = mapped_column(Boolean)
    operation: Mapped[int] = mapped_column(_Number)


class ArrivalFloor(Model):
    """What a school's next statement lies above, whatever has become of those before it."""

    __tablename__ = "lrs_floor"

    school: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(_Number)
    stored: Mapped[int] = mapped_column(BigInteger)


class FormerArrival(Model):
    """While the tables are made anew: which place the statement of an operation had."""

    __tablename__ = "lrs_arrival"

    operation: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(_Number)
    stored: Mapped[int] = mapped_column(BigInteger)


class StatementId(Model):
    """Which statement has an id. An id is a school's own: another school may keep another
    statement under it.

    `near` is the first half of the id (server.lrs.identifying).
    """

    __tablename__ = "lrs_statement_id"
    __table_args__ = ({"sqlite_with_rowid": False},)

    near: Mapped[bytes] = mapped_column(LargeBinary(8), primary_key=True)
    statement: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)


class StatementAgent(Model):
    """An agent or group in a statement; `direct` as its actor or object.

    Personal columns: agent.
    """

    __tablename__ = "lrs_statement_agent"
    __table_args__ = ({"sqlite_with_rowid": False},)

    agent: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    statement: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)
    direct: Mapped[bool] = mapped_column(Boolean)


class StatementActivity(Model):
    """An activity in a statement; `direct` as its object.

    Personal columns: activity.
    """

    __tablename__ = "lrs_statement_activity"
    __table_args__ = ({"sqlite_with_rowid": False},)

    activity: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)
    statement: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)
    direct: Mapped[bool] = mapped_column(Boolean)


class StatementReference(Model):
    """That one statement reaches another by references, in one step (`direct`) or several.

    `voiding`: the step takes the target back. The target need not be here yet.
    """

    __tablename__ = "lrs_statement_reference"
    __table_args__ = (Index("ix_lrs_statement_reference_target", "target"),)

    school: Mapped[int] = mapped_column(_Number, primary_key=True, autoincrement=False)
    source: Mapped[bytes] = mapped_column(Uuid, primary_key=True)
    target: Mapped[bytes] = mapped_column(Uuid, primary_key=True)
    direct: Mapped[bool] = mapped_column(Boolean)
    voiding: Mapped[bool] = mapped_column(Boolean)


class KnownActivity(Model):
    """The store's own definition of an activity: each member as the latest statement gave it.

    `definition` maps a member (for languages `name/kk`) to [order, operation, value].
    """

    __tablename__ = "lrs_activity"

    activity: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)


class Document(Model):
    """A state or profile document as one record of the log has it.

    `owner` digests school, resource, activity and agent. `source` is the record: the document's
    own, or the attempt in which the app kept it; `head` is the operation. Without `content` and
    `blob` (the file of a large one) it was deleted. Personal columns: owner, content, blob.
    """

    __tablename__ = "lrs_document"
    __table_args__ = (Index("ix_lrs_document_source", "source"),)

    owner: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    registration: Mapped[str] = mapped_column(String(36), primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    source: Mapped[str] = mapped_column(Id, primary_key=True)
    content_type: Mapped[str] = mapped_column(Text)
    etag: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    blob: Mapped[str | None] = mapped_column(String(64))
    updated: Mapped[int] = mapped_column(BigInteger)
    head: Mapped[str] = mapped_column(Id)


class ClientKey(Model):
    """A client of the record store. Of its secret only the SHA-256 is kept.

    `by_law`: the law asks the school for what this client reads; all others are given what is
    about learners for whom consent stands.
    """

    __tablename__ = "lrs_key"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    name: Mapped[str] = mapped_column(Text)
    school: Mapped[str] = mapped_column(Id)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    authority: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_ms: Mapped[int] = mapped_column(BigInteger)
    revoked_ms: Mapped[int | None] = mapped_column(BigInteger)
    by_law: Mapped[bool] = mapped_column(Boolean, server_default=false())
