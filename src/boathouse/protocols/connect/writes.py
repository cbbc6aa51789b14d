"""DataFrameWriter and DataFrameWriterV2 as statements: what they save goes the way of SQL, so that
it is staged, queued behind the table's lock, checked and authorized as an INSERT is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boathouse.protocols.connect.errors import refused
from boathouse.sql.errors import SqlError
from boathouse.sql.rewrite import literal, quote

SOURCE = "boathouse_df"
"""The name under which the statement reads the DataFrame."""
_SELECT = f"SELECT * FROM {SOURCE}"  # noqa: S608
_IGNORED = frozenset(("mergeschema", "overwriteschema", "replacewhere", "partitionoverwritemode"))


@dataclass(frozen=True)
class Target:
    """The table's name as PySpark sent it, and whether it is there."""

    name: str
    exists: bool


def table_statement(write: Any, target: Target) -> str | None:
    """The statement of saveAsTable or insertInto; None where nothing is to be done."""
    options = {key.lower(): value for key, value in write.options.items()}
    _check_options(options)
    _check_format(write.source if write.HasField("source") else "")
    if write.with_schema_evolution or options.get("mergeschema", "").lower() == "true":
        raise refused("Evolving the schema of a table while writing")
    if write.sort_column_names or write.HasField("bucket_by"):
        raise refused("Writing in buckets")
    made = _made(target.name, write.partitioning_columns, write.clustering_columns, {})
    if write.table.save_method == 2:
        return _insert_into(write, target, options)
    mode = write.mode
    if mode == 3 or mode == 0:  # ErrorIfExists is the default
        return f"CREATE TABLE {made}"
    if mode == 4:  # Ignore
        return None if target.exists else f"CREATE TABLE IF NOT EXISTS {made}"
    if not target.exists:
        return f"CREATE TABLE {made}"
    if mode == 1:  # Append
        return f"INSERT INTO {target.name} BY NAME {_SELECT}"
    if options.get("overwriteschema", "").lower() == "true":
        return f"CREATE OR REPLACE TABLE {made}"
    return _overwrite(target.name, options)


def _insert_into(write: Any, target: Target, options: Mapping[str, str]) -> str:
    if write.mode == 2:
        if "replacewhere" in options:
            where = options["replacewhere"]
            return f"INSERT INTO {target.name} REPLACE WHERE {where}\n{_SELECT}"
        _refuse_dynamic(options)
        return f"INSERT OVERWRITE {target.name} {_SELECT}"
    return f"INSERT INTO {target.name} {_SELECT}"


def _overwrite(name: str, options: Mapping[str, str]) -> str:
    if "replacewhere" in options:
        # REPLACE WHERE takes the columns by position.
        raise refused(
            "replaceWhere with saveAsTable: use insertInto or INSERT REPLACE WHERE; this form"
        )
    _refuse_dynamic(options)
    return f"INSERT OVERWRITE {name} BY NAME {_SELECT}"


def v2_statement(write: Any, target: Target) -> str:
    """The statement of writeTo(...)."""
    options = {key.lower(): value for key, value in write.options.items()}
    _check_options(options)
    _check_format(write.provider if write.HasField("provider") else "")
    if write.with_schema_evolution or options.get("mergeschema", "").lower() == "true":
        raise refused("Evolving the schema of a table while writing")
    partitions = [_column(expression) for expression in write.partitioning_columns]
    made = _made(target.name, partitions, write.clustering_columns, write.table_properties)
    match write.mode:
        case 1:
            return f"CREATE TABLE {made}"
        case 6:
            return f"CREATE OR REPLACE TABLE {made}"
        case 5:
            _require(target)
            return f"CREATE OR REPLACE TABLE {made}"
        case 4:
            _require(target)
            return f"INSERT INTO {target.name} BY NAME {_SELECT}"
        case 2:
            _require(target)
            if not _is_true(write.overwrite_condition):
                raise refused("overwrite(condition): use INSERT INTO ... REPLACE WHERE; this form")
            return f"INSERT OVERWRITE {target.name} BY NAME {_SELECT}"
        case _:
            raise refused("overwritePartitions: use INSERT INTO ... REPLACE WHERE; this form")


def _made(name: str, partitions: Any, clustering: Any, properties: Mapping[str, str]) -> str:
    clauses = [f"{name} USING DELTA"]
    if partitions:
        clauses.append(f"PARTITIONED BY ({', '.join(quote(one) for one in partitions)})")
    if clustering:
        clauses.append(f"CLUSTER BY ({', '.join(quote(one) for one in clustering)})")
    if properties:
        pairs = ", ".join(f"{literal(k)} = {literal(v)}" for k, v in properties.items())
        clauses.append(f"TBLPROPERTIES ({pairs})")
    return f"{' '.join(clauses)} AS {_SELECT}"


def _check_format(source: str) -> None:
    if source and source.lower() != "delta":
        raise refused(f"A table of the format {source}")


def _check_options(options: Mapping[str, str]) -> None:
    for key in options:
        if key not in _IGNORED:
            raise refused(f"The option {key} for a table")


def _refuse_dynamic(options: Mapping[str, str]) -> None:
    if options.get("partitionoverwritemode", "static").lower() != "static":
        raise refused("partitionOverwriteMode: use INSERT INTO ... REPLACE WHERE; this form")


def _require(target: Target) -> None:
    if not target.exists:
        text = f"The table or view {target.name} cannot be found."
        raise SqlError("TABLE_OR_VIEW_NOT_FOUND", text, "42P01")


def _column(expression: Any) -> str:
    if expression.WhichOneof("expr_type") != "unresolved_attribute":
        raise refused("Partitioning by an expression")
    return str(expression.unresolved_attribute.unparsed_identifier).strip("`")


def _is_true(expression: Any) -> bool:
    return expression.WhichOneof("expr_type") == "literal" and expression.literal.boolean is True
