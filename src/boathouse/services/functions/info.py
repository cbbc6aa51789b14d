"""FunctionInfo: a function as REST shows it, and the other way round."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue
from boathouse.services.catalogs import sight
from boathouse.services.functions.find import Found
from boathouse.services.metastores import store as metastores
from boathouse.sql.columns import column_info
from boathouse.sql.definitions import NewFunction
from boathouse.sql.errors import SqlError
from boathouse.sql.securables import Column, Function, FunctionParameter, Name, SparkType
from boathouse.sql.types import catalog_string, from_sql, type_name
from boathouse.wire.catalog import CreateFunction

_KEPT = (
    "external_name",
    "is_null_call",
    "properties",
    "routine_dependencies",
    "specific_name",
    "sql_path",
    "sql_data_access",
)
"""Fields that nobody here acts on: shown as they were sent."""
_HIDDEN = ("routine_definition", "routine_dependencies", "properties", "external_name")
"""What BROWSE does not show."""
_PARAMETER = ("type_text", "type_json", "type_name", "type_precision", "type_scale",
              "type_interval_type")  # fmt: skip


def shown(ctx: Context, found: Found, *, browse_only: bool = False) -> dict[str, Any]:
    """The FunctionInfo."""
    row, name, function = found.row, found.name, found.entry
    external = function.language != "SQL"
    document = row.document
    table = function.returns is None
    shown_whole = compact(
        {
            "name": row.name,
            "catalog_name": name.catalog,
            "schema_name": name.schema,
            "full_name": str(name),
            "function_id": row.function_id,
            "data_type": "TABLE_TYPE" if table else type_name(function.returns or "string"),
            "full_data_type": _full_type(function),
            "input_params": _listed(function.parameters, "PARAM", document.get("parameters")),
            "return_params": _listed(function.columns, "COLUMN", None) if table else None,
            "routine_body": "EXTERNAL" if external else "SQL",
            "routine_definition": function.body,
            "external_language": _language(function) if external else None,
            "parameter_style": "S",
            "is_deterministic": function.deterministic,
            "is_null_call": False,
            "sql_data_access": "READS_SQL_DATA" if function.reads_data else "CONTAINS_SQL",
            "security_type": "DEFINER",
            "specific_name": row.name,
            **{key: document[key] for key in _KEPT if document.get(key) is not None},
            "owner": row.owner,
            "comment": row.comment,
            "metastore_id": metastores.id_of(ctx.tx),
            "created_at": row.created_at,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )
    return sight.browsed(shown_whole, _HIDDEN, only=browse_only)


def _full_type(function: Function) -> str:
    if function.returns is not None:
        return catalog_string(function.returns)
    columns = ", ".join(f"{one.name} {catalog_string(one.type)}" for one in function.columns)
    return f"({columns})"


def _language(function: Function) -> str:
    return "Python" if function.language == "PYTHON" else function.language


def _listed(
    columns: Sequence[FunctionParameter], kind: str, sent: Sequence[Mapping[str, Any]] | None
) -> dict[str, Any]:
    return {
        "parameters": [
            _parameter(one, position, kind, sent[position] if sent else {})
            for position, one in enumerate(columns)
        ]
    }


def _parameter(
    one: FunctionParameter, position: int, kind: str, sent: Mapping[str, Any]
) -> dict[str, Any]:
    info = column_info(Column(one.name, one.type, comment=one.comment), position)
    kept = {key: info[key] for key in ("name", "comment", *_PARAMETER) if key in info}
    given = {key: sent[key] for key in _PARAMETER if sent.get(key) is not None}
    return compact(
        {
            **kept,
            **given,
            "position": position,
            "parameter_mode": "IN",
            "parameter_type": kind,
            "parameter_default": one.default,
        }
    )


def wanted(sent: CreateFunction) -> tuple[NewFunction, dict[str, Any]]:
    """The function that a request describes, and what of it is only kept.

    Errors: InvalidParameterValue for a field that is missing or of no sense.
    """
    keys = ("catalog_name", "schema_name", "name")
    name = [str(sent.get(key) or "") for key in keys]
    for key, value in zip(keys, name, strict=True):
        if not value:
            raise InvalidParameterValue(f"CreateFunction {key} must be provided.")
    external = sent.get("routine_body") == "EXTERNAL"
    language = (sent.get("external_language") or "") if external else "SQL"
    if external and not language:
        raise InvalidParameterValue("CreateFunction external_language must be provided.")
    parameters = (sent.get("input_params") or {}).get("parameters") or []
    table = sent.get("data_type") == "TABLE_TYPE"
    columns = (sent.get("return_params") or {}).get("parameters") or []
    function = NewFunction(
        Name(*(part.lower() for part in name)),
        sent.get("routine_definition") or "",
        name[0].lower(),
        name[1].lower(),
        parameters=_parameters(parameters),
        returns=None if table else _type(sent.get("full_data_type") or sent.get("data_type")),
        columns=_parameters(columns) if table else (),
        language=language.upper(),
        deterministic=bool(sent.get("is_deterministic", True)),
        reads_data=sent.get("sql_data_access") == "READS_SQL_DATA",
        comment=sent.get("comment"),
    )
    document = {key: sent[key] for key in _KEPT if sent.get(key) is not None}  # type: ignore[literal-required]
    return function, {**document, "parameters": [dict(one) for one in parameters]}


def _parameters(sent: Sequence[Any]) -> tuple[FunctionParameter, ...]:
    ordered = sorted(sent, key=lambda one: int(one.get("position") or 0))
    return tuple(
        FunctionParameter(
            one.get("name") or "",
            _type(one.get("type_text") or one.get("type_name"), one.get("type_json")),
            one.get("parameter_default"),
            one.get("comment"),
        )
        for one in ordered
    )


def _type(text: str | None, document: str | None = None) -> SparkType:
    if document:
        try:
            found = json.loads(document)
        except ValueError:
            found = None
        if isinstance(found, dict) and "type" in found and "name" in found:
            found = found["type"]
        if isinstance(found, str) and text is None:
            text = found
    if not text:
        raise InvalidParameterValue("CreateFunction: a type must be provided.")
    try:
        return from_sql(text)
    except SqlError as error:
        raise InvalidParameterValue(str(error)) from error
