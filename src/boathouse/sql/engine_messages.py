"""What the engine says without an error class -> Databricks' class and, where it helps, its words.

Patterns are measured on Sail 0.7.2. Text of ours replaces the engine's; None keeps the engine's.
"""

from __future__ import annotations

WRONG_TYPE = (
    r"UNEXPECTED",
    "An argument has a type that this function or operator does not take.",
)

WINDOWS = ("row_number", "rank", "dense_rank", "ntile", "percent_rank", "cume_dist", "lag", "lead")
# Functions of Databricks that the engine does not know by name.
MISSING = frozenset(
    """
    approx_top_k approx_top_k_accumulate approx_top_k_combine approx_top_k_estimate charindex
    collate collation h3_longlatash3 http_request is_member iff ai_query randstr uniform
    schema_of_csv schema_of_xml from_xml to_xml st_point theta_sketch_agg kll_sketch_agg_bigint
    try_to_date try_secret session_window window window_time cloud_files_state event_log
    read_files read_kafka table_changes vector_search java_method reflect try_reflect
    """.split()
)

MESSAGES: tuple[tuple[str, str, str | None], ...] = (
    (r"LIMIT must be >= 0, '(?P<value>-\d+)'", "INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE",
     "The limit expression must be equal to or greater than 0, but got {value}."),
    (r"UNION queries have different number of columns: left has (?P<left>\d+) columns whereas right"
     r" has (?P<right>\d+)", "NUM_COLUMNS_MISMATCH",
     "UNION can only be performed on inputs with the same number of columns, but the first input"
     " has {left} columns and the other has {right}."),
    (r"Inconsistent data length across values list: got (?P<got>\d+) values in row (?P<row>\d+) but"
     r" expected (?P<wanted>\d+)", "INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH",
     "Invalid inline table. Inline table expected {wanted} columns but found {got} columns in row"
     " {row}."),
    (r"Cannot find column (?P<name>\w+)", "UNRESOLVED_USING_COLUMN_FOR_JOIN",
     "USING column `{name}` cannot be resolved on both sides of the join."),
    (r"Cannot resolve column position (?P<at>\d+). Valid positions are 1 to (?P<most>\d+)",
     "ORDER_BY_POS_OUT_OF_RANGE",
     "ORDER BY position {at} is not in select list (valid range is [1, {most}])."),
    (r"cannot resolve wildcard: ObjectName\(\[Identifier\(\"(?P<name>\w+)\"\)",
     "CANNOT_RESOLVE_STAR_EXPAND",
     "Cannot resolve `{name}`.* given the input columns. Please check that the specified table or"
     " struct exists and is accessible in the input columns."),
    (r"number of column names \((?P<names>\d+)\) does not match number of columns"
     r" \((?P<count>\d+)\)",
     "ASSIGNMENT_ARITY_MISMATCH",
     "The number of columns or variables assigned or aliased: {names} does not match the number of"
     " source expressions: {count}."),
    (r"join condition should not be empty", "UNSUPPORTED_FEATURE",
     "This join is not supported by the engine here: give it a condition."),
    (r"expected \d+ to \d+ arguments for \w+, but got", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
     "The function requires another number of parameters than were given."),
    (r"cannot convert Utf8\(\"(?P<value>.*?)\"\) to i64", "CAST_INVALID_INPUT",
     "The value '{value}' of the type \"STRING\" cannot be cast to \"BIGINT\" because it is"
     " malformed. Correct the value as per the syntax, or change its target type. Use `try_cast`"
     " to tolerate malformed input and return NULL instead."),
    (r"explode should be rewritten during logical plan analysis",
     "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT",
     "The generator is not supported: outside the SELECT clause."),
    (r"InSubquery should only return one column|Exactly one column expected|IN subquery.*column",
     "DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH",
     "The number of columns in the left hand side of an IN subquery does not match the number of"
     " columns in the output of the subquery."),
    (r"undefined window: (?P<name>\w+)", "MISSING_WINDOW_SPECIFICATION",
     "Window specification is not defined in the WINDOW clause for `{name}`."),
    (r"Scalar subquery should only return one column, but found (?P<count>\d+)",
     "INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN",
     "Invalid subquery: Scalar subquery must return only one column, but got {count}."),
    (r"invalid argument: (?P<type>tinyint|smallint|int|bigint): (?P<value>-?\d+)$",
     "INVALID_NUMERIC_LITERAL_RANGE",
     "Numeric literal {value} is outside the valid range of {type}. Please adjust the value"
     " accordingly."),
    (r"Correlated scalar subquery must be aggregated|decorrelate_lateral_join' failed"
     r"|Physical plan does not support logical expression OuterReferenceColumn",
     "UNSUPPORTED_FEATURE",
     "This form of a correlated subquery is not supported by the engine here: write it as a join,"
     " or with an aggregate function."),
    (r"remainder by zero", "REMAINDER_BY_ZERO", "Remainder by zero. Use `try_mod` to tolerate"
     " divisor being 0 and return NULL instead."),
    (r"the index 0 is invalid|field position must not be zero", "INVALID_INDEX_OF_ZERO",
     "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index"
     " 1)."),
    (r"unmasked nulls for non-nullable StructArray field \"key\"|map key cannot be null",
     "NULL_MAP_KEY", "Cannot use null as map key."),
    (r"is too (?:large|small) to store in a Decimal", "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
     None),
    (r"of Boolean type", "CAST_INVALID_INPUT", None),
    (r"Cast error: value of (?P<value>\S+) is out of range (?P<type>\w+)", "CAST_OVERFLOW",
     'The value {value} cannot be cast to "{type}" due to an overflow. Use `try_cast` to tolerate'
     " overflow and return NULL instead."),
    (r"invalid timestamp: (?P<value>.*?)$", "CAST_INVALID_INPUT",
     "The value '{value}' of the type \"STRING\" cannot be cast to \"TIMESTAMP\" because it is"
     " malformed. Correct the value as per the syntax, or change its target type. Use `try_cast`"
     " to tolerate malformed input and return NULL instead."),
    (r"cannot cast (?P<from>date|timestamp|boolean|binary)\w* to (?P<to>\w+)",
     "DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION", None),
    (r"Unsupported CAST from Struct\(.*to Struct", "UNSUPPORTED_FEATURE", None),
    (r"Unsupported CAST from (?P<from>.*) to (?P<to>.*)",
     "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION", None),
    (r"invalid argument: DateValue|invalid argument: found .* at \d+:\d+ expected '-'",
     "INVALID_TYPED_LITERAL", "The value of the typed literal is invalid."),
    (r"Date part '(?P<field>\w+)' not supported", "INVALID_EXTRACT_FIELD",
     "Cannot extract `{field}` from the source."),
    (r"Illegal input for day of week: (?P<day>.*)", "ILLEGAL_DAY_OF_WEEK",
     "Illegal input for day of week: {day}."),
    (r"Month value '|Day value '|Unable to parse date from|invalid input for Spark `make_",
     "DATETIME_FIELD_OUT_OF_BOUNDS.WITH_SUGGESTION", None),
    (r"week-based pattern letter",
     "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION", None),
    (r"invalid datetime pattern|unsupported pattern letter",
     "INVALID_DATETIME_PATTERN.WITH_SUGGESTION", None),
    (r"expected datetime literal|expected numeric datetime field|expected .* at byte offset"
     r"|trailing (?:input|data)", "CANNOT_PARSE_TIMESTAMP",
     "The text could not be parsed as a timestamp. Use `try_to_timestamp` to tolerate invalid input"
     " string and return NULL instead."),
    (r"Invalid input syntax for type interval", "CAST_INVALID_INPUT", None),
    (r"Spark `regexp_extract` function: (?P<why>.*)",
     "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX", "{why}."),
    (r"must be at least 1: -|extraction must be a literal|bug in DataFusion|non UTF-8 data"
     r"|requires a double eps", "UNSUPPORTED_FEATURE", None),
    (r"Overflow happened on: \d{20,}", "NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", None),
    (r"look-around|backreferences are not supported", "UNSUPPORTED_FEATURE",
     "Lookahead, lookbehind and back references in regular expressions are not supported by this"
     " warehouse's engine."),
    (r"Regular expression did not compile|regex parse error", "INVALID_PARAMETER_VALUE.PATTERN",
     None),
    (r"bit_get: position", "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE", None),
    (r"Unsupported charset", "INVALID_PARAMETER_VALUE.CHARSET", None),
    (r"invalid (?:percent-encoding|hex sequence)", "CANNOT_DECODE_URL", None),
    (r"does not match the expected regex pattern", "INVALID_FORMAT.MISMATCH_INPUT", None),
    (r"out-of-range (?:double|float)", "INVALID_NUMERIC_LITERAL_RANGE", None),
    (r"Scalar subquery returned more than one row", "SCALAR_SUBQUERY_TOO_MANY_ROWS",
     "More than one row returned by a subquery used as an expression."),
    (r"Cannot create filter with non-boolean predicate",
     "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", None),
    (r"Aggregate function calls cannot be nested", "NESTED_AGGREGATE_FUNCTION",
     "It is not allowed to use an aggregate function in the argument of another aggregate"
     " function. Please use the inner aggregate function in a sub-query."),
    (r"Aggregate requires at least one grouping", "MISSING_GROUP_BY",
     "The query does not include a GROUP BY clause. Add GROUP BY or turn it into the window"
     " functions using OVER clauses."),
    (r"logical expression (?:Aggregate|Window)Function", "INVALID_WHERE_CONDITION",
     "The WHERE condition contains a window function, an aggregate function or a generator."),
    (r"missing or ambiguous field: (?P<field>\w+)", "FIELD_NOT_FOUND",
     "No such struct field `{field}`."),
    (r"requires an even number of arguments|requires \d+ (?:or \d+ )?arguments?"
     r"|expected (?:\w+ )?(?:zero|one|two|three|\d+) arguments? but received"
     r"|(?:one|two|three) values? expected|requires at least one parameter"
     r"|expects exactly \d+ argument", "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
     "The function requires another number of parameters than were given."),
    (r"named_struct requires .* field name",
     "DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING", None),
    (r"Min/Max accumulator not implemented for type",
     "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE", WRONG_TYPE[1]),
    (r"Percentile value .* is out of range", "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE", None),
    (r"Unsupported data type in hasher: Map", "DATATYPE_MISMATCH.HASH_MAP_TYPE",
     "The function does not take a value of type MAP."),
    (r"Cannot infer common argument type|Cannot get result type for temporal operation"
     r"|cannot coerce arithmetic|array_concat function can only accept list",
     "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES", None),
    (r"Physical plan does not support logical expression (?P<kind>\w+)", "UNSUPPORTED_FEATURE",
     "The engine here does not run a {kind} in this place."),
    (r"not implemented|not supported: (?!interval)|is not supported in|Physical plan does not"
     r" support|Unsupported data type in hasher|unsupported date_trunc granularity",
     "UNSUPPORTED_FEATURE", None),
    (r"expect(?:s|ed) (?:a )?(?:list|map|array)\b|(?:list|map|array) (?:as|or map)|should only be"
     r" called with a list|can only be a|user-defined coercion failed|failed to match any signature"
     r"|failed to coerce|does not support type|does not support: |`length` does not support"
     r"|unsupported type|lambda must return boolean|expected array|Unsupported Data Type"
     r"|unexpected argument type|does not support \w+\(.*\) input|cannot coerce|coercion from",
     "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", None),
)  # fmt: skip
