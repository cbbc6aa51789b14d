"""Statements asked of a live warehouse, a few at a time, and what becomes of each answer."""

from __future__ import annotations

import http.client
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from tests.corpus.entries import SETUP, Entry, statements

SCHEMA = "corpus"
AT_ONCE = 4
TOLERANCE = 1e-12
NUMBER = re.compile(r"(-?(?:\d+\.\d+(?:E-?\d+)?))")

Kind = Literal["equal", "refused", "wrong"]


@dataclass(frozen=True)
class Outcome:
    """`refused`: an honest error of SQLSTATE 0A000, which says what is not supported."""

    kind: Kind
    entry: Entry
    expected: dict[str, Any]
    answer: dict[str, Any]

    @property
    def error(self) -> str:
        return str(self.answer.get("message", ""))


class Warehouse:
    """A server's own warehouse, over plain HTTP connections that are kept until `close`."""

    def __init__(self, address: str, token: str) -> None:
        self.host = urlsplit(address).netloc
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.local = threading.local()
        self.connections: list[http.client.HTTPConnection] = []
        found = self.call("GET", "/api/2.0/sql/warehouses")["warehouses"]
        self.warehouse = next(one["id"] for one in found if one["name"] == "Starter Warehouse")

    def close(self) -> None:
        """Give the connections of all threads back."""
        for connection in self.connections:
            connection.close()

    def call(self, verb: str, path: str, body: Any = None) -> Any:
        connection = getattr(self.local, "connection", None)
        if connection is None:
            connection = self.local.connection = http.client.HTTPConnection(self.host, timeout=120)
            self.connections.append(connection)
        connection.request(verb, path, json.dumps(body) if body else None, self.headers)
        return json.loads(connection.getresponse().read())

    def ask(self, sql: str) -> dict[str, Any]:
        """{"columns", "rows"} or {"error", "state", "message"}, as in Spark's answers."""
        body = {
            "statement": sql,
            "warehouse_id": self.warehouse,
            "wait_timeout": "50s",
            "catalog": "main",
            "schema": SCHEMA,
        }
        answer = self.call("POST", "/api/2.0/sql/statements", body)
        status = answer.get("status", {})
        if status.get("state") != "SUCCEEDED":
            message = status.get("error", answer).get("message", str(answer))
            found = re.match(r"\[([A-Z0-9_.]+)\]", message)
            return {
                "error": found[1] if found else "?",
                "state": status.get("sql_state"),
                "message": message,
            }
        columns = answer["manifest"]["schema"].get("columns", [])
        return {
            "columns": [[column["name"], plain(column["type_text"])] for column in columns],
            "rows": answer["result"].get("data_array", []),
        }

    def set_up(self) -> None:
        """Make the tables of setup.sql. Raises RuntimeError."""
        self.must(f"CREATE SCHEMA IF NOT EXISTS main.{SCHEMA}")
        for _, sql in statements(SETUP):
            self.must(sql.replace("CREATE TABLE", "CREATE OR REPLACE TABLE", 1))

    def must(self, sql: str) -> None:
        answer = self.ask(sql)
        if "error" in answer:
            raise RuntimeError(f"{sql}: {answer['message']}")

    def outcomes(self, wanted: list[tuple[Entry, dict[str, Any]]]) -> list[Outcome]:
        """Of each statement and Spark's answer to it."""

        def one(pair: tuple[Entry, dict[str, Any]]) -> Outcome:
            entry, expected = pair
            answer = self.ask(entry.sql)
            return Outcome(judged(entry, expected, answer), entry, expected, answer)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, wanted))


def plain(type_text: str) -> str:
    """`STRUCT<a: INT>` as Spark's own short form, `struct<a:int>`. Of intervals the kind only: that
    computed ones are INTERVAL DAY TO SECOND here is told in docs/sql.md."""
    type_text = re.sub(r"interval (day|hour|minute|second)[a-z ]*", "day-time", type_text.lower())
    return (
        type_text.lower()
        .replace(": ", ":")
        .replace(", ", ",")
        .replace(" not null", "")
        .replace("`", "")
    )


def judged(entry: Entry, expected: dict[str, Any], answer: dict[str, Any]) -> Kind:
    if "error" in answer:
        if answer["state"] == "0A000" and expected.get("state") != "0A000":
            return "refused"
        # the condition before the dot, and the SQLSTATE: what programs look at
        same = condition(answer) == condition(expected) and answer["state"] == expected["state"]
        return "equal" if same else "wrong"
    if "error" in expected or names(answer) != names(expected):
        return "wrong"
    ours, theirs = answer["rows"], expected["rows"]
    if not entry.ordered:
        ours, theirs = sorted(ours, key=repr), sorted(theirs, key=repr)
    ours, theirs = ([[unordered(cell) for cell in row] for row in rows] for rows in (ours, theirs))
    same = ours == theirs or (entry.close and close(ours, theirs))
    return "equal" if same else "wrong"


def unordered(cell: str | None) -> str | None:
    """Maps have no order."""
    if cell is None or not cell.startswith(("{", "[")):
        return cell
    try:
        found = json.loads(cell, parse_float=str, parse_int=str)
    except ValueError:
        return cell
    return json.dumps(found, sort_keys=True)


def names(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, plain(kind)) for name, kind in answer["columns"]]


def condition(answer: dict[str, Any]) -> str:
    return str(answer.get("error", "")).partition(".")[0]


def close(ours: Any, theirs: Any) -> bool:
    """Whether nothing differs but the last digits of floats."""
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(close, ours, theirs))
    if not isinstance(ours, str) or not isinstance(theirs, str):
        return bool(ours == theirs)
    mine, other = NUMBER.split(ours), NUMBER.split(theirs)
    return len(mine) == len(other) and all(map(near, mine, other))


def near(one: str, other: str) -> bool:
    if one == other or not (NUMBER.fullmatch(one) and NUMBER.fullmatch(other)):
        return one == other
    a, b = float(one), float(other)
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b), 1e-300)
