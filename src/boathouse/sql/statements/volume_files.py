"""LIST, PUT, GET and REMOVE of files in volumes.

No byte of a file passes through a statement: PUT, GET and REMOVE answer with a signed URL and what
to do with it, and the client's driver does it (the staging protocol, sql_wire.md 2.2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from boathouse.sql.answer import Answer, Kind
from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.files import FileCommand
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.securables import SparkType
from boathouse.sql.statements.local import Listing, table
from boathouse.sql.work import Work

LISTED: tuple[tuple[str, SparkType], ...] = (
    ("path", "string"),
    ("name", "string"),
    ("size", "long"),
    ("modification_time", "long"),
)
_TEXTS: SparkType = {
    "type": "map",
    "keyType": "string",
    "valueType": "string",
    "valueContainsNull": True,
}
# The order counts: the JDBC driver reads them by position, and REMOVE has no fourth.
_TRANSFER: tuple[tuple[str, SparkType], ...] = (
    ("operation", "string"),
    ("presignedUrl", "string"),
    # Node's driver takes an object only, Python's a string too.
    ("headers", _TEXTS),
    ("localFile", "string"),
)


def plan(planning: Planning) -> Plan:
    """LIST gathers rows; the others sign a URL."""
    tree, catalog = planning.parsed.tree, planning.catalog
    assert isinstance(tree, FileCommand)
    if tree.kind == "LIST":
        return Listing(LISTED, lambda ctx: catalog.listed_files(ctx, tree.path, tree.limit))
    _refuse_unfollowed(planning, tree)
    url = catalog.file_url(planning.ctx, tree.kind, tree.path, overwrite=tree.overwrite)
    return Transfer(tree.kind, url, tree.local)


def _refuse_unfollowed(planning: Planning, tree: FileCommand) -> None:
    """Where nobody would make the request, the statement must not succeed."""
    if planning.within == "SCRIPT":
        raise NotSupported(f"{tree.kind} stands alone: in a script no client would follow it.")
    if not planning.ctx.host:
        raise NotSupported(
            f"{tree.kind} is for SQL drivers, which send and fetch files themselves; use"
            " dbutils.fs or the Files API here."
        )
    if tree.local == "":
        raise SqlError(
            "EMPTY_LOCAL_FILE_IN_STAGING_ACCESS_QUERY",
            f"Empty local file in staging {tree.kind} query.",
            "22023",
        )


@dataclass(frozen=True)
class Transfer:
    """One request that the client is to make: `local` is its file's name."""

    operation: str
    url: str
    local: str | None

    async def run(self, work: Work) -> Answer:
        """The row that the client acts on."""
        values: list[object] = [self.operation, self.url, {}, self.local]
        if self.local is None:
            made = table(_TRANSFER[:3], [values[:3]])
        else:
            made = table(_TRANSFER, [values])
        return replace(made, kind=Kind.TRANSFER)
