"""The tables as migrations see them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGDialect

from sync.storage.tables import metadata


def test_every_table_can_be_made_on_both_databases() -> None:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    assert set(sa.inspect(engine).get_table_names()) == set(metadata.tables)
    engine.dispose()
    for table in metadata.sorted_tables:
        made = str(sa.schema.CreateTable(table).compile(dialect=PGDialect()))  # type: ignore[no-untyped-call]
        assert "SERIAL" not in made, "row numbers are given by the log, not by the database"
