"""Alembic's revisions of the whole database, and how they are run."""
