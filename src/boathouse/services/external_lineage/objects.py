"""The two ends of a relationship: what a request names, who may tie it, who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boathouse.context import Context
from boathouse.errors import ApiError, InvalidParameterValue, PermissionDenied
from boathouse.services.catalogs.names import parts_of
from boathouse.services.external_metadata import find as external_metadata
from boathouse.services.grants import decide
from boathouse.services.registered_models import find as models
from boathouse.services.tables import find as tables
from boathouse.services.volumes import find as volumes
from boathouse.sql.securables import Name

KINDS = ("external_metadata", "model_version", "path", "table")


@dataclass(frozen=True)
class End:
    """One object. `key`: its kind and id; `securable`: what is asked about for its rights, None
    for a path that leads into no volume, which is for admins; `info`: as lists show it."""

    kind: str
    key: str
    sent: dict[str, Any]
    securable: Any
    info: dict[str, Any]


def end_of(ctx: Context, asked: Mapping[str, Any] | None) -> End:
    """The object that a request names. Errors: InvalidParameterValue, not-found ones."""
    given = {kind: value for kind, value in (asked or {}).items() if value}
    if len(given) != 1 or next(iter(given)) not in KINDS:
        raise InvalidParameterValue(f"Exactly one of {', '.join(KINDS)} must be given.")
    [(kind, value)] = given.items()
    made = {
        "external_metadata": _external,
        "model_version": _model,
        "path": _path,
        "table": _table,
    }[kind](ctx, value)
    key, securable, info = made
    return End(kind, f"{kind} {key}", {kind: dict(value)}, securable, info)


def require(ctx: Context, end: End, *, source: bool) -> None:
    """The caller may tie this end: change external metadata, read a source, write a target."""
    if end.securable is None:
        if not ctx.principal.admin:
            raise PermissionDenied("Only metastore admins can name paths outside of volumes.")
        return
    if end.kind == "external_metadata":
        privilege = "MODIFY"
    elif end.kind == "table":
        privilege = "SELECT" if source else "MODIFY"
    elif end.kind == "path":
        privilege = "READ_VOLUME" if source else "WRITE_VOLUME"
    else:
        privilege = "EXECUTE" if source else "MANAGE"
    if not decide.may(ctx, "MANAGE", end.securable):
        decide.require(ctx, privilege, end.securable)


def visible(ctx: Context, sent: Mapping[str, Any], key: str) -> End | None:
    """The other end of a relationship, where it is still there and the caller may see it."""
    try:
        end = end_of(ctx, sent)
    except ApiError:
        return None
    if end.key != key or not may_see(ctx, end):
        return None
    return end


def may_see(ctx: Context, end: End) -> bool:
    """Whether the caller may see that there is such an object."""
    if end.securable is None:
        return ctx.principal.admin
    return decide.may(ctx, "BROWSE", end.securable)


Made = tuple[str, Any, dict[str, Any]]


def _external(ctx: Context, value: Mapping[str, Any]) -> Made:
    row = external_metadata.existing(ctx, str(value.get("name") or ""))
    shown = {"name": row.name, "entity_type": row.entity_type, "system_type": row.system_type}
    return row.id, row.entry, {"external_metadata_info": shown}


def _table(ctx: Context, value: Mapping[str, Any]) -> Made:
    found = tables.existing(ctx, Name(*parts_of(str(value.get("name") or ""), 3)))
    name = found.name
    shown = {"name": name.name, "catalog_name": name.catalog, "schema_name": name.schema}
    return found.row.table_id, tables.plain(found), {"table_info": shown}


def _model(ctx: Context, value: Mapping[str, Any]) -> Made:
    name, version = str(value.get("name") or ""), str(value.get("version") or "")
    found = models.existing(ctx, Name(*parts_of(name, 3)))
    entry = found.entry
    shown: dict[str, Any] = {"model_name": str(entry.name)}
    if version.isdecimal():
        shown["version"] = int(version)
    return f"{entry.model_id} {version[:32]}", entry, {"model_info": shown}


def _path(ctx: Context, value: Mapping[str, Any]) -> Made:
    url = str(value.get("url") or "").removeprefix("dbfs:")
    if not url or len(url) > 512:
        raise InvalidParameterValue("path.url is required, and has at most 512 characters.")
    info: dict[str, Any] = {"path": url}
    parts = url.split("/")
    securable = None
    if url.startswith("/Volumes/") and len(parts) >= 5:
        catalog, schema, row = volumes.existing(ctx, Name(*(part.lower() for part in parts[2:5])))
        securable = row.entry(catalog.name, schema.name)
        info |= {"securable_name": str(securable.name), "securable_type": "VOLUME"}
    return url, securable, {"file_info": info}
