"""The tables as migrations see them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGDialect

from sync.storage.tables import has, make, metadata


def test_every_table_can_be_made_on_both_databases() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        make(connection)
    assert set(sa.inspect(engine).get_table_names()) == {
        table.name for table in metadata.sorted_tables if has("sqlite", table)
    }
    engine.dispose()
    for table in (one for one in metadata.sorted_tables if has("postgresql", one)):
        made = str(sa.schema.CreateTable(table).compile(dialect=PGDialect()))  # type: ignore[no-untyped-call]
        assert "SERIAL" not in made, "row numbers are given by the log, not by the database"
