"""The pages of the documentation are tried on the same folder as the faults."""

from tests.faults.conftest import folder

__all__ = ["folder"]
