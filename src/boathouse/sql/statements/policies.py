"""CREATE, DROP, SHOW and DESCRIBE POLICY."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from boathouse.context import Context
from boathouse.errors import ResourceAlreadyExists, ResourceDoesNotExist
from boathouse.sql.errors import SqlError
from boathouse.sql.grammar.policies import (
    CreatePolicy,
    DescribePolicy,
    DropPolicy,
    OnSecurable,
    ShowPolicies,
)
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.statements.local import Act, Fields, Listing

SHOWN: Fields = tuple(
    (name, "string")
    for name in ("Policy Name", "Policy Type", "Catalog", "Schema", "Table", "Comment")
)
DESCRIBED: Fields = (("info_name", "string"), ("info_value", "string"))
_OPTIONS: Mapping[str, tuple[str, str]] = {
    "ROW FILTER": ("POLICY_TYPE_ROW_FILTER", "row_filter"),
    "COLUMN MASK": ("POLICY_TYPE_COLUMN_MASK", "column_mask"),
}
_PREFIX = "POLICY_TYPE_"
Row = tuple[str | None, ...]


def plan_create(planning: Planning) -> Plan:
    """CREATE [OR REPLACE] POLICY."""
    tree = planning.parsed.tree
    assert isinstance(tree, CreatePolicy)
    info, catalog, replace = _info(planning, tree), planning.catalog, tree.replacing
    return Act(_named(lambda ctx: catalog.create_policy(ctx, info, replace=replace)))


def plan_drop(planning: Planning) -> Plan:
    """DROP POLICY."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, DropPolicy)
    (kind, full_name), name, lenient = _place(planning, tree), tree.policy, tree.exists
    drop = _named(lambda ctx: catalog.drop_policy(ctx, kind, full_name, name))

    def act(ctx: Context) -> None:
        try:
            drop(ctx)
        except SqlError as error:
            if not lenient or error.error_class != "POLICY_NOT_FOUND":
                raise

    return Act(act)


def plan_show(planning: Planning) -> Plan:
    """SHOW [EFFECTIVE] POLICIES."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, ShowPolicies)
    (kind, full_name), effective = _place(planning, tree), tree.effective

    def gather(ctx: Context) -> list[Row]:
        found = catalog.policies(ctx, kind, full_name, inherited=effective)
        return [_row(info) for info in found]

    return Listing(SHOWN, gather)


def plan_describe(planning: Planning) -> Plan:
    """DESCRIBE POLICY."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, DescribePolicy)
    (kind, full_name), name = _place(planning, tree), tree.policy
    find = _named(lambda ctx: catalog.policy(ctx, kind, full_name, name))
    return Listing(DESCRIBED, lambda ctx: _described(find(ctx)))


def _place(planning: Planning, tree: OnSecurable) -> tuple[str, str]:
    """Kind and full name of what a policy is on, completed from the session."""
    parts, session = tree.names, planning.session
    if tree.kind == "TABLE":
        return tree.kind, str(planning.full_name(*parts))
    most = 1 if tree.kind == "CATALOG" else 2
    if len(parts) > most:
        why = f"{'.'.join(parts)} has too many parts."
        raise SqlError("IDENTIFIER_TOO_MANY_NAME_PARTS", why, "42601")
    above = [session.catalog] if tree.kind == "SCHEMA" and len(parts) == 1 else []
    return tree.kind, ".".join((*above, *parts)).lower()


def _info(planning: Planning, tree: CreatePolicy) -> dict[str, Any]:
    """The PolicyInfo that the statement says."""
    kind, full_name = _place(planning, tree)
    policy_type, option = _OPTIONS[tree.body]
    using = [{"alias": alias} if alias else {"constant": text} for alias, text in tree.using]
    called: dict[str, Any] = {"function_name": str(planning.full_name(*tree.function))}
    called.update({"using": using} if using else {})
    called.update({"on_column": tree.on_column} if tree.on_column else {})
    return {
        "name": tree.policy,
        "on_securable_type": kind,
        "on_securable_fullname": full_name,
        "policy_type": policy_type,
        "for_securable_type": "TABLE",
        "to_principals": list(tree.to),
        "except_principals": list(tree.exempt),
        "comment": tree.comment,
        "when_condition": tree.when,
        "match_columns": [{"condition": text, "alias": alias} for text, alias in tree.match],
        option: called,
    }


def _named(act: Callable[[Context], Any]) -> Callable[[Context], Any]:
    """The same, its errors about policies in the words of statements."""

    def doing(ctx: Context) -> Any:
        try:
            return act(ctx)
        except (ResourceAlreadyExists, ResourceDoesNotExist) as error:
            if type(error) is ResourceAlreadyExists:
                raise SqlError("POLICY_ALREADY_EXISTS", error.message, "42710") from None
            if type(error) is ResourceDoesNotExist:
                raise SqlError("POLICY_NOT_FOUND", error.message, "42704") from None
            raise

    return doing


def _row(info: Mapping[str, Any]) -> Row:
    parts = [*str(info["on_securable_fullname"]).split("."), None, None]
    kind = str(info["policy_type"]).removeprefix(_PREFIX)
    return (str(info["name"]), kind, *parts[:3], info.get("comment"))


def _described(info: Mapping[str, Any]) -> list[Row]:
    option = info.get("row_filter") or info.get("column_mask") or {}
    using = [one.get("alias") or one.get("constant") for one in option.get("using") or ()]
    tags = [
        ":".join(text for text in (one["tag_key"], one.get("tag_value")) if text)
        for one in info.get("governed_tags") or ()
    ]
    columns = [
        one["condition"] + (f" AS {one['alias']}" if one.get("alias") else "")
        for one in info.get("match_columns") or ()
    ]
    lines: list[tuple[str, Any]] = [
        ("Name", info["name"]),
        ("On Securable Type", info["on_securable_type"]),
        ("On Securable", info["on_securable_fullname"]),
        ("To Principals", ", ".join(info["to_principals"])),
        ("Except Principals", ", ".join(info.get("except_principals") or ())),
        ("For Securable Type", info["for_securable_type"]),
        ("When Condition", info.get("when_condition")),
        ("Match Columns", ", ".join(columns)),
        ("Policy Type", str(info["policy_type"]).removeprefix(_PREFIX)),
        ("Function Name", option.get("function_name")),
        ("On Column", option.get("on_column")),
        ("Using Columns", ", ".join(map(str, using))),
        ("Governed Tags", ", ".join(tags)),
        ("Comment", info.get("comment")),
        ("Created By", info["created_by"]),
        ("Created At", _time(info["created_at"])),
        ("Updated By", info["updated_by"]),
        ("Updated At", _time(info["updated_at"])),
    ]
    return [(name, str(value)) for name, value in lines if value]


def _time(millis: int) -> str:
    return f"{datetime.fromtimestamp(millis / 1000, UTC):%Y-%m-%d AD at %H:%M:%S} UTC"
