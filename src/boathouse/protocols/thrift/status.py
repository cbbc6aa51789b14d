"""TStatus: success, and errors as the real service words them [sql_wire.md 2.7]."""

from __future__ import annotations

import uuid
from typing import Any

from boathouse.protocols.thrift.codes import StatusCode
from boathouse.protocols.thrift.idl import tcli
from boathouse.sql.errors import SqlError, SyntaxFailure


class Refused(Exception):
    """A call that is answered with this TStatus and nothing else."""

    def __init__(self, status: Any) -> None:
        self.status = status
        super().__init__(status.errorMessage)


def success() -> Any:
    return tcli().TStatus(statusCode=StatusCode.SUCCESS)


def failure(error: SqlError, text: str = "") -> Any:
    """The status of a call that failed. `text`: the statement, shown with syntax errors."""
    return tcli().TStatus(
        statusCode=StatusCode.ERROR,
        sqlState=error.sqlstate,
        errorCode=0,
        errorMessage=f"Error running query: {error}",
        displayMessage=displayed(error, text),
    )


def displayed(error: SqlError, text: str = "") -> str:
    """What a user reads; a syntax error shows its place."""
    if not isinstance(error, SyntaxFailure) or not text:
        return str(error)
    lines = text.split("\n")
    shown = [*lines[: error.line], f"{'-' * error.column}^^^", *lines[error.line :]]
    return f"\n{error}\n\n== SQL ==\n" + "\n".join(shown)


def invalid_handle(kind: str, guid: bytes | None) -> Refused:
    """No such session or operation: closed, forgotten, or somebody else's."""
    shown = uuid.UUID(bytes=guid) if guid is not None and len(guid) == 16 else "?"
    return Refused(
        tcli().TStatus(
            statusCode=StatusCode.INVALID_HANDLE,
            sqlState="08000",
            errorCode=0,
            errorMessage=f"Invalid {kind}: {kind} [{shown}]",
            displayMessage=f"Invalid {kind}: {kind} [{shown}]",
        )
    )


def not_supported(what: str) -> Refused:
    return Refused(failure(SqlError("UNSUPPORTED_FEATURE", what, "0A000")))
