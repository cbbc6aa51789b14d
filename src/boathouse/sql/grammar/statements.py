"""Which reader takes a statement, by its first word; None from a reader leaves it to sqlglot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boathouse.sql.grammar.alter import read_alter
from boathouse.sql.grammar.clone import read_clone
from boathouse.sql.grammar.copy import read_copy
from boathouse.sql.grammar.describe import read_describe, read_explain
from boathouse.sql.grammar.files import read_get, read_list, read_put, read_remove
from boathouse.sql.grammar.functions import (
    read_alter_function,
    read_create_function,
    read_drop_function,
)
from boathouse.sql.grammar.governed_tags import read_governed_tag, read_tag_grant
from boathouse.sql.grammar.grants import read_grant, read_revoke
from boathouse.sql.grammar.locations import (
    read_alter_location,
    read_create_location,
    read_describe_location,
    read_drop_location,
)
from boathouse.sql.grammar.maintenance import (
    read_optimize,
    read_reorg,
    read_repair,
    read_restore,
    read_undrop,
    read_vacuum,
)
from boathouse.sql.grammar.policies import (
    read_create_policy,
    read_describe_policy,
    read_drop_policy,
    read_show_policies,
)
from boathouse.sql.grammar.securables import read_comment, read_create, read_drop
from boathouse.sql.grammar.session import read_reset, read_set, read_use
from boathouse.sql.grammar.sharing import (
    read_alter_sharing,
    read_create_sharing,
    read_describe_sharing,
    read_drop_sharing,
)
from boathouse.sql.grammar.show import read_show
from boathouse.sql.grammar.tags import read_tag
from boathouse.sql.grammar.variables import read_declare, read_drop_variable, read_execute


def read_table(parser: Any) -> Any:
    """`TABLE t` as a whole statement."""
    return parser._parse_query_modifiers(parser._parse_set_operations(parser._parse_select()))


def first(*readers: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What the first of these readers reads that does not leave the statement to others."""

    def read(parser: Any) -> Any:
        return next((found for one in readers if (found := one(parser)) is not None), None)

    return read


# First words of statements that exist and are not here, each with what the caller reads.
UNSUPPORTED: Mapping[str, str] = {
    "BEGIN": "Transactions of several statements are not supported.",
    "CALL": "CALL is not supported: there are no procedures.",
    "CACHE": "CACHE is for clusters: SQL warehouses do not support it.",
    "CLEAR": "CLEAR CACHE is for clusters: SQL warehouses do not support it.",
    "COMMIT": "Transactions of several statements are not supported.",
    "CONVERT": "CONVERT TO DELTA is not supported; make a table of the files with CREATE TABLE AS.",
    "DENY": "Unity Catalog has no DENY: what nobody granted is denied; use REVOKE.",
    "LOAD": "LOAD DATA is not supported; use COPY INTO or INSERT.",
    "ROLLBACK": "Transactions of several statements are not supported.",
    "SIGNAL": "SIGNAL stands in SQL scripts: BEGIN ... END.",
    "START": "Transactions of several statements are not supported.",
    "SYNC": "SYNC is not supported.",
    "UNCACHE": "UNCACHE TABLE is for clusters: SQL warehouses do not support it.",
}

STATEMENTS: Mapping[str, Callable[[Any], Any]] = {
    "ALTER": first(
        read_alter_location, read_alter_sharing, read_governed_tag, read_alter_function, read_alter
    ),
    "COMMENT": read_comment,
    "COPY": read_copy,
    "CREATE": first(
        read_create_location,
        read_create_sharing,
        read_create_policy,
        read_governed_tag,
        read_create_function,
        read_clone,
        read_create,
    ),
    "DECLARE": read_declare,
    "DESC": first(
        read_describe_location,
        read_describe_sharing,
        read_describe_policy,
        read_governed_tag,
        read_describe,
    ),
    "DESCRIBE": first(
        read_describe_location,
        read_describe_sharing,
        read_describe_policy,
        read_governed_tag,
        read_describe,
    ),
    "DROP": first(
        read_drop_location,
        read_drop_sharing,
        read_drop_policy,
        read_governed_tag,
        read_drop_variable,
        read_drop_function,
        read_drop,
    ),
    "EXECUTE": read_execute,
    "EXPLAIN": read_explain,
    "FSCK": read_repair,
    "GET": read_get,
    "GRANT": first(read_tag_grant, read_grant),
    "LIST": read_list,
    "MSCK": read_repair,
    "OPTIMIZE": read_optimize,
    "PUT": read_put,
    "REMOVE": read_remove,
    "REORG": read_reorg,
    "RESET": read_reset,
    "RESTORE": read_restore,
    "REVOKE": first(read_tag_grant, read_revoke),
    "SET": lambda parser: read_tag(parser) or read_set(parser),
    "SHOW": first(read_show_policies, read_governed_tag, read_show),
    "TABLE": read_table,
    "UNDROP": read_undrop,
    "UNSET": read_tag,
    "USE": read_use,
    "VACUUM": read_vacuum,
}
