"""/api/v1/uploads: files in small pieces, each of which survives whatever comes next."""

from typing import Any

from flask import Response, current_app, request

from server.access import authenticated, current_person
from server.api import Blueprint
from server.errors import Problem
from server.uploads import service
from server.uploads.importer import Importer, importer_of
from server.uploads.limits import CHUNK_BYTES
from server.uploads.models import Upload
from server.uploads.schemas import BegunOut, UploadIn, UploadLaunchIn, UploadOut

blueprint = Blueprint("uploads", __name__)


@blueprint.route("/uploads", methods=("POST",))
@blueprint.arguments(UploadIn)
@blueprint.response(201, BegunOut)
@authenticated
def post_upload(body: dict[str, Any]) -> Any:
    """Begin an upload (201), or find the one of the same file by the same person (200)."""
    upload, new = service.begin(current_person(), body)
    answer = {"id": upload.id, "offset": upload.received}
    return answer if new else (answer, 200)


@blueprint.route("/uploads/<upload>")
@blueprint.response(200, UploadOut)
@authenticated
def get_upload(upload: str) -> Any:
    """How far the upload, and for content its import, has come; a HEAD gives the offset."""
    row = service.find(current_person().id, upload)
    headers = {"Upload-Offset": str(row.received), "Cache-Control": "no-store"}
    return _shown(row), 200, headers


@blueprint.route("/uploads/<upload>", methods=("PATCH",))
@blueprint.response(204)
@authenticated
def patch_upload(upload: str) -> Response:
    """Take one chunk at Upload-Offset; it is on disk when the answer leaves."""
    offset = request.headers.get("Upload-Offset", "")
    if not offset.isascii() or not offset.isdigit() or len(offset) > 15:
        raise Problem(
            400,
            "bad-request",
            "Upload-Offset is missing",
            hint="Send the offset of the chunk in bytes.",
        )
    request.max_content_length = CHUNK_BYTES
    data = request.get_data(cache=False)
    row = service.receive(current_person().id, upload, int(offset), data)
    if row.state == service.CHECKING:
        _importer().wake()
    return Response(status=204, headers={"Upload-Offset": str(row.received)})


@blueprint.route("/uploads/<upload>", methods=("DELETE",))
@blueprint.response(200, UploadOut)
@authenticated
def delete_upload(upload: str) -> Any:
    """Give an upload up; an import under way ends at its next step and leaves nothing."""
    row = service.drop(current_person().id, upload)
    if row.state == service.IMPORTING:
        _importer().give_up(upload)
    return _shown(row), 200, {"Cache-Control": "no-store"}


@blueprint.route("/uploads/<upload>/launch", methods=("POST",))
@blueprint.arguments(UploadLaunchIn)
@blueprint.response(200, UploadOut)
@authenticated
def post_launch(body: dict[str, Any], upload: str) -> Any:
    """Say with which page a file opens that was refused for having no first one."""
    row = service.choose(current_person().id, upload, body["launch"])
    if row.state == service.CHECKING:
        _importer().wake()
    return _shown(row), 200, {"Cache-Control": "no-store"}


def _importer() -> Importer:
    return importer_of(current_app._get_current_object())  # type: ignore[attr-defined]


def _shown(row: Upload) -> dict[str, Any]:
    choosing = row.state == service.CHOOSING
    return {
        "id": row.id,
        "offset": row.received,
        "size": row.size,
        # To an app it is refused, with a way out.
        "state": service.REFUSED if choosing else row.state,
        "progress": row.progress,
        "converting": _importer().is_converting(row.id),
        "result": row.result,
        "problem": row.problem,
        "candidates": service.candidates(row.problem) if choosing else [],
    }
