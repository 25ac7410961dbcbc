"""This node's two blob stores: course content, public by hash, and people's own files."""

from functools import cache
from pathlib import Path

from content.blobs import BlobStore
from server.config import Config
from server.identity import config


@cache
def _open(root: Path) -> BlobStore:
    return BlobStore(root)


def course_store_of(config: Config) -> BlobStore:
    """Blobs of course content of the node with these settings."""
    return _open(config.home / "blobs" / "course")


def course_store() -> BlobStore:
    """Blobs of course content of the current application."""
    return course_store_of(config())


def personal_store() -> BlobStore:
    """Files of people: read only through the record that they belong to."""
    return _open(config().home / "blobs" / "personal")


def library_copies() -> Path:
    """Where an administrator puts copies of libraries that lessons fetch (content.supplied)."""
    return config().home / "libraries"


def original_store() -> BlobStore:
    """What films, recordings and photos were before they were made phone-sized; never served."""
    return _open(config().home / "blobs" / "original")
