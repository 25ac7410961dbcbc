"""POST /api/v1/operations: the one way in for a phone's work."""

from typing import Any

from server.access import authenticated, current_person
from server.api import Blueprint
from server.operations.envelope import BatchIn, BatchOut
from server.operations.service import accept_batch

blueprint = Blueprint("operations", __name__)


@blueprint.route("/operations", methods=("POST",))
@blueprint.arguments(BatchIn)
@blueprint.response(200, BatchOut)
@authenticated
def post_operations(body: dict[str, Any]) -> dict[str, Any]:
    """Take a batch of one writer's operations; sending it again changes nothing."""
    return accept_batch(current_person(), body)
