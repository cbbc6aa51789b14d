"""Runs a sql task: `python -m boathouse.runtime.sql DIR`.

Speaks to the Statement API with the task's own token, so that the server may come and go; a cancel
of the task cancels the statement that runs.
"""

import json
import re
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from boathouse.runtime import atomic, sql_text
from boathouse.runtime.failure import describe
from boathouse.runtime.rest import Rest, WorkspaceError
from boathouse.runtime.task import Task

STATEMENTS = "/api/2.0/sql/statements"
SESSIONS = "/api/2.0/sql/sessions"
MAX_ROWS = 1000
MAX_ROWS_BYTES = 48 * 1024
"""What is kept of a result for the tasks behind this one, as JSON."""
MAX_BYTES = 16 * 1024 * 1024
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0
PATIENCE_SECONDS = 600.0
"""How long a server may be away while a statement runs."""

_BRACES = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
_GOING = ("PENDING", "RUNNING")
_NUMBERS = ("BYTE", "SHORT", "INT", "LONG", "FLOAT", "DOUBLE")


class StatementFailed(Exception):
    """A statement ended otherwise than well."""

    __module__ = "boathouse"


class Canceled(BaseException):
    """SIGTERM: the task is to end."""


class Statements:
    """The statements of a task, in one session of its warehouse."""

    def __init__(self, task: Task, rest: Rest) -> None:
        self._out, self._rest = task.out, rest
        self._settings = task.document["sql"]
        self._ids: list[str] = []
        self._rows: list[dict[str, Any]] | None = None
        self._text = task.source

    def run(self) -> None:
        """Run them all. Errors: StatementFailed, WorkspaceError, Canceled."""
        place, given = {"warehouse_id": self._settings["warehouse_id"]}, {}
        if self._settings.get("query_id"):
            query = self._rest.get(f"/api/2.0/sql/queries/{self._settings['query_id']}")
            self._text = query.get("query_text") or ""
            given = _defaults(query)
            place |= {name: query[name] for name in ("catalog", "schema") if query.get(name)}
        given |= {name: str(value) for name, value in self._settings["parameters"].items()}
        self._write()
        statements = sql_text.split(_filled(self._text, given))
        if not statements:
            raise StatementFailed("There is no statement to run.")
        session = self._rest.post(SESSIONS, **place)["session_id"]
        for statement in statements:
            self._one(statement, session, given)
        self._rest.delete(f"{SESSIONS}/{session}", warehouse_id=self._settings["warehouse_id"])

    def _one(self, statement: str, session: str, given: dict[str, str]) -> None:
        named = sorted(sql_text.parameters(statement) & given.keys())
        answer = self._rest.post(
            STATEMENTS,
            warehouse_id=self._settings["warehouse_id"],
            session_id=session,
            statement=statement,
            parameters=[{"name": name, "value": given[name]} for name in named],
            row_limit=MAX_ROWS,
            byte_limit=MAX_BYTES,
            wait_timeout="0s",
        )
        statement_id = answer["statement_id"]
        self._ids.append(statement_id)
        self._write()
        print(f"{statement_id}: {' '.join(statement.split())[:200]}", flush=True)
        try:
            answer = self._ended(statement_id, answer)
        except Canceled:
            self._rest.post(f"{STATEMENTS}/{statement_id}/cancel")
            raise
        status = answer["status"]
        if status["state"] != "SUCCEEDED":
            error = (status.get("error") or {}).get("message")
            raise StatementFailed(error or f"The statement ended {status['state']}.")
        self._rows = _rows(answer)
        self._write()

    def _ended(self, statement_id: str, answer: dict[str, Any]) -> dict[str, Any]:
        pause, heard = FIRST_PAUSE, time.monotonic()
        while answer["status"]["state"] in _GOING:
            time.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
            try:
                answer = self._rest.get(f"{STATEMENTS}/{statement_id}")
                heard = time.monotonic()
            except WorkspaceError as error:
                if error.status != 0 or time.monotonic() - heard > PATIENCE_SECONDS:
                    raise
        return answer

    def _write(self) -> None:
        document = {
            "warehouse_id": self._settings["warehouse_id"],
            "query_text": self._text,
            "statements": self._ids,
            "rows": self._rows,
        }
        atomic.write_json(self._out / "sql.json", document)


def _defaults(query: dict[str, Any]) -> dict[str, str]:
    """The values that a saved query gives its own parameters."""
    found = {}
    for parameter in query.get("parameters") or []:
        for kind in ("text_value", "numeric_value"):
            if (parameter.get(kind) or {}).get("value") is not None:
                found[parameter["name"]] = str(parameter[kind]["value"])
    return found


def _filled(text: str, given: dict[str, str]) -> str:
    """The text with `{{name}}` replaced, as in queries of the older kind."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in given:
            raise StatementFailed(f"There is no parameter '{found[1]}' for {found[0]}.")
        return given[found[1]]

    return _BRACES.sub(value, text)


def _rows(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The first rows of a result as objects, as many as fit."""
    columns = ((answer.get("manifest") or {}).get("schema") or {}).get("columns") or []
    rows: list[dict[str, Any]] = []
    size = 2
    for values in (answer.get("result") or {}).get("data_array") or []:
        row = {
            column["name"]: _value(value, column.get("type_name", ""))
            for column, value in zip(columns, values, strict=True)
        }
        size += len(json.dumps(row).encode()) + 1
        if size > MAX_ROWS_BYTES:
            break
        rows.append(row)
    return rows


def _value(text: Any, kind: str) -> Any:
    if text is None or not isinstance(text, str):
        return text
    if kind == "BOOLEAN":
        return text == "true"
    if kind in _NUMBERS:
        try:
            return json.loads(text)
        except ValueError:  # NaN, Infinity
            return text
    return text


def _on_terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Canceled


def main(folder: Path) -> int:
    """Run the task's statements. Returns the exit code."""
    task = Task.load(folder)
    signal.signal(signal.SIGTERM, _on_terminate)
    try:
        Statements(task, Rest.from_environment()).run()
    except Exception as error:
        failure = describe(error)
        print(failure.summary, file=sys.stderr)
        task.finish(failure=failure)
        return 1
    except Canceled:
        return 1
    task.finish()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
