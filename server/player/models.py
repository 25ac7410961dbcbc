"""Tables of attempts: every session that was committed, and the attempt they add up to."""

from sqlalchemy import JSON, BigInteger, Boolean, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

Id = String(80)


class AttemptSession(Model):
    """One committed state of one sitting, by its operation. Later states do not replace it.

    `manifest` is the description that was played, where the phone said so.
    Personal columns: started_at, completion, success, score, total_time_s, location, suspend,
    cmi_blob.
    """

    __tablename__ = "attempt_session"
    __table_args__ = (Index("ix_attempt_session_item", "item", "learner"),)

    op: Mapped[str] = mapped_column(Id, primary_key=True)
    attempt: Mapped[str] = mapped_column(Id, index=True)
    learner: Mapped[str] = mapped_column(Id)
    item: Mapped[str] = mapped_column(Id)
    lesson: Mapped[str] = mapped_column(Id)
    course: Mapped[str] = mapped_column(Id)
    edition: Mapped[int] = mapped_column(Integer)
    session: Mapped[str] = mapped_column(Id)
    started_at: Mapped[str] = mapped_column(String(24))
    completion: Mapped[str] = mapped_column(String(16))
    success: Mapped[str] = mapped_column(String(16))
    score: Mapped[list[str | None] | None] = mapped_column(JSON)
    total_time_s: Mapped[int] = mapped_column(Integer)
    location: Mapped[str | None] = mapped_column(Text)
    suspend: Mapped[str | None] = mapped_column(Text)
    cmi_blob: Mapped[str | None] = mapped_column(String(64))
    manifest: Mapped[str | None] = mapped_column(String(64))
    order: Mapped[int] = mapped_column("order_hlc", BigInteger)


class Attempt(Model):
    """An attempt at an item: its best result, and the session that a new one goes on from.

    Personal columns: completion, success, score.
    """

    __tablename__ = "attempt"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    learner: Mapped[str] = mapped_column(Id, index=True)
    completion: Mapped[str] = mapped_column(String(16))
    success: Mapped[str] = mapped_column(String(16))
    score: Mapped[list[str | None] | None] = mapped_column(JSON)
    head: Mapped[str] = mapped_column(Id, index=True)
    judge: Mapped[str] = mapped_column(String(16))
    central: Mapped[bool] = mapped_column(Boolean)


class AttemptAnswer(Model):
    """The last answer that an attempt has to a question, over all of its sessions.

    `share` is what it is worth of the question, as a decimal text; None where nobody has judged
    it. Personal columns: response, share.
    """

    __tablename__ = "attempt_answer"
    __table_args__ = (Index("ix_attempt_answer_item", "item", "learner"),)

    attempt: Mapped[str] = mapped_column(Id, primary_key=True)
    activity: Mapped[str] = mapped_column(String(200), primary_key=True)
    question: Mapped[str] = mapped_column(String(200), primary_key=True)
    learner: Mapped[str] = mapped_column(Id)
    item: Mapped[str] = mapped_column(Id)
    n: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(20))
    response: Mapped[str] = mapped_column(Text)
    share: Mapped[str | None] = mapped_column(String(12))
    order: Mapped[int] = mapped_column("order_hlc", BigInteger)
    op: Mapped[str] = mapped_column(Id)


class UntoldAttempt(Model):
    """A finished attempt that the record store is still to hear of (server.player.telling)."""

    __tablename__ = "attempt_untold"

    attempt: Mapped[str] = mapped_column(Id, primary_key=True)
