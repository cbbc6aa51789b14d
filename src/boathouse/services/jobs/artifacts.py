"""What a dbt task left, behind a link that needs no credential and does not last."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from boathouse.context import Context
from boathouse.errors import NotFound, PermissionDenied
from boathouse.route import Access, Raw, route
from boathouse.services.jobs.folder import TaskFolder

PATH = "/jobs/artifacts"
VALID_MS = 15 * 60_000
REFUSED = "The link is not valid, or has expired."
_BOUND = "jobs.artifacts"


def link(ctx: Context, task_run_id: int) -> dict[str, Any]:
    """The dbt_output of a task run."""
    ends = ctx.parts.clock() + VALID_MS
    sealed = ctx.parts.vault.seal(f"{task_run_id} {ends}".encode(), _BOUND)
    ticket = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
    return {"artifacts_link": f"{ctx.host}{PATH}?{urlencode({'ticket': ticket})}"}


@route("GET", PATH, access=Access.PUBLIC)
def download_artifacts(ctx: Context, ticket: str = "") -> Raw:
    """The archive (tar.gz), to whoever holds a link to it."""
    content = TaskFolder(ctx.parts, _opened(ctx, ticket)).artifacts()
    if content is None:
        raise NotFound("The artifacts are not kept any more.")
    name = {"content-disposition": 'attachment; filename="artifacts.tar.gz"'}
    return Raw(content, "application/gzip", name)


def _opened(ctx: Context, ticket: str) -> int:
    from cryptography.exceptions import InvalidTag

    try:
        sealed = base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
        task_run_id, ends = ctx.parts.vault.open(sealed, _BOUND).split()
    except (InvalidTag, ValueError):
        raise PermissionDenied(REFUSED) from None
    if int(ends) <= ctx.parts.clock():
        raise PermissionDenied(REFUSED)
    return int(task_run_id)
