"""TableInfo: a table or view as REST shows it, with every field that some client insists on.

DuckDB needs `table_id` and each column's position and numbers, delta-rs the times and a map of
properties, Polars the types as JSON [unity_catalog.md A2.3 to A2.5].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.context import Context, compact
from boathouse.services.metastores import store as metastores
from boathouse.services.tables import find, listing, places
from boathouse.services.tables.delta import Snapshot
from boathouse.services.tables.find import Found
from boathouse.services.tables.known import Known
from boathouse.services.tables.present import relation_of
from boathouse.sql.columns import column_infos
from boathouse.sql.protections import arguments_of, columns_of
from boathouse.sql.securables import Constraint, Relation

NO_ACCESS = "00000000-0000-0000-0000-000000000000"
_HIDDEN = (
    *("storage_location", "view_definition", "row_filter", "properties"),
    *("delta_runtime_properties_kvpairs", "data_access_configuration_id"),
)
"""What BROWSE does not show: where the data is, what a view reads, which rows are whose."""
_NAMES = ("owner", "created_by", "updated_by")


def shown(
    ctx: Context,
    found: Found,
    *,
    columns: bool = True,
    properties: bool = True,
    usernames: bool = True,
    delta: bool = False,
    manifest: bool = False,
    browse_only: bool = False,
) -> dict[str, Any]:
    """The TableInfo; what is not asked for is not read either."""
    snapshot = find.snapshot(ctx, found.row) if columns or properties or delta else None
    relation = relation_of(found.row, found.name, snapshot)
    info = compact({**_facts(ctx, found), **_described(relation, snapshot)})
    left_out = _left_out(columns, properties, usernames, browse_only)
    if delta and snapshot is not None:
        known = {"delta_runtime_properties": runtime_properties(snapshot)}
        info["delta_runtime_properties_kvpairs"] = known
    if manifest:
        info["securable_kind_manifest"] = kind_of(found)
    return _without(info, left_out, browse_only)


def listed(
    ctx: Context,
    found: Found,
    *,
    columns: bool = True,
    properties: bool = True,
    usernames: bool = True,
    manifest: bool = False,
    browse_only: bool = False,
) -> dict[str, Any]:
    """The TableInfo of one among many: no log is opened for it."""
    log = listing.known(ctx, found.row) if columns or properties else None
    relation = listing.relation(found.row, found.name, log)
    info = compact({**_facts(ctx, found), **_described(relation, log)})
    if manifest:
        info["securable_kind_manifest"] = kind_of(found)
    return _without(info, _left_out(columns, properties, usernames, browse_only), browse_only)


def _left_out(
    columns: bool, properties: bool, usernames: bool, browse_only: bool
) -> tuple[str, ...]:
    return (
        *(() if columns else ("columns",)),
        *(() if properties else ("properties",)),
        *(() if usernames else _NAMES),
        *(_HIDDEN if browse_only else ()),
    )


def _without(info: dict[str, Any], keys: Sequence[str], browse_only: bool) -> dict[str, Any]:
    shown = {key: value for key, value in info.items() if key not in keys}
    if browse_only:
        columns = [
            {key: value for key, value in one.items() if key != "mask"}
            for one in info.get("columns", ())
        ]
        shown = {**shown, **({"columns": columns} if "columns" in shown else {})}
    return {**shown, "browse_only": browse_only}


def summary(found: Found, *, manifest: bool) -> dict[str, Any]:
    """The TableSummary."""
    info: dict[str, Any] = {"full_name": str(found.name), "table_type": found.row.kind}
    return {**info, "securable_kind_manifest": kind_of(found)} if manifest else info


def kind_of(found: Found) -> dict[str, Any]:
    """The SecurableKindManifest."""
    row = found.row
    kind = {"VIEW": "TABLE_VIEW", "MANAGED": "TABLE_DELTA", "EXTERNAL": "TABLE_DELTA_EXTERNAL"}
    plain = row.kind == "EXTERNAL" and row.format != "DELTA"
    named = "TABLE_EXTERNAL" if plain else kind[row.kind]
    return {"securable_type": "TABLE", "securable_kind": named}


def runtime_properties(snapshot: Snapshot | Known) -> Mapping[str, str]:
    """What the log itself says, as text."""
    return {
        "delta.lastCommitTimestamp": str(snapshot.stamp[1] // 1_000_000),
        "delta.lastUpdateVersion": str(snapshot.version),
        "delta.minReaderVersion": str(snapshot.reader_version),
        "delta.minWriterVersion": str(snapshot.writer_version),
    }


def _facts(ctx: Context, found: Found) -> dict[str, Any]:
    row, name = found.row, found.name
    location = None if row.location is None else places.uri_of(row.location)
    return {
        "name": row.name,
        "catalog_name": name.catalog,
        "schema_name": name.schema,
        "full_name": str(name),
        "table_type": row.kind,
        "table_id": row.table_id,
        "data_source_format": row.format,
        "storage_location": location,
        "view_definition": row.definition,
        "owner": row.owner,
        "comment": row.comment,
        "metastore_id": metastores.id_of(ctx.tx),
        "data_access_configuration_id": NO_ACCESS,
        "created_at": row.created_at,
        "created_by": row.created_by,
        "updated_at": row.updated_at,
        "updated_by": row.updated_by,
    }


def _described(relation: Relation, snapshot: Snapshot | Known | None) -> dict[str, Any]:
    logged = runtime_properties(snapshot) if snapshot is not None else {}
    return {
        "columns": column_infos(relation.columns, relation.partitions),
        "properties": {**logged, **relation.properties},
        "row_filter": _row_filter(relation),
        "table_constraints": [constraint_info(one) for one in keys_of(relation)] or None,
    }


def keys_of(relation: Relation) -> list[Constraint]:
    """The constraints that REST shows: primary and foreign keys."""
    return [one for one in relation.constraints if one.kind != "CHECK"]


def constraint_info(constraint: Constraint) -> dict[str, Any]:
    """The TableConstraint."""
    known: dict[str, Any] = {"name": constraint.name, "child_columns": list(constraint.columns)}
    if constraint.rely:
        known["rely"] = True
    if constraint.kind == "PRIMARY KEY":
        if constraint.timeseries:
            known["timeseries_columns"] = list(constraint.timeseries)
        return {"primary_key_constraint": known}
    parent = {
        "parent_table": str(constraint.parent),
        "parent_columns": list(constraint.parent_columns),
    }
    return {"foreign_key_constraint": {**known, **parent}}


def _row_filter(relation: Relation) -> dict[str, Any] | None:
    found = relation.row_filter
    if found is None:
        return None
    return {
        "function_name": found.function,
        "input_column_names": columns_of(found.columns),
        "input_arguments": arguments_of(found.columns),
    }
