"""Data types in every spelling that clients, catalogs and engines use.

The canonical form is the Spark JSON type (`securables.SparkType`); each function here leads to it
or away from it. pyarrow and sqlglot are imported inside functions only.
"""

from boathouse.sql.types.arrow import (
    arrow_field,
    field_metadata,
    from_arrow,
    from_arrow_schema,
    readable,
    to_arrow,
)
from boathouse.sql.types.text import (
    catalog_string,
    field_json,
    from_node,
    from_sql,
    parse_decimal,
    quote_if_needed,
    stored_type,
    to_json,
    to_sql,
)
from boathouse.sql.types.wire import (
    THRIFT_IDS,
    interval_type,
    jdbc_type,
    thrift_id,
    thrift_name,
    type_name,
    type_precision,
    type_scale,
)

__all__ = [
    "THRIFT_IDS",
    "arrow_field",
    "catalog_string",
    "field_json",
    "field_metadata",
    "from_arrow",
    "from_arrow_schema",
    "from_node",
    "from_sql",
    "interval_type",
    "jdbc_type",
    "parse_decimal",
    "quote_if_needed",
    "readable",
    "stored_type",
    "thrift_id",
    "thrift_name",
    "to_arrow",
    "to_json",
    "to_sql",
    "type_name",
    "type_precision",
    "type_scale",
]
