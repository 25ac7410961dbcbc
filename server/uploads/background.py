"""The importer's thread, under `tirek serve` only."""

from collections.abc import Callable

from flask import Flask

from server.uploads.importer import importer_of


def start(app: Flask) -> Callable[[], None]:
    """Take up what waits; the answer stops the thread."""
    importer = importer_of(app)
    importer.start()
    return importer.stop
