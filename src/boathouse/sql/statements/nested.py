"""Values for fields of a struct: the struct anew, the other fields as they are."""

from __future__ import annotations

from collections.abc import Sequence

from boathouse.sql import types
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.rewrite import literal
from boathouse.sql.securables import SparkType
from boathouse.sql.types import quote_if_needed


class NestedValues:
    """What is given to the fields of one struct, gathered from several assignments."""

    def __init__(self, type: SparkType) -> None:
        if isinstance(type, str) or type["type"] != "struct":
            raise NotSupported("Only fields of structs take values by their names.")
        self._fields = {field["name"].lower(): field for field in type["fields"]}
        self._values: dict[str, str | NestedValues] = {}

    def put(self, path: Sequence[str], value: str) -> bool:
        """A value for a field; False where it has one."""
        name, rest = path[0].lower(), path[1:]
        if name not in self._fields:
            shown = ", ".join(f"`{field['name']}`" for field in self._fields.values())
            why = f"No such struct field `{path[0]}` in {shown}."
            raise SqlError("FIELD_NOT_FOUND", why, "42704")
        present = self._values.get(name)
        if isinstance(present, str) or (present is not None and not rest):
            return False
        if not rest:
            self._values[name] = value
            return True
        inner = present or NestedValues(self._fields[name]["type"])
        self._values[name] = inner
        return inner.put(rest, value)

    def sql(self, old: str) -> str:
        """The struct; `old`: SQL for the one that is there."""
        parts = []
        for name, field in self._fields.items():
            whole = f"{old}.{quote_if_needed(field['name'])}"
            value = self._values.get(name, whole)
            text = value if isinstance(value, str) else value.sql(whole)
            kind = types.to_sql(types.stored_type(field["type"]))
            parts.append(f"{literal(field['name'])}, CAST({text} AS {kind})")
        return f"named_struct({', '.join(parts)})"
