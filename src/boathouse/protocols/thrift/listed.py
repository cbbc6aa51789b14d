"""The columns of each metadata call's result, as Hive and JDBC name them [sql_wire.md 4.3]."""

from __future__ import annotations

from collections.abc import Mapping

Columns = tuple[tuple[str, str], ...]


def _columns(text: str) -> Columns:
    """`NAME` is a string; `NAME:int`, `:byte`, `:short`, `:bool` are those."""
    pairs = (part.partition(":") for part in text.split())
    return tuple((name, kind or "string") for name, _, kind in pairs)


COLUMNS: Mapping[str, Columns] = {
    "GetCatalogs": _columns("TABLE_CAT"),
    "GetSchemas": _columns("TABLE_SCHEM TABLE_CATALOG"),
    "GetTableTypes": _columns("TABLE_TYPE"),
    "GetTables": _columns(
        "TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM TYPE_NAME"
        " SELF_REFERENCING_COL_NAME REF_GENERATION"
    ),
    "GetColumns": _columns(
        "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:int TYPE_NAME COLUMN_SIZE:int"
        " BUFFER_LENGTH:byte DECIMAL_DIGITS:int NUM_PREC_RADIX:int NULLABLE:int REMARKS COLUMN_DEF"
        " SQL_DATA_TYPE:int SQL_DATETIME_SUB:int CHAR_OCTET_LENGTH:int ORDINAL_POSITION:int"
        " IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE SOURCE_DATA_TYPE:short"
        " IS_AUTO_INCREMENT"
    ),
    "GetTypeInfo": _columns(
        "TYPE_NAME DATA_TYPE:int PRECISION:int LITERAL_PREFIX LITERAL_SUFFIX CREATE_PARAMS"
        " NULLABLE:short CASE_SENSITIVE:bool SEARCHABLE:short UNSIGNED_ATTRIBUTE:bool"
        " FIXED_PREC_SCALE:bool AUTO_INCREMENT:bool LOCAL_TYPE_NAME MINIMUM_SCALE:short"
        " MAXIMUM_SCALE:short SQL_DATA_TYPE:int SQL_DATETIME_SUB:int NUM_PREC_RADIX:int"
    ),
    "GetFunctions": _columns(
        "FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME REMARKS FUNCTION_TYPE:int SPECIFIC_NAME"
    ),
    "GetPrimaryKeys": _columns("TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME KEY_SEQ:int PK_NAME"),
    "GetCrossReference": _columns(
        "PKTABLE_CAT PKTABLE_SCHEM PKTABLE_NAME PKCOLUMN_NAME FKTABLE_CAT FKTABLE_SCHEM"
        " FKTABLE_NAME FKCOLUMN_NAME KEY_SEQ:int UPDATE_RULE:int DELETE_RULE:int FK_NAME PK_NAME"
        " DEFERRABILITY:int"
    ),
}
