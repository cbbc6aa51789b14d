"""What a statement fails with: an error class, its SQLSTATE and a message."""

from __future__ import annotations


class SqlError(Exception):
    """A statement failed. `error_class`: TABLE_OR_VIEW_NOT_FOUND; `sqlstate`: five characters.

    `message` is the text without the class; `str()` is the whole line that clients show:
    `[TABLE_OR_VIEW_NOT_FOUND] The table ... cannot be found. SQLSTATE: 42P01`.
    """

    def __init__(self, error_class: str, message: str, sqlstate: str) -> None:
        self.error_class, self.message, self.sqlstate = error_class, message, sqlstate
        super().__init__(f"[{error_class}] {message} SQLSTATE: {sqlstate}")


class SyntaxFailure(SqlError):
    """The text is not SQL that we read; `line` from 1 and `column` from 0, where known."""

    def __init__(self, message: str, line: int = 1, column: int = 0) -> None:
        super().__init__("PARSE_SYNTAX_ERROR", message, "42601")
        self.line, self.column = line, column
        self.args = (f"{self.args[0]} (line {line}, pos {column})",)


class NotSupported(SqlError):
    """Databricks SQL that Boathouse, or the engine behind the warehouse, does not run (yet)."""

    def __init__(self, what: str) -> None:
        super().__init__("UNSUPPORTED_FEATURE", what, "0A000")


class Denied(SqlError):
    """The caller lacks a privilege; the text of unity_catalog.md A3.4."""

    def __init__(self, privilege: str, kind: str, name: str) -> None:
        denied = f"User does not have {privilege.replace('_', ' ')} on {kind} '{name}'."
        super().__init__("INSUFFICIENT_PERMISSIONS", f"Insufficient privileges:\n{denied}", "42501")


class Canceled(SqlError):
    """The statement was canceled, by its client or by a limit that it ran into."""

    def __init__(self, why: str = "The statement was canceled.") -> None:
        super().__init__("OPERATION_CANCELED", why, "HY008")


class ResultTooLarge(SqlError):
    """The result is larger than its client can take in the way that it asked for."""

    def __init__(self, most_bytes: int) -> None:
        text = (
            "Inline byte limit exceeded. Statements executed with disposition=INLINE can have a"
            f" result size of at most {most_bytes} bytes. Please execute the statement with"
            " disposition=EXTERNAL_LINKS if you want to download the full result."
        )
        super().__init__("INLINE_BYTE_LIMIT_EXCEEDED", text, "54000")


class EngineLost(SqlError):
    """The warehouse's engine ended while the statement ran."""

    def __init__(self, warehouse_id: str) -> None:
        text = (
            f"The engine of warehouse {warehouse_id} ended while the statement ran."
            " The warehouse starts a new one for the next statement."
        )
        super().__init__("WAREHOUSE_ENGINE_LOST", text, "08006")
