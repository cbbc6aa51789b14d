"""OpenSession, CloseSession, GetInfo, and how other calls find their session."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from boathouse.context import Context
from boathouse.protocols.thrift import info, status
from boathouse.protocols.thrift.codes import SPARK_V8
from boathouse.protocols.thrift.idl import tcli
from boathouse.services.warehouses.use import require_usable
from boathouse.sql.errors import SqlError
from boathouse.sql.session import Session

INTERNAL = ("spark.thriftserver.", "spark.sql.thriftserver.")
"""Settings by which clients speak to the Thrift server, not to SQL."""


async def open_session(ctx: Context, warehouse_id: str, req: Any) -> Any:
    """A session on the warehouse of the path; 404 where there is none."""
    asked = req.initialNamespace
    catalog = asked.catalogName if asked is not None else None
    await ctx.in_thread(_require, ctx, warehouse_id, catalog)
    session = ctx.parts.sql.sessions.open(
        ctx.principal,
        warehouse_id,
        ctx.now,
        catalog=catalog,
        schema=asked.schemaName if asked is not None else None,
        conf=_conf(req.configuration or {}),
    )
    return _opened(ctx, session, req.getInfos or [])


def _opened(ctx: Context, session: Session, infos: list[int]) -> Any:
    t = tcli()
    return t.TOpenSessionResp(
        status=status.success(),
        serverProtocolVersion=SPARK_V8,
        sessionHandle=t.TSessionHandle(
            sessionId=handle_id(session.session_id), serverProtocolVersion=SPARK_V8
        ),
        configuration={},
        getInfos=[info.value_of(ctx, number) or t.TGetInfoValue() for number in infos],
        initialNamespace=t.TNamespace(catalogName=session.catalog, schemaName=session.schema),
        canUseMultipleCatalogs=True,
    )


def _conf(sent: dict[str, str]) -> dict[str, str]:
    """The settings of SQL among what was sent; one that there is not is an error, as with SET."""
    from boathouse.sql.statements.session import checked_conf

    try:
        return checked_conf({k: v for k, v in sent.items() if not k.startswith(INTERNAL)})
    except SqlError as error:
        raise status.Refused(status.failure(error)) from error


def _require(ctx: Context, warehouse_id: str, catalog: str | None) -> None:
    require_usable(ctx, warehouse_id)
    found = ctx.parts.sql.catalog
    if catalog and found is not None and found.catalog(ctx, catalog) is None:
        text = (
            f"Catalog '{catalog}' was not found. Please verify the catalog name and then retry"
            " the query or command again."
        )
        raise status.Refused(status.failure(SqlError("NO_SUCH_CATALOG_EXCEPTION", text, "42704")))


def handle_id(found: str) -> Any:
    """The THandleIdentifier of a session or statement. Lookups go by `guid` alone, and by who
    asks; the secret is there because clients want one."""
    return tcli().THandleIdentifier(guid=uuid.UUID(found).bytes, secret=secrets.token_bytes(16))


def id_of(identifier: Any) -> str | None:
    """The session's or statement's id behind a THandleIdentifier; None where it is none."""
    guid = identifier.guid if identifier is not None else None
    return str(uuid.UUID(bytes=guid)) if guid is not None and len(guid) == 16 else None


def find_session(ctx: Context, warehouse_id: str, handle: Any) -> Session:
    """The caller's session on this warehouse. Raises Refused."""
    identifier = handle.sessionId if handle is not None else None
    found = id_of(identifier)
    session = found and ctx.parts.sql.sessions.find(found, ctx.principal, ctx.now)
    if not isinstance(session, Session) or session.warehouse_id != warehouse_id:
        raise status.invalid_handle("SessionHandle", identifier and identifier.guid)
    return session


async def close_session(ctx: Context, warehouse_id: str, req: Any) -> Any:
    """Close it, and with it all its statements."""
    session = find_session(ctx, warehouse_id, req.sessionHandle)
    executions = ctx.parts.sql.executions
    for execution in executions.of_session(session):
        executions.forget(execution)
    ctx.parts.sql.sessions.close(session.session_id)
    return tcli().TCloseSessionResp(status=status.success())


async def get_info(ctx: Context, warehouse_id: str, req: Any) -> Any:
    """One fact about the server."""
    find_session(ctx, warehouse_id, req.sessionHandle)
    value = info.value_of(ctx, req.infoType)
    if value is None:
        raise status.not_supported(f"There is no GetInfo of type {req.infoType}.")
    return tcli().TGetInfoResp(status=status.success(), infoValue=value)


async def refuse_delegation(ctx: Context, warehouse_id: str, req: Any) -> Any:
    """Delegation tokens belong to Kerberos."""
    raise status.not_supported("Delegation token is not supported.")
