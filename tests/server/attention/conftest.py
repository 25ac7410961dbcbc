"""The pair of a school and its hub, which the exchange's tests made."""

from tests.server.upstream.conftest import new_hub, pair

__all__ = ["new_hub", "pair"]
