"""/api/2.1/unity-catalog/recipients."""

from __future__ import annotations

import builtins
from typing import Any

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue, NotImplementedHere
from boathouse.route import Access, Fields, route
from boathouse.services.catalogs.paging import asked, scanned
from boathouse.services.grants import decide
from boathouse.services.metastores import store as metastores
from boathouse.services.recipients import change, find, store
from boathouse.services.recipients.store import RecipientRow
from boathouse.services.shares import store as shares
from boathouse.wire.sharing import AuthenticationType, SecurablePropertiesKvPairs

_PATH = "/api/2.1/unity-catalog/recipients"
_ONE = f"{_PATH}/{{name}}"

_INERT = {"properties_kvpairs": "Kept and shown: no view reads them yet.", "id": "Ours to say."}
_REFUSED: dict[str, tuple[Any, ...]] = {"ip_access_list": (), "expiration_time": ()}


@route("POST", _PATH, access=Access.USER, fields=Fields(inert=_INERT, refused=_REFUSED))
def create(
    ctx: Context,
    name: str,
    authentication_type: AuthenticationType,
    data_recipient_global_metastore_id: str | None = None,
    sharing_code: str | None = None,
    comment: str | None = None,
    owner: str | None = None,
    properties_kvpairs: SecurablePropertiesKvPairs | None = None,
) -> dict[str, Any]:
    """Keep a recipient of another metastore. Others get their data by a token, from a server that
    is not there yet."""
    if authentication_type != "DATABRICKS":
        raise NotImplementedHere(
            f"Recipients with authentication_type {authentication_type} are not implemented."
        )
    if not data_recipient_global_metastore_id:
        raise InvalidParameterValue("data_recipient_global_metastore_id must be provided.")
    document = {"sharing_code": sharing_code, "properties_kvpairs": properties_kvpairs}
    made = change.create(
        ctx,
        name,
        data_recipient_global_metastore_id,
        comment=comment,
        owner=owner,
        document=compact(document),
    )
    return _shown(ctx, made)


@route("GET", _ONE, access=Access.USER)
def get(ctx: Context, name: str) -> dict[str, Any]:
    """One recipient."""
    return _shown(ctx, _visible(ctx, name))


@route("GET", _PATH, access=Access.USER)
def list(
    ctx: Context,
    data_recipient_global_metastore_id: str | None = None,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The recipients that the caller may see, by name; those of one metastore where it is named."""
    wanted = data_recipient_global_metastore_id
    page = asked(ctx, f"recipients {wanted or ''}", max_results, page_token)

    def read(after: str, most: int) -> builtins.list[RecipientRow]:
        return store.after(ctx.tx, after, most)

    def keep(rows: Any) -> builtins.list[RecipientRow | None]:
        fitting = (not wanted or row.global_metastore_id == wanted for row in rows)
        pairs = zip(rows, fitting, strict=True)
        return [row if fits and find.seen(ctx, row) else None for row, fits in pairs]

    rows, more = scanned(page, read, keep, lambda row: row.name)
    shown = [_shown(ctx, row) for row in rows]
    return {**({"recipients": shown} if shown else {}), **more}


@route("PATCH", _ONE, access=Access.USER, fields=Fields(inert=_INERT, refused=_REFUSED))
def update(
    ctx: Context,
    name: str,
    comment: str | None = None,
    new_name: str | None = None,
    owner: str | None = None,
    properties_kvpairs: SecurablePropertiesKvPairs | None = None,
) -> dict[str, Any]:
    """Change what is given."""
    asked_for = {
        "comment": comment,
        "new_name": new_name,
        "owner": owner,
        "document": compact({"properties_kvpairs": properties_kvpairs}) or None,
    }
    return _shown(ctx, change.alter(ctx, name, **compact(asked_for)))


@route("DELETE", _ONE, access=Access.USER)
def delete(ctx: Context, name: str) -> None:
    """Forget a recipient and what was shared with it."""
    change.drop(ctx, name)


@route("GET", f"{_ONE}/share-permissions", access=Access.USER)
def share_permissions(
    ctx: Context, name: str, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """The shares that a recipient may read, by name."""
    row = _visible(ctx, name)
    page = asked(ctx, f"recipient {row.recipient_id}", max_results, page_token)

    def read(after: str, most: int) -> builtins.list[str]:
        return [one for one in shares.shared_with(ctx.tx, row.recipient_id) if one > after][:most]

    names, more = scanned(page, read, lambda found: found, str)
    assigned = [{"principal": row.name, "privileges": ["SELECT"]}]
    shown = [{"share_name": one, "privilege_assignments": assigned} for one in names]
    return {**({"permissions_out": shown} if shown else {}), **more}


def _visible(ctx: Context, name: str) -> RecipientRow:
    row = find.existing(ctx, name)
    if not find.seen(ctx, row):
        decide.require(ctx, "USE_RECIPIENT", None)
    return row


def _shown(ctx: Context, row: RecipientRow) -> dict[str, Any]:
    """The RecipientInfo."""
    cloud, _, rest = row.global_metastore_id.partition(":")
    named = {"cloud": cloud, "region": rest.partition(":")[0]} if rest else {}
    return compact(
        {
            **row.document,
            **named,
            "name": row.name,
            "id": row.recipient_id,
            "authentication_type": "DATABRICKS",
            "data_recipient_global_metastore_id": row.global_metastore_id,
            "metastore_id": metastores.id_of(ctx.tx),
            "owner": row.owner,
            "comment": row.comment,
            "created_at": row.created_at,
            "created_by": row.created_by,
            "updated_at": row.updated_at,
            "updated_by": row.updated_by,
        }
    )
