"""Names under which the log's node state keeps what is known of the upstream."""

from typing import Final

LAST_EXCHANGE: Final = "last-exchange"
BUDGET_SPENT: Final = "budget-spent"
