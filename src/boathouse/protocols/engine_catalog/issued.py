"""What a warehouse's engine is told: the tables of the statements that run on it, nothing else.

Every query waits for two to four of these answers, so they are given without a framework.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import unquote

import msgspec

from boathouse.sql.columns import column_infos
from boathouse.sql.securables import Column

_JSON = (b"content-type", b"application/json")


class IssuedTable(Protocol):
    """A table that a statement was given a name for. `location`: a path or a URI."""

    @property
    def location(self) -> str: ...

    @property
    def columns(self) -> Sequence[Column]: ...

    @property
    def partitions(self) -> Sequence[str]: ...

    @property
    def format(self) -> str: ...


class Issued(Protocol):
    """The names of the statements that run now: `boathouse.sql.issued.IssuedNames`."""

    def lookup(self, full_name: str) -> IssuedTable | None: ...

    def has_schema(self, full_name: str) -> bool: ...

    def of_engine(self, engine: str) -> Issued: ...


class NothingIssued:
    """Where no statements run."""

    def lookup(self, full_name: str) -> IssuedTable | None:
        """None: no name exists."""
        return None

    def has_schema(self, full_name: str) -> bool:
        """False: no schema exists."""
        return False

    def of_engine(self, engine: str) -> NothingIssued:
        """Nothing either."""
        return self


def answer(issued: Issued, verb: str, path: str) -> tuple[int, bytes] | None:
    """Status and JSON for a path below the base (`/tables/main.s.t`); None where it is no
    question of ours."""
    if verb != "GET":
        return None
    kind, _, encoded = path.removeprefix("/").partition("/")
    # Sail puts names that need it in back-quotes, encoded.
    name = unquote(encoded)
    if kind == "tables" and name:
        table = issued.lookup(name)
        return _missing("TABLE", name) if table is None else (200, _table(name, table))
    if kind == "schemas" and name:
        return (200, _schema(name)) if issued.has_schema(name) else _missing("SCHEMA", name)
    return None


def _table(full_name: str, table: IssuedTable) -> bytes:
    """A TableInfo. EXTERNAL and without a `table_id`: Sail would commit to a catalog's own log.

    Sail reads the columns of a Delta table from its log, so that none are sent: they would cost
    more than all the rest of the answer.
    """
    catalog, schema, name = _parts(full_name)
    in_log = table.format.upper() == "DELTA"
    return msgspec.json.encode(
        {
            "name": name,
            "catalog_name": catalog,
            "schema_name": schema,
            "table_type": "EXTERNAL",
            "data_source_format": table.format,
            "storage_location": table.location,
            "columns": [] if in_log else column_infos(table.columns, table.partitions),
            "properties": {},
        }
    )


def _schema(full_name: str) -> bytes:
    catalog, _, name = full_name.replace("`", "").partition(".")
    document: dict[str, Any] = {"name": name, "catalog_name": catalog, "properties": {}}
    return msgspec.json.encode(document)


def _parts(full_name: str) -> list[str]:
    """The name in three; the last part may hold dots."""
    return full_name.replace("`", "").split(".", 2)


def _missing(kind: str, name: str) -> tuple[int, bytes]:
    message = f"{kind.capitalize()} '{name}' does not exist."
    document = {"error_code": f"{kind}_DOES_NOT_EXIST", "message": message}
    return 404, msgspec.json.encode(document)


async def respond(send: Any, status: int, body: bytes) -> None:
    """The whole answer of an ASGI app."""
    headers = [_JSON, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
