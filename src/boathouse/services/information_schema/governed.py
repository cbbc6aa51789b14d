"""The views of what governs securables: tags, constraints, filters, masks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from boathouse.services.information_schema.columns import known, stored
from boathouse.services.information_schema.listed import Row, Rows, table_name
from boathouse.services.information_schema.seen import Seen
from boathouse.services.tables import find
from boathouse.services.tables.find import Found
from boathouse.services.tables.kept import constraints_in, given, row_filter_in
from boathouse.sql.securables import Constraint, Name


def catalog_tags(seen: Seen) -> Rows:
    for row in seen.catalogs():
        yield from _tagged({"tags": row.tags}, {"catalog_name": row.name})


def schema_tags(seen: Seen) -> Rows:
    for catalog, row in seen.schemas():
        above = {"catalog_name": catalog.name, "schema_name": row.name}
        yield from _tagged({"tags": row.tags}, above)


def volume_tags(seen: Seen) -> Rows:
    for catalog, schema, row in seen.volumes():
        above = {"catalog_name": catalog.name, "schema_name": schema.name, "volume_name": row.name}
        yield from _tagged({"tags": row.tags}, above)


def table_tags(seen: Seen) -> Rows:
    for found in seen.tables():
        yield from _tagged(found.row.details, _in_table(found))


def column_tags(seen: Seen) -> Rows:
    for found in seen.tables():
        for column, own in _columns_of(seen, found):
            yield from _tagged(own, {**_in_table(found), "column_name": column})


def _tagged(kept: Mapping[str, Any], names: Row) -> Rows:
    tags: Mapping[str, str] = kept.get("tags") or {}
    for tag, value in sorted(tags.items()):
        yield {**names, "tag_name": tag, "tag_value": value}


def _in_table(found: Found) -> Row:
    name = found.name
    return {"catalog_name": name.catalog, "schema_name": name.schema, "table_name": name.name}


def _columns_of(seen: Seen, found: Found) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The columns of which the store keeps something, by name."""
    own = stored(found.row)
    if any(one.get("mask") or one.get("tags") for one in own.values()):
        for column, *_ in known(seen.ctx, found)[0]:
            yield column, own.get(column.lower()) or {}


def column_masks(seen: Seen) -> Rows:
    for found in seen.tables():
        for column, own in _columns_of(seen, found):
            mask = own.get("mask")
            if mask:
                using = ", ".join(given(mask.get("using") or ())) or None
                masked = {"column_name": column, "mask_name": mask["function"]}
                yield {**table_name(found), **masked, "using_columns": using}


def row_filters(seen: Seen) -> Rows:
    for found in seen.tables():
        kept = row_filter_in(found.row.details)
        if kept is not None:
            columns = ", ".join(kept.columns)
            named = {"filter_name": kept.function, "target_columns": columns}
            yield {**table_name(found), **named}


def table_constraints(seen: Seen) -> Rows:
    for found, one in _constraints(seen):
        enforced = "YES" if one.kind == "CHECK" else "NO"
        yield {
            **_constraint(found.name, one.name),
            **table_name(found),
            "constraint_type": one.kind,
            "is_deferrable": "YES",
            "initially_deferred": "YES",
            "enforced": enforced,
        }


def check_constraints(seen: Seen) -> Rows:
    for found, one in _constraints(seen):
        if one.kind == "CHECK":
            yield {**_constraint(found.name, one.name), "check_clause": one.expression}


def key_column_usage(seen: Seen) -> Rows:
    for found, one in _constraints(seen):
        for position, column in enumerate(one.columns if one.kind != "CHECK" else (), 1):
            yield {
                **_constraint(found.name, one.name),
                **table_name(found),
                "column_name": column,
                "ordinal_position": position,
                "position_in_unique_constraint": _placed(seen, one, position),
            }


def referential_constraints(seen: Seen) -> Rows:
    for found, one in _constraints(seen):
        if one.parent is None:
            continue
        key = _key_of(seen, one.parent)
        yield {
            **_constraint(found.name, one.name),
            "unique_constraint_catalog": one.parent.catalog,
            "unique_constraint_schema": one.parent.schema,
            "unique_constraint_name": key.name if key else None,
            "match_option": "FULL",
            "update_rule": "NO ACTION",
            "delete_rule": "NO ACTION",
        }


def constraint_table_usage(seen: Seen) -> Rows:
    for found, one in _constraints(seen):
        if one.kind != "CHECK":
            yield {**_used(found, one), **_constraint(found.name, one.name)}


def constraint_column_usage(seen: Seen) -> Rows:
    for found, one in _constraints(seen):
        if one.kind == "CHECK":
            continue
        for column in _parents_columns(seen, one):
            used = {**_used(found, one), "column_name": column}
            yield {**used, **_constraint(found.name, one.name)}


def _constraints(seen: Seen) -> Iterator[tuple[Found, Constraint]]:
    for found in seen.tables():
        for one in constraints_in(found.row.details):
            yield found, one


def _constraint(table: Name, name: str) -> Row:
    return {
        "constraint_catalog": table.catalog,
        "constraint_schema": table.schema,
        "constraint_name": name,
    }


def _used(found: Found, one: Constraint) -> Row:
    name = one.parent or found.name
    return {
        "table_catalog": name.catalog,
        "table_schema": name.schema,
        "table_name": name.name,
    }


def _key_of(seen: Seen, table: Name) -> Constraint | None:
    """The primary key of a table."""
    found = find.row_of(seen.ctx, table)
    kept = constraints_in(found.details) if found else ()
    return next((one for one in kept if one.kind == "PRIMARY KEY"), None)


def _parents_columns(seen: Seen, one: Constraint) -> tuple[str, ...]:
    if one.parent is None:
        return one.columns
    key = _key_of(seen, one.parent) if not one.parent_columns else None
    return one.parent_columns or (key.columns if key else ())


def _placed(seen: Seen, one: Constraint, position: int) -> int | None:
    """Where the column that a foreign key's column points to stands in the primary key."""
    if one.parent is None:
        return None
    key, columns = _key_of(seen, one.parent), _parents_columns(seen, one)
    lower = [column.lower() for column in key.columns] if key else []
    wanted = columns[position - 1].lower() if position <= len(columns) else ""
    return lower.index(wanted) + 1 if wanted in lower else None
