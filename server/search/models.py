"""Tables of search: what a lesson says, and which words it has. Made again from the blobs."""

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Model

_WORD = String(40).with_variant(String(40, collation="C"), "postgresql")
"""Compared by code points in both databases, so that words with one beginning lie together."""


class SearchText(Model):
    """The words of one description's files; `form` is the number of the rules that read them."""

    __tablename__ = "search_text"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    manifest: Mapped[str] = mapped_column(String(64), unique=True)
    form: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)


class SearchWord(Model):
    """A word (content.words.key) and a text that has it."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(_WORD, primary_key=True)
    number: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, index=True
    )
