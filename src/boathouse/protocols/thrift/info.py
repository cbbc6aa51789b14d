"""The facts of GetInfo (TGetInfoType), as far as there is a true answer."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.protocols.thrift.idl import tcli

TEXTS = {
    2: "Boathouse",  # CLI_DATA_SOURCE_NAME
    13: "Spark SQL",  # CLI_SERVER_NAME
    14: "\\",  # CLI_SEARCH_PATTERN_ESCAPE
    17: "Spark SQL",  # CLI_DBMS_NAME
    18: "4.0.0",  # CLI_DBMS_VER: of the SQL that is spoken
    25: "N",  # CLI_DATA_SOURCE_READ_ONLY
    29: "`",  # CLI_IDENTIFIER_QUOTE_CHAR
    94: "",  # CLI_SPECIAL_CHARACTERS
    10003: "Y",  # CLI_CATALOG_NAME: catalogs are there
}

LENGTHS = {
    0: 0,  # CLI_MAX_DRIVER_CONNECTIONS: no limit, as every 0 here
    1: 0,  # CLI_MAX_CONCURRENT_ACTIVITIES
    30: 255,  # CLI_MAX_COLUMN_NAME_LEN
    31: 0,  # CLI_MAX_CURSOR_NAME_LEN
    32: 255,  # CLI_MAX_SCHEMA_NAME_LEN
    34: 255,  # CLI_MAX_CATALOG_NAME_LEN
    35: 255,  # CLI_MAX_TABLE_NAME_LEN
    46: 0,  # CLI_TXN_CAPABLE: no transactions over several statements
    97: 0,  # CLI_MAX_COLUMNS_IN_GROUP_BY
    98: 0,  # CLI_MAX_COLUMNS_IN_INDEX
    99: 0,  # CLI_MAX_COLUMNS_IN_ORDER_BY
    100: 0,  # CLI_MAX_COLUMNS_IN_SELECT
    101: 0,  # CLI_MAX_COLUMNS_IN_TABLE
    105: 16 << 20,  # CLI_MAX_STATEMENT_LEN, in bytes
    106: 0,  # CLI_MAX_TABLES_IN_SELECT
    10005: 255,  # CLI_MAX_IDENTIFIER_LEN
}

USER_NAME = 47


def value_of(ctx: Context, number: int) -> Any:
    """The TGetInfoValue, or None for what is not known."""
    if number == USER_NAME:
        return tcli().TGetInfoValue(stringValue=ctx.principal.user_name)
    if number in TEXTS:
        return tcli().TGetInfoValue(stringValue=TEXTS[number])
    if number in LENGTHS:
        return tcli().TGetInfoValue(lenValue=LENGTHS[number])
    return None
