"""Which reader takes a statement, by its first word; None from a reader leaves it to sqlglot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from boathouse.sql.grammar.alter import read_alter
from boathouse.sql.grammar.describe import read_describe, read_explain
from boathouse.sql.grammar.files import read_get, read_list, read_put, read_remove
from boathouse.sql.grammar.grants import read_grant, read_revoke
from boathouse.sql.grammar.maintenance import (
    read_optimize,
    read_reorg,
    read_repair,
    read_restore,
    read_undrop,
    read_vacuum,
)
from boathouse.sql.grammar.securables import read_comment, read_create, read_drop
from boathouse.sql.grammar.session import read_execute, read_reset, read_set, read_use
from boathouse.sql.grammar.show import read_show


def read_table(parser: Any) -> Any:
    """`TABLE t` as a whole statement."""
    return parser._parse_query_modifiers(parser._parse_set_operations(parser._parse_select()))


# First words of statements that exist and are not here, each with what the caller reads.
UNSUPPORTED: Mapping[str, str] = {
    "BEGIN": "SQL scripts (BEGIN ... END) are not supported yet.",
    "CALL": "CALL is not supported: there are no procedures.",
    "CLEAR": "CLEAR CACHE is not supported.",
    "COMMIT": "Transactions of several statements are not supported.",
    "LOAD": "LOAD DATA is not supported; use COPY INTO or INSERT.",
    "ROLLBACK": "Transactions of several statements are not supported.",
    "SIGNAL": "SQL scripts are not supported yet.",
    "START": "Transactions of several statements are not supported.",
    "SYNC": "SYNC is not supported.",
}

STATEMENTS: Mapping[str, Callable[[Any], Any]] = {
    "ALTER": read_alter,
    "COMMENT": read_comment,
    "CREATE": read_create,
    "DESC": read_describe,
    "DESCRIBE": read_describe,
    "DROP": read_drop,
    "EXECUTE": read_execute,
    "EXPLAIN": read_explain,
    "FSCK": read_repair,
    "GET": read_get,
    "GRANT": read_grant,
    "LIST": read_list,
    "MSCK": read_repair,
    "OPTIMIZE": read_optimize,
    "PUT": read_put,
    "REMOVE": read_remove,
    "REORG": read_reorg,
    "RESET": read_reset,
    "RESTORE": read_restore,
    "REVOKE": read_revoke,
    "SET": read_set,
    "SHOW": read_show,
    "TABLE": read_table,
    "UNDROP": read_undrop,
    "USE": read_use,
    "VACUUM": read_vacuum,
}
