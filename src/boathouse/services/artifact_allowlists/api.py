"""/api/2.1/unity-catalog/artifact-allowlists.

Clusters in shared access mode ask them. There are none here, so nothing asks.
"""

from __future__ import annotations

from typing import Any, Literal

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, Fields, route
from boathouse.services.artifact_allowlists import store
from boathouse.services.artifact_allowlists.store import Allowlist
from boathouse.services.grants import decide
from boathouse.services.metastores import store as metastores
from boathouse.wire.catalog import ArtifactMatcher

ArtifactType = Literal["INIT_SCRIPT", "LIBRARY_JAR", "LIBRARY_MAVEN"]

_ONE = "/api/2.1/unity-catalog/artifact-allowlists/{artifact_type}"
_OURS = "The server's own to say: what is sent is not taken."


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, artifact_type: ArtifactType) -> dict[str, Any]:
    """The allowlist of a type of artifact; empty where it was never set."""
    _require(ctx)
    return _shown(ctx, store.of_type(ctx.tx, artifact_type))


@route(
    "PUT",
    _ONE,
    access=Access.USER,
    fields=Fields(inert=dict.fromkeys(("created_at", "created_by", "metastore_id"), _OURS)),
)
def update(
    ctx: Context, artifact_type: ArtifactType, artifact_matchers: list[ArtifactMatcher]
) -> dict[str, Any]:
    """Replace the allowlist of a type of artifact."""
    _require(ctx)
    matchers = [
        {"match_type": "PREFIX_MATCH", **{key: value for key, value in one.items() if value}}
        for one in artifact_matchers
    ]
    if not all(one.get("artifact") for one in matchers):
        raise InvalidParameterValue("Missing required field: artifact_matchers[].artifact")
    row = Allowlist(artifact_type, matchers, ctx.now, ctx.principal.user_name)
    with ctx.write() as tx:
        store.put(tx, row)
    return _shown(ctx, row)


def _require(ctx: Context) -> None:
    if not decide.may(ctx, "MANAGE", None):
        decide.require(ctx, "MANAGE_ALLOWLIST", None)


def _shown(ctx: Context, row: Allowlist | None) -> dict[str, Any]:
    """The ArtifactAllowlistInfo."""
    document: dict[str, Any] = {"metastore_id": metastores.id_of(ctx.tx)}
    if row is None:
        return document
    made = {"created_at": row.created_at, "created_by": row.created_by}
    return {**document, **made, **({"artifact_matchers": row.matchers} if row.matchers else {})}
