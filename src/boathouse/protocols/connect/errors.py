"""Errors as PySpark reads them: a gRPC status with google.rpc.ErrorInfo, from which it makes an
AnalysisException or ParseException with its condition and SQLSTATE, and which it never retries.
"""

from __future__ import annotations

import json
from typing import Any

from boathouse.errors import ApiError
from boathouse.sql.errors import SqlError, SyntaxFailure
from boathouse.sql.planning import from_service

DETAILS = "grpc-status-details-bin"
_DOMAIN = "org.apache.spark"
_ANALYSIS = "org.apache.spark.sql.AnalysisException"
_PARSE = "org.apache.spark.sql.catalyst.parser.ParseException"
_SPARK = "org.apache.spark.SparkException"
_BY_STATE = {
    "0A": "org.apache.spark.sql.AnalysisException",
    "22": "org.apache.spark.SparkRuntimeException",
    "HY": _SPARK,
    "XX": _SPARK,
    "08": _SPARK,
}
INTERNAL, PERMISSION_DENIED, UNAUTHENTICATED = 13, 7, 16
"""Codes of gRPC; UNAVAILABLE alone would make PySpark try again."""
# The metadata of an HTTP/2 response must stay small; the whole text is for FetchErrorDetails.
_MOST_BYTES = 1500


class Refused(SqlError):
    """What the gateway does not let through, in Spark's words."""

    def __init__(self, what: str) -> None:
        super().__init__("UNSUPPORTED_OPERATION", what, "0A000")


def refused(what: str) -> Refused:
    """A plan, a command or a setting that the gateway does not know."""
    return Refused(f"{what} is not supported on this cluster.")


def invalid_handle(kind: str, message: str) -> SqlError:
    """INVALID_HANDLE.<kind>: an operation or a session that is not there (any more)."""
    return SqlError(f"INVALID_HANDLE.{kind}", message, "HY000")


def sql_error(error: Exception) -> SqlError:
    """Any error that a call may end with."""
    if isinstance(error, SqlError):
        return error
    if isinstance(error, ApiError):
        return from_service(error)
    return SqlError("INTERNAL_ERROR", "The gateway failed; the server's log says more.", "XX000")


def classes_of(error: SqlError) -> list[str]:
    """The Java classes of the exception that Spark would throw, most narrow first."""
    if isinstance(error, SyntaxFailure) or error.error_class.startswith("PARSE_"):
        return [_PARSE, _ANALYSIS]
    return [_BY_STATE.get(error.sqlstate[:2], _ANALYSIS), "java.lang.Exception"]


def shortened(text: str) -> str:
    """What of a message fits into the answer's metadata."""
    data = text.encode()
    return text if len(data) <= _MOST_BYTES else data[:_MOST_BYTES].decode(errors="ignore") + "..."


def status(
    error: SqlError, code: int = INTERNAL, error_id: str | None = None
) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """The status's text, and the trailing metadata that goes with it."""
    document = {
        "classes": json.dumps(classes_of(error)),
        "errorClass": error.error_class,
        "sqlState": error.sqlstate,
        "messageParameters": "{}",
    }
    if error_id is not None:
        document["errorId"] = error_id
    text = shortened(str(error))
    return text, ((DETAILS, details(code, text, classes_of(error)[0], document)),)


def details(code: int, text: str, reason: str, metadata: dict[str, str]) -> bytes:
    """A google.rpc.Status with an ErrorInfo; its text must be the call's own."""
    from google.rpc import (  # type: ignore[import-untyped,unused-ignore]
        error_details_pb2,
        status_pb2,
    )

    found = status_pb2.Status(code=code, message=text)
    info: Any = error_details_pb2.ErrorInfo(reason=reason, domain=_DOMAIN, metadata=metadata)
    found.details.add().Pack(info)
    return bytes(found.SerializeToString())


def info_of(rpc: Any) -> dict[str, str]:
    """The metadata of the ErrorInfo that an engine's error carries; empty without one."""
    from google.rpc import (  # type: ignore[import-untyped,unused-ignore]
        error_details_pb2,
        status_pb2,
    )

    for key, value in rpc.trailing_metadata() or ():
        if key == DETAILS:
            for detail in status_pb2.Status.FromString(value).details:
                if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
                    info = error_details_pb2.ErrorInfo.FromString(detail.value)
                    return {"reason": info.reason, **info.metadata}
    return {}
