"""What plans may be made of. Whatever is not named here is refused, never passed on."""

from __future__ import annotations

PLAIN_RELATIONS = frozenset(
    (
        "project filter join set_op sort limit aggregate local_relation sample offset deduplicate"
        " range subquery_alias repartition to_df with_columns_renamed show_string drop tail"
        " with_columns hint unpivot to_schema repartition_by_expression map_partitions"
        " collect_metrics parse group_map co_group_map with_watermark apply_in_pandas_with_state"
        " html_string cached_local_relation chunked_cached_local_relation cached_remote_relation"
        " common_inline_user_defined_table_function common_inline_user_defined_data_source"
        " as_of_join transpose lateral_join fill_na drop_na replace summary crosstab describe cov"
        " corr approx_quantile freq_items sample_by"
    ).split()
)
"""Relations that read nothing by themselves: their parts are walked, they stay as they are."""

EXPRESSIONS = frozenset(
    (
        "literal unresolved_attribute unresolved_function expression_string unresolved_star alias"
        " cast unresolved_regex sort_order lambda_function window unresolved_extract_value"
        " update_fields unresolved_named_lambda_variable common_inline_user_defined_function"
        " call_function named_argument_expression typed_aggregate_expression subquery_expression"
        " direct_shuffle_partition_id"
    ).split()
)

PASSED_COMMANDS = frozenset(
    (
        "register_function register_table_function register_data_source streaming_query_command"
        " get_resources_command streaming_query_manager_command"
        " streaming_query_listener_bus_command checkpoint_command"
        " remove_cached_remote_relation_command"
    ).split()
)
"""Commands that the engine runs, once their parts have been walked."""

ANALYSES = frozenset(
    (
        "schema explain tree_string is_local is_streaming input_files spark_version ddl_parse"
        " same_semantics semantic_hash persist unpersist get_storage_level json_to_ddl"
    ).split()
)

READ_FORMATS = frozenset("delta parquet csv json text binaryfile avro arrow".split())
"""Files by path, which the Authorizer lets the caller read."""
WRITE_FORMATS = frozenset("delta parquet csv json text avro arrow".split())
FREE_FORMATS = frozenset(("rate", "range"))
"""Sources that make their rows."""
FREE_SINKS = frozenset(("noop", "console", "memory"))

REFUSED_OPTIONS = frozenset(
    (
        "badrecordspath paths readchangefeed readchangedata startingversion endingversion"
        " startingtimestamp endingtimestamp"
    ).split()
)
"""They would read or write elsewhere, or mean rows that the engine does not give."""

PATH_OPTIONS = frozenset(("path", "basepath", "checkpointlocation"))

REFUSED_SETTINGS = (
    "spark.sql.catalog.",
    "spark.sql.catalogimplementation",
    "spark.sql.defaultcatalog",
    "spark.sql.extensions",
    "spark.sql.warehouse.",
    "spark.sql.hive.",
    "spark.hadoop.",
    "spark.databricks.acl",
    "spark.databricks.unitycatalog",
    "spark.databricks.pyspark.enablepy4jsecurity",
    "spark.authenticate",
    "spark.ssl.",
    "spark.connect.",
    "spark.sail.",
    "sail.",
    "datafusion.",
)
"""Settings of catalogs and of security belong to the workspace, not to a session."""
