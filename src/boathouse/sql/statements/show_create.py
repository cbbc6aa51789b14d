"""SHOW CREATE TABLE: the statement that makes a relation."""

from __future__ import annotations

from collections.abc import Mapping

from boathouse.sql import types
from boathouse.sql.protections import listed
from boathouse.sql.securables import Column, Relation
from boathouse.sql.statements.details import called, constraint_text

_CHECKS = "delta.constraints."
"""Properties that tell of CHECKs; the statement has the constraints themselves."""


def create_text(relation: Relation) -> str:
    """The statement that makes this relation."""
    name = ".".join(
        types.quote_if_needed(part)
        for part in (relation.name.catalog, relation.name.schema, relation.name.name)
    )
    if relation.kind == "VIEW":
        return _view(name, relation)
    lines = [f"CREATE TABLE {name} ("]
    within = [f"  {_column(column)}" for column in relation.columns]
    within += [
        f"  CONSTRAINT {_quote(one.name)} {constraint_text(one)}" for one in relation.constraints
    ]
    lines.append(",\n".join(within) + ")")
    lines.append(f"USING {(relation.format or 'delta').lower()}")
    for word, names in (
        ("PARTITIONED BY", relation.partitions),
        ("CLUSTER BY", relation.clustering),
    ):
        if names:
            lines.append(f"{word} ({_names(names)})")
    if relation.comment:
        lines.append(f"COMMENT {_text(relation.comment)}")
    if relation.kind == "EXTERNAL":
        lines.append(f"LOCATION {_text(relation.location or '')}")
    lines += _properties(relation.properties)
    if relation.row_filter is not None:
        kept = relation.row_filter
        lines.append(f"WITH ROW FILTER {kept.function} ON ({listed(kept.columns)})")
    return "\n".join(lines) + "\n"


def _view(name: str, relation: Relation) -> str:
    columns = ",\n".join(
        f"  {types.quote_if_needed(one.name)}"
        + (f" COMMENT {_text(one.comment)}" if one.comment else "")
        for one in relation.columns
    )
    lines = [f"CREATE VIEW {name} (", f"{columns})"]
    if relation.comment:
        lines.append(f"COMMENT {_text(relation.comment)}")
    lines += _properties(relation.properties)
    return "\n".join((*lines, f"AS {relation.definition}")) + "\n"


def _properties(properties: Mapping[str, str]) -> list[str]:
    pairs = ",\n".join(
        f"  {_text(key)} = {_text(value)}"
        for key, value in sorted(properties.items())
        if not key.startswith(_CHECKS)
    )
    return [f"TBLPROPERTIES (\n{pairs})"] if pairs else []


def _column(column: Column) -> str:
    text = f"{types.quote_if_needed(column.name)} {types.to_sql(column.type)}"
    if not column.nullable:
        text += " NOT NULL"
    if column.identity is not None:
        one = column.identity
        how = "ALWAYS" if one.always else "BY DEFAULT"
        text += f" GENERATED {how} AS IDENTITY (START WITH {one.start} INCREMENT BY {one.step})"
    elif column.generated is not None:
        text += f" GENERATED ALWAYS AS ({column.generated})"
    if column.default is not None:
        text += f" DEFAULT {column.default}"
    if column.comment:
        text += f" COMMENT {_text(column.comment)}"
    return text + (
        f" MASK {called(column.mask.function, column.mask.using)}" if column.mask else ""
    )


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(map(types.quote_if_needed, names))


def _quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
