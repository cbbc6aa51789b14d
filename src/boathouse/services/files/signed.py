"""Redeeming signed URLs: no credential but the ticket in the query."""

from __future__ import annotations

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, Body, Raw, Stream, route
from boathouse.services.files import drafts, multipart, reading, tickets
from boathouse.services.files.api import MAX_BYTES
from boathouse.services.files.places import Spot, spot, told
from boathouse.services.files.threads import to_the_end
from boathouse.services.files.tickets import SIGNED, Expired, Ticket

EXPIRED = Raw(
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>",
    "application/xml",
    status=403,
)
"""In the words of a cloud's storage: the SDK then asks for a new URL [mixins/files.py]."""


@route("GET", SIGNED, access=Access.PUBLIC)
async def get_signed(ctx: Context, ticket: str) -> Stream | Raw:
    """The file, or the range of it that the headers ask for."""
    try:
        _, place = await _redeemed(ctx, ticket, "GET")
    except Expired:
        return EXPIRED
    return await reading.answer(place, ctx.headers)


@route("PUT", SIGNED, access=Access.PUBLIC, stream_body=True, body_limit=MAX_BYTES)
async def put_signed(ctx: Context, ticket: str, body: Body) -> Raw:
    """Take in a file, or a part of one: its ETag is in the answer's header."""
    try:
        found, place = await _redeemed(ctx, ticket, "PART", "PUT")
    except Expired:
        return EXPIRED
    if found.act == "PUT":
        await drafts.upload(ctx.parts.config, place, body, replace=found.overwrite)
        return Raw(b"")
    session = multipart.Session(ctx.parts.config, found.session)
    etag = await session.receive(found.part, body)
    return Raw(b"", headers={"etag": f'"{etag}"'})


@route("DELETE", SIGNED, access=Access.PUBLIC)
async def delete_signed(ctx: Context, ticket: str) -> Raw:
    """Remove a file, or end an upload in parts."""
    try:
        found, place = await _redeemed(ctx, ticket, "ABORT", "DELETE")
    except Expired:
        return EXPIRED
    if found.act == "DELETE":
        with told(place.shown):
            await to_the_end(place.file.remove_file)
    else:
        session = multipart.Session(ctx.parts.config, found.session)
        await to_the_end(session.abort)
    return Raw(b"")


async def _redeemed(ctx: Context, text: str, *acts: str) -> tuple[Ticket, Spot]:
    if not text:
        raise InvalidParameterValue("Missing required field: ticket")

    def look() -> tuple[Ticket, Spot]:
        ticket = tickets.opened(ctx, text, *acts)
        tickets.redeem(ctx, ticket)
        return ticket, spot(ctx, ticket.path, write=ticket.act != "GET")

    return await ctx.in_thread(look)
