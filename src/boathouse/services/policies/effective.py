"""The filter and the masks that policies put on a table, for who reads it.

Rules: docs.databricks.com, "Policy evaluation and runtime behavior" (ABAC). Tables take the tags of
their schema and catalog, columns only their own. Nobody is exempt but whom a policy excepts: not
owners, not admins. Whatever is in doubt is an error, so that the table is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.services.catalogs import store as catalogs
from boathouse.services.policies import arguments, conditions, principals, store
from boathouse.services.policies.document import COLUMN_MASK, conditions_of
from boathouse.services.policies.store import PolicyRow
from boathouse.services.schemas import store as schemas
from boathouse.services.tag_policies import store as tag_policies
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Column, Constant, Mask, Relation, RowFilter

Placed = Mapping[str, Sequence[Column]]
"""Alias -> the columns that its condition matches."""


def protection(ctx: Context, relation: Relation) -> Relation:
    """The relation with the row filter and the masks that hold for `ctx.principal`.

    Errors: SqlError where policies contradict each other or cannot be evaluated.
    """
    rows, tags = _over(ctx, relation)
    own = [row for row in rows if principals.subject(ctx, row)]
    found = _applying(ctx, own, relation, tags)
    return _masked(_filtered(relation, found), found) if found else relation


def protected(ctx: Context, relation: Relation) -> bool:
    """Whether there is a filter or a mask on the relation, its own or a policy's, for anybody: its
    files are then no thing to hand out. Yes, too, where policies cannot be evaluated."""
    if relation.row_filter is not None or any(one.mask for one in relation.columns):
        return True
    rows, tags = _over(ctx, relation)
    try:
        return bool(_applying(ctx, rows, relation, tags))
    except (SqlError, InvalidParameterValue):
        return True


def _over(ctx: Context, relation: Relation) -> tuple[list[PolicyRow], Mapping[str, str]]:
    """The policies on a table and on what it lies in, and the table's tags with theirs."""
    catalog = catalogs.named(ctx, relation.name.catalog)
    schema = schemas.named(ctx, catalog, relation.name.schema) if catalog else None
    if relation.kind == "VIEW" or catalog is None or schema is None:
        return [], {}
    ids = (catalog.catalog_id, schema.schema_id, relation.table_id)
    rows = [row for one in ids for row in store.on(ctx, one)]
    return rows, {**catalog.tags, **schema.tags, **relation.tags}


def _applying(
    ctx: Context, rows: Sequence[PolicyRow], relation: Relation, tags: Mapping[str, str]
) -> list[tuple[PolicyRow, Placed]]:
    """Those of some policies whose conditions the table fulfils."""
    if not rows:
        return []
    _require_governed(ctx, relation, rows)
    placed = ((row, _match(row, relation, tags)) for row in rows)
    return [(row, matched) for row, matched in placed if matched is not None]


def _require_governed(ctx: Context, relation: Relation, rows: Sequence[PolicyRow]) -> None:
    """A key that is governed no more could be taken from the table by anybody."""
    known = tag_policies.known(ctx)
    asked = (text for row in rows for text in conditions_of(row.document))
    for key in (key for text in asked for key, _ in conditions.references(text)):
        if key not in known:
            raise _error(
                "INVALID_PARAMETER_VALUE.UC_INVALID_POLICY_CONDITION",
                f"A policy on {relation.name} asks for the tag policy key `{key}`, which does not"
                " exist any more.",
            )


def _match(row: PolicyRow, relation: Relation, tags: Mapping[str, str]) -> Placed | None:
    """The columns that a policy's conditions match; None where it does not apply to the table."""
    when = row.document.get("when_condition")
    if when and not conditions.holds(when, tags):
        return None
    placed: dict[str, Sequence[Column]] = {}
    for place, one in enumerate(row.document.get("match_columns") or ()):
        matched = [
            column for column in relation.columns if conditions.holds(one["condition"], column.tags)
        ]
        if not matched:
            return None
        placed[one.get("alias") or f" {place}"] = matched
    return placed


def _filtered(relation: Relation, found: Sequence[tuple[PolicyRow, Placed]]) -> Relation:
    filters = {
        RowFilter(option["function_name"], _using(relation, option, placed))
        for row, placed in found
        if (option := row.document.get("row_filter"))
    }
    if not filters:
        return relation
    if len(filters) > 1:
        raise _error(
            "INVALID_PARAMETER_VALUE.UC_ABAC_MULTIPLE_ROW_FILTERS",
            f"More than one row filter policy applies to {relation.name}: only one may.",
        )
    [one] = filters
    if relation.row_filter is not None and relation.row_filter != one:
        raise _error(
            "INVALID_PARAMETER_VALUE.UC_ABAC_AND_NATIVE_ROW_FILTERS",
            f"{relation.name} has a row filter of its own, and a row filter policy applies to it:"
            " only one may.",
        )
    return replace(relation, row_filter=one)


def _masked(relation: Relation, found: Sequence[tuple[PolicyRow, Placed]]) -> Relation:
    masks: dict[str, set[Mask]] = {}
    by: dict[str, set[str]] = {}
    for row, placed, option in _mask_policies(found):
        mask = Mask(option["function_name"], _using(relation, option, placed))
        for column in placed[option["on_column"]]:
            masks.setdefault(column.name, set()).add(mask)
            by.setdefault(column.name, set()).add(row.policy_id)
    if not masks:
        return relation
    for column in relation.columns:
        own = {column.mask} if column.mask is not None else set()
        if len(masks.get(column.name, set()) | (own if column.name in masks else set())) > 1:
            raise _masks(f"More than one column mask applies to `{column.name}`")
    _refuse_masked_arguments(relation, found, by)
    columns = tuple(
        replace(column, mask=next(iter(masks[column.name]))) if column.name in masks else column
        for column in relation.columns
    )
    return replace(relation, columns=columns)


def _refuse_masked_arguments(
    relation: Relation, found: Sequence[tuple[PolicyRow, Placed]], by: Mapping[str, set[str]]
) -> None:
    """A column that one policy masks cannot be what another one decides by."""
    for row, placed in found:
        option = row.document.get("row_filter") or row.document["column_mask"]
        for name in _using(relation, option, placed):
            if not isinstance(name, Constant) and by.get(name, set()) - {row.policy_id}:
                raise _masks(f"A policy masks `{name}`, which another policy is given")


def _mask_policies(
    found: Sequence[tuple[PolicyRow, Placed]],
) -> Iterator[tuple[PolicyRow, Placed, Mapping[str, Any]]]:
    for row, placed in found:
        if row.document["policy_type"] == COLUMN_MASK:
            yield row, placed, row.document["column_mask"]


def _using(relation: Relation, option: Mapping[str, Any], placed: Placed) -> tuple[str, ...]:
    """The arguments of a policy's function: names of columns and Constants."""
    made: list[str] = []
    for one in option.get("using") or ():
        if "constant" in one:
            made.append(Constant(arguments.literal(one["constant"])))
            continue
        columns = placed[one["alias"]]
        if len(columns) != 1:
            raise _error(
                "INVALID_PARAMETER_VALUE.UC_ABAC_AMBIGUOUS_COLUMN_MATCH",
                f"The alias {one['alias']} of a policy had {len(columns)} matches in"
                f" {relation.name}, exactly 1 match is allowed.",
            )
        made.append(columns[0].name)
    return tuple(made)


def _error(error_class: str, why: str) -> SqlError:
    return SqlError(error_class, why, "42KDJ")


def _masks(why: str) -> SqlError:
    return SqlError("COLUMN_MASKS_FEATURE_NOT_SUPPORTED.MULTIPLE_MASKS", f"{why}.", "0A000")
