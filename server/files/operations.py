"""What a rebuild of the tables empties here; the references return with the operations."""

from typing import Final

from server.files.models import FileReference

PROJECTIONS: Final = (FileReference,)
