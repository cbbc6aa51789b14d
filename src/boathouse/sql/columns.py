"""A column as Unity Catalog's ColumnInfo: for its REST clients, and for engines that ask."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from boathouse.sql.protections import arguments_of, columns_of
from boathouse.sql.securables import Column
from boathouse.sql.types import (
    catalog_string,
    field_json,
    interval_type,
    parse_decimal,
    stored_type,
    type_name,
)


def column_info(column: Column, position: int, partitions: Sequence[str] = ()) -> dict[str, Any]:
    """One column. `type_precision` and `type_scale` are numbers for every type: DuckDB insists."""
    precision, scale = parse_decimal(column.type) or (0, 0)
    field = field_json(column.name, stored_type(column.type), column.nullable, column.comment)
    info = {
        "name": column.name,
        "type_text": catalog_string(column.type),
        "type_name": type_name(column.type),
        "type_json": json.dumps(field, separators=(",", ":"), ensure_ascii=False),
        "type_precision": precision,
        "type_scale": scale,
        "position": position,
        "nullable": column.nullable,
    }
    if column.comment is not None:
        info["comment"] = column.comment
    if column.name in partitions:
        info["partition_index"] = partitions.index(column.name)
    if column.mask is not None:
        info["mask"] = {
            "function_name": column.mask.function,
            "using_column_names": columns_of(column.mask.using),
            "using_arguments": arguments_of(column.mask.using),
        }
    interval = interval_type(column.type)
    if interval is not None:
        info["type_interval_type"] = interval
    return info


def column_infos(columns: Sequence[Column], partitions: Sequence[str] = ()) -> list[dict[str, Any]]:
    """All columns of a relation, in order."""
    return [column_info(column, at, partitions) for at, column in enumerate(columns)]
