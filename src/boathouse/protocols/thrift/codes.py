"""The numbers that travel as i32: TStatusCode, TOperationState, TOperationType and the like."""

from __future__ import annotations

from enum import IntEnum


class StatusCode(IntEnum):
    SUCCESS = 0
    ERROR = 3
    INVALID_HANDLE = 4


class OperationState(IntEnum):
    INITIALIZED = 0
    RUNNING = 1
    FINISHED = 2
    CANCELED = 3
    CLOSED = 4
    ERROR = 5
    PENDING = 7


class OperationType(IntEnum):
    EXECUTE_STATEMENT = 0
    GET_TYPE_INFO = 1
    GET_CATALOGS = 2
    GET_SCHEMAS = 3
    GET_TABLES = 4
    GET_TABLE_TYPES = 5
    GET_COLUMNS = 6
    GET_FUNCTIONS = 7
    UNKNOWN = 8


class RowSetType(IntEnum):
    ARROW_BASED = 0
    COLUMN_BASED = 1
    URL_BASED = 3


FETCH_NEXT = 0
FETCH_FIRST = 4

SPARK_V8 = 0xA508
"""The protocol version that the real service answers, whatever it is asked for."""
