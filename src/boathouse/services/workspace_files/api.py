"""/api/2.0/workspace-files/import-file: how the Go CLI and bundles write a file.

Its statuses are its contract [api.md 3]: 404 the parent is missing, 409 a file is there already,
400 "Path (...) already exists." a notebook is, 403 no permission.
"""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import ResourceAlreadyExists
from boathouse.route import Access, route
from boathouse.services.workspace import access, formats, paths, places, write
from boathouse.services.workspace.store import NOTEBOOK

_BODY_LIMIT = 100 * 1024 * 1024


@route(
    "POST",
    "/api/2.0/workspace-files/import-file/{path...}",
    access=Access.USER,
    raw_body=True,
    body_limit=_BODY_LIMIT,
)
def import_file(ctx: Context, path: str, overwrite: bool = False, body: bytes = b"") -> None:
    """Write the body as a file, or as a notebook where extension and header line say so."""
    content = formats.detect(paths.normalise(f"/{path}"), body)
    access.require_change(ctx.tx, ctx.principal, content.path)
    try:
        write.put(ctx, content, overwrite=overwrite)
    except ResourceAlreadyExists:
        there = places.find(ctx.tx, content.path)
        if there is not None and there.object_type == NOTEBOOK:
            raise
        raise ResourceAlreadyExists(
            f"File already exists at ({content.path}).", status=409
        ) from None
