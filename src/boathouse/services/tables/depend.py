"""What leans on a column: who may not drop, rename or retype it before that is gone."""

from __future__ import annotations

from collections.abc import Iterable

from boathouse.services.tables.alter import ColumnChange
from boathouse.sql.definitions import AlterColumn, AlterMany, DropColumns, RenameColumn
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Relation


def refuse(relation: Relation, wanted: ColumnChange) -> None:
    """Raise SqlError where a CHECK, a generated column, a key, a filter, a mask or the clustering
    of the table needs a column as it is."""
    match wanted:
        case DropColumns():
            for name in wanted.names:
                _expressions(relation, name, "drop")
                _keys(relation, name)
                _protected(relation, name, "drop")
        case RenameColumn():
            _expressions(relation, wanted.old, "rename")
            _protected(relation, wanted.old, "rename")
        case AlterMany():
            for one in wanted.changes:
                refuse(relation, one)
        case AlterColumn():
            _altered(relation, wanted)
        case _:
            pass


def _altered(relation: Relation, wanted: AlterColumn) -> None:
    found = next((one for one in relation.columns if one.name.lower() == wanted.name.lower()), None)
    if wanted.default is not None and found is not None and found.generated is not None:
        why = (
            "A column cannot have both a default value and a generation expression but column"
            f" `{found.name}` has default value: ({wanted.default}) and generation expression:"
            f" ({found.generated})."
        )
        raise SqlError("GENERATED_COLUMN_WITH_DEFAULT_VALUE", why, "42623")
    if (wanted.default or wanted.type) and found is not None and found.identity is not None:
        why = "ALTER TABLE ALTER COLUMN is not supported for IDENTITY columns."
        raise SqlError("DELTA_IDENTITY_COLUMNS_ALTER_COLUMN_NOT_SUPPORTED", why, "429BQ")
    if wanted.type is not None:
        if found is not None and found.generated is not None and found.type != wanted.type:
            why = f"ALTER TABLE CHANGE COLUMN is not supported for generated column `{found.name}`."
            raise SqlError("DELTA_UNSUPPORTED_ALTER_TABLE_CHANGE_COL_OP", why, "42837")
        _expressions(relation, wanted.name, "alter")
        _protected(relation, wanted.name, "change the type of")
    if wanted.nullable:
        _needed_by_key(relation, wanted.name)


def _expressions(relation: Relation, name: str, what: str) -> None:
    checks = [
        f"{one.name} -> {one.expression}"
        for one in relation.constraints
        if one.expression and name.lower() in columns_in(one.expression)
    ]
    if checks:
        listed = "\n".join(checks)
        why = (
            f"Cannot {what} column `{name}` because this column is referenced by the following"
            f" check constraint(s):\n{listed}"
        )
        raise SqlError("DELTA_CONSTRAINT_DEPENDENT_COLUMN_CHANGE", why, "42K09")
    made = [
        f"{column.name} -> {column.generated}"
        for column in relation.columns
        if column.generated
        and column.name.lower() != name.lower()
        and name.lower() in columns_in(column.generated)
    ]
    if made:
        listed = "\n".join(made)
        why = (
            f"Cannot {what} column `{name}` because this column is referenced by the following"
            f" generated column(s):\n{listed}"
        )
        raise SqlError("DELTA_GENERATED_COLUMNS_DEPENDENT_COLUMN_CHANGE", why, "42K09")


def _keys(relation: Relation, name: str) -> None:
    holding = [one for one in relation.constraints if _holds(one.columns, name)]
    if holding:
        why = (
            f"Cannot drop column `{name}`: the {holding[0].kind.lower()} `{holding[0].name}` of"
            f" {relation.name} needs it. Drop the constraint first."
        )
        raise SqlError("INVALID_PARAMETER_VALUE", why, "22023")
    if _holds(relation.clustering, name):
        why = f"Dropping clustering columns (`{name}`) is not supported."
        raise SqlError("DELTA_UNSUPPORTED_DROP_CLUSTERING_COLUMN", why, "0AKDC")


def _needed_by_key(relation: Relation, name: str) -> None:
    for one in relation.constraints:
        if one.kind == "PRIMARY KEY" and _holds(one.columns, name):
            why = f"Cannot drop NOT NULL of column `{name}`: the primary key `{one.name}` needs it."
            raise SqlError("INVALID_PARAMETER_VALUE", why, "22023")


def _protected(relation: Relation, name: str, what: str) -> None:
    filtered = relation.row_filter is not None and _holds(relation.row_filter.columns, name)
    masked = any(
        column.mask is not None
        and (column.name.lower() == name.lower() or _holds(column.mask.using, name))
        for column in relation.columns
    )
    if filtered or masked:
        kind = "row filter" if filtered else "column mask"
        why = f"Cannot {what} column `{name}`: a {kind} of {relation.name} needs it."
        raise SqlError("INVALID_PARAMETER_VALUE", why, "22023")


def columns_in(expression: str) -> frozenset[str]:
    """The columns (their first parts) that an SQL expression names, in lower case."""
    from sqlglot import exp

    from boathouse.sql.parse import parse

    tree = parse(f"SELECT {expression}").tree
    return frozenset(column.parts[0].name.lower() for column in tree.find_all(exp.Column))


def _holds(names: Iterable[str], name: str) -> bool:
    return any(one.lower() == name.lower() for one in names)
