"""Alembic's entry: runs on the connection that runner.py has begun as a writer."""

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes["metadata"],
    # our BEGIN IMMEDIATE makes SQLite's DDL transactional, which Alembic does not assume
    transactional_ddl=True,
    transaction_per_migration=False,
    render_as_batch=True,
)
context.run_migrations()
