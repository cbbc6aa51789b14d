"""PolicyInfo as clients send it: what may be in one, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue, NotImplementedHere
from boathouse.services.catalogs.names import parts_of
from boathouse.services.functions import find as functions
from boathouse.services.grants import decide
from boathouse.services.policies import arguments, conditions, principals
from boathouse.services.tag_policies import rights as governed
from boathouse.services.tag_policies import store as tag_policies
from boathouse.sql.securables import Name

ROW_FILTER, COLUMN_MASK = "POLICY_TYPE_ROW_FILTER", "POLICY_TYPE_COLUMN_MASK"
_OPTIONS: Mapping[str, str] = {ROW_FILTER: "row_filter", COLUMN_MASK: "column_mask"}
_MOST_COLUMNS: Mapping[str, int] = {ROW_FILTER: 6, COLUMN_MASK: 3}
"""Column conditions of a policy [docs.databricks.com, ABAC requirements]."""

CHANGEABLE = (
    "column_mask",
    "comment",
    "except_principals",
    "for_securable_type",
    "match_columns",
    "name",
    "policy_type",
    "row_filter",
    "to_principals",
    "when_condition",
)
"""The fields of a PolicyInfo that an update may name."""


def checked(ctx: Context, info: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a policy, every part of it checked, for the caller.

    Errors: InvalidParameterValue, NotImplementedHere, PrincipalDoesNotExist, FunctionDoesNotExist,
    PermissionDenied without EXECUTE on the function.
    """
    kind = _kind(info)
    made: dict[str, Any] = {"policy_type": kind, "for_securable_type": _for(info)}
    to, exempt = _texts(info, "to_principals"), _texts(info, "except_principals")
    principals.check(to, exempt)
    made.update(to_principals=to, except_principals=exempt, comment=info.get("comment") or None)
    made["when_condition"] = _condition(ctx, info.get("when_condition") or None)
    made["match_columns"] = _columns(ctx, info.get("match_columns") or (), _MOST_COLUMNS[kind])
    option = _OPTIONS[kind]
    aliases = {one["alias"] for one in made["match_columns"] if one.get("alias")}
    made[option] = _called(ctx, option, info.get(option) or {}, aliases)
    return {key: value for key, value in made.items() if value not in (None, [])}


def governed_tags(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """The governed tags that a policy's conditions ask for, as GovernedTagReferences."""
    found = dict.fromkeys(
        one for text in conditions_of(document) for one in conditions.references(text)
    )
    return [
        {"tag_key": key, **({"tag_value": value} if value is not None else {})}
        for key, value in found
    ]


def conditions_of(document: Mapping[str, Any]) -> list[str]:
    """Every condition of a kept policy."""
    when = document.get("when_condition")
    columns = [one["condition"] for one in document.get("match_columns") or ()]
    return [*([when] if when else []), *columns]


def _kind(info: Mapping[str, Any]) -> str:
    kind = info.get("policy_type")
    if kind in ("POLICY_TYPE_DENY", "POLICY_TYPE_GRANT") or info.get("deny") or info.get("grant"):
        raise NotImplementedHere("GRANT and DENY policies are not implemented ($.policy_type).")
    if kind not in _OPTIONS:
        raise InvalidParameterValue("policy_type must be given.")
    other = next(option for one, option in _OPTIONS.items() if one != kind)
    if info.get(other):
        raise InvalidParameterValue(f"{other} does not go with {kind}.")
    return str(kind)


def _for(info: Mapping[str, Any]) -> str:
    kind = str(info.get("for_securable_type") or "").upper()
    if kind != "TABLE":
        raise InvalidParameterValue("for_securable_type must be TABLE.")
    return kind


def _texts(info: Mapping[str, Any], field: str) -> list[str]:
    found = list(dict.fromkeys(info.get(field) or ()))
    if not all(found):
        raise InvalidParameterValue(f"{field} holds an empty name.")
    return found


def _condition(ctx: Context, text: str | None) -> str | None:
    """A condition whose tags are governed, as Databricks asks for: what everybody may set and take
    away could protect nothing."""
    known = tag_policies.known(ctx)
    for key, value in conditions.references(text) if text else ():
        row = known.get(key)
        if row is None:
            raise conditions.refused(f"Unknown tag policy key `{key}`.")
        if value is not None and not governed.allows(row, value):
            raise conditions.refused(f"Invalid tag value `{value}` for key `{key}`.")
    return text


def _columns(ctx: Context, sent: Sequence[Any], most: int) -> list[dict[str, Any]]:
    if len(sent) > most:
        raise InvalidParameterValue(f"match_columns holds at most {most} conditions.")
    made: list[dict[str, Any]] = []
    for one in sent:
        text, alias = _condition(ctx, one.get("condition") or None), one.get("alias")
        if text is None:
            raise InvalidParameterValue("Each of match_columns must have a condition.")
        if alias and any(_same(alias, other.get("alias")) for other in made):
            raise InvalidParameterValue(f"The alias '{alias}' is given twice.")
        made.append({"condition": text, **({"alias": alias} if alias else {})})
    return made


def _called(
    ctx: Context, option: str, sent: Mapping[str, Any], aliases: set[str]
) -> dict[str, Any]:
    """row_filter or column_mask: a function of the right shape that the caller may call."""
    using = [arguments.checked(one, aliases) for one in sent.get("using") or ()]
    made: dict[str, Any] = {"function_name": _function(ctx, option, sent, len(using))}
    if option == "column_mask":
        made["on_column"] = arguments.alias(sent.get("on_column") or "", aliases)
    return {**made, **({"using": using} if using else {})}


def _function(ctx: Context, option: str, sent: Mapping[str, Any], count: int) -> str:
    if not sent.get("function_name"):
        raise InvalidParameterValue(f"{option}.function_name must be given.")
    name = Name(*parts_of(sent["function_name"], 3))
    found = functions.existing(ctx, name).entry
    decide.require(ctx, "EXECUTE", found)
    if found.returns is None or (option == "row_filter" and found.returns != "boolean"):
        what = "a boolean" if option == "row_filter" else "a value"
        raise InvalidParameterValue(f"The function {name} does not return {what}.")
    given = count + (option == "column_mask")
    if given != len(found.parameters):
        raise InvalidParameterValue(
            f"The policy definition requires {given} argument(s), but the referred function {name}"
            f" takes {len(found.parameters)} argument(s)."
        )
    return str(name)


def _same(left: str, right: Any) -> bool:
    return isinstance(right, str) and left.casefold() == right.casefold()
