"""Making signed URLs: for what the SDK transfers in large, for the JDBC driver's volumes."""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, route
from boathouse.services.files import listing, tickets
from boathouse.services.files.multipart import MAX_PARTS
from boathouse.services.files.places import Spot, spot
from boathouse.services.files.threads import to_the_end
from boathouse.services.files.tickets import Ticket

MAX_URLS = 1000


@route("POST", "/api/2.0/fs/create-upload-part-urls", access=Access.USER)
async def create_upload_part_urls(
    ctx: Context,
    path: str,
    session_token: str,
    start_part_number: int,
    count: int,
    expire_time: str | None = None,
) -> dict[str, Any]:
    """URLs to PUT parts to, `count` from `start_part_number` on."""
    session = await _session(ctx, path, session_token)
    last = start_part_number + count - 1
    if not (1 <= start_part_number <= last <= MAX_PARTS and count <= MAX_URLS):
        raise InvalidParameterValue(f"Parts are numbered from 1 to {MAX_PARTS}.")
    expires = tickets.until(ctx, expire_time)
    urls = [
        {
            "url": tickets.url(ctx, tickets.of_session(session, "PART", expires, number)),
            "part_number": number,
            "headers": [],
        }
        for number in range(start_part_number, last + 1)
    ]
    return {"upload_part_urls": urls}


@route("POST", "/api/2.0/fs/create-abort-upload-url", access=Access.USER)
async def create_abort_upload_url(
    ctx: Context, path: str, session_token: str, expire_time: str | None = None
) -> dict[str, Any]:
    """A URL whose DELETE ends an upload in parts."""
    session = await _session(ctx, path, session_token)
    ticket = tickets.of_session(session, "ABORT", tickets.until(ctx, expire_time))
    return {"abort_upload_url": {"url": tickets.url(ctx, ticket), "headers": []}}


@route("POST", "/api/2.0/fs/create-download-url", access=Access.USER)
async def create_download_url(
    ctx: Context, path: str, expire_time: str | None = None
) -> dict[str, Any]:
    """A URL to GET a file from."""
    return await _signed(ctx, "GET", path, expire_time)


@route("POST", "/api/2.0/fs/create-upload-url", access=Access.USER)
async def create_upload_url(
    ctx: Context, path: str, expire_time: str | None = None
) -> dict[str, Any]:
    """A URL to PUT a whole file to, which replaces one that is there."""
    return await _signed(ctx, "PUT", path, expire_time)


@route("POST", "/api/2.0/fs/create-delete-url", access=Access.USER)
async def create_delete_url(
    ctx: Context, path: str, expire_time: str | None = None
) -> dict[str, Any]:
    """A URL whose DELETE removes a file."""
    return await _signed(ctx, "DELETE", path, expire_time)


@route("GET", "/api/2.0/fs/list", access=Access.USER)
async def list_files(
    ctx: Context, path: str, page_size: int = 0, page_token: str = ""
) -> dict[str, Any]:
    """A page of a directory's entries, in the words that the JDBC driver reads."""
    place = await ctx.in_thread(spot, ctx, path)
    found = await to_the_end(listing.page, place, page_size, page_token)
    files = [
        {
            "path": entry["path"],
            "is_dir": entry["is_directory"],
            "file_size": entry.get("file_size", 0),
            "modification_time": entry["last_modified"],
        }
        for entry in found.pop("contents", [])
    ]
    return {"files": files, **found}


async def _session(ctx: Context, path: str, session_token: str) -> Ticket:
    place = await _place(ctx, path, write=True)
    session = tickets.opened(ctx, session_token, "SESSION")
    tickets.require_same(ctx, session, place)
    return session


async def _signed(ctx: Context, act: str, path: str, expire_time: str | None) -> dict[str, Any]:
    place = await _place(ctx, path, write=act != "GET")
    expires = tickets.until(ctx, expire_time)
    ticket = Ticket(act, place.shown, ctx.principal.user_id, expires)
    return {"url": tickets.url(ctx, ticket), "headers": []}


async def _place(ctx: Context, path: str, *, write: bool) -> Spot:
    return await ctx.in_thread(lambda: spot(ctx, path, write=write))
