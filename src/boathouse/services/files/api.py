"""/api/2.0/fs/files and /api/2.0/fs/directories: what is in volumes, by path.

Bodies go from the socket to the disk and back piece by piece; no handler thread waits for them.
"""

from __future__ import annotations

from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.route import Access, Body, Raw, Stream, route
from boathouse.services.files import drafts, listing, multipart, reading, tickets
from boathouse.services.files.places import Spot, asked_for, spot, told, told_of_change
from boathouse.services.files.threads import to_the_end

FILES = "/api/2.0/fs/files"
DIRECTORIES = "/api/2.0/fs/directories"
_FILE, _DIRECTORY = f"{FILES}/{{file_path...}}", f"{DIRECTORIES}/{{directory_path...}}"

MAX_BYTES = 5 * 1024**3

_DONE = Raw(b"", status=204)


@route("PUT", _FILE, access=Access.USER, stream_body=True, body_limit=MAX_BYTES)
async def upload(ctx: Context, file_path: str, body: Body, overwrite: bool = True) -> Raw:
    """Write a file, and the directories above it. It appears whole or not at all."""
    place = await _place(ctx, FILES, write=True)
    await drafts.upload(ctx.parts.config, place, body, replace=overwrite)
    return _DONE


@route("GET", _FILE, access=Access.USER)
async def download(ctx: Context, file_path: str) -> Stream:
    """A file, or the range of it that the headers ask for."""
    return await reading.answer(await _place(ctx, FILES), ctx.headers)


@route("HEAD", _FILE, access=Access.USER)
async def get_metadata(ctx: Context, file_path: str) -> Stream:
    """A file's size and time, as headers."""
    return await reading.head(await _place(ctx, FILES), ctx.headers)


@route("DELETE", _FILE, access=Access.USER)
async def delete(ctx: Context, file_path: str) -> Raw:
    """Remove a file."""
    place = await _place(ctx, FILES, write=True)
    with told(place.shown):
        await to_the_end(place.file.remove_file)
    return _DONE


@route("POST", _FILE, access=Access.USER)
async def upload_in_parts(
    ctx: Context,
    file_path: str,
    action: str,
    overwrite: bool = True,
    upload_type: str = "multipart",
    session_token: str = "",
    parts: list[multipart.Part] | None = None,
) -> dict[str, Any]:
    """Begin (`initiate-upload`) or end (`complete-upload`) an upload in parts."""
    place = await _place(ctx, FILES, write=True)
    if action == "initiate-upload":
        return await _initiate(ctx, place, overwrite)
    if action != "complete-upload" or upload_type != "multipart":
        raise InvalidParameterValue("action must be initiate-upload or complete-upload.")
    ticket = tickets.opened(ctx, session_token, "SESSION")
    tickets.require_same(ctx, ticket, place)
    session = multipart.Session(ctx.parts.config, ticket.session)
    await to_the_end(session.complete, place, parts or [], ticket.overwrite)
    return {}


async def _initiate(ctx: Context, place: Spot, overwrite: bool) -> dict[str, Any]:
    await to_the_end(drafts.refuse_obstacle, place, overwrite)
    ticket = tickets.session(ctx, place, overwrite)
    await to_the_end(multipart.Session(ctx.parts.config, ticket.session).begin)
    return {"multipart_upload": {"session_token": tickets.sealed(ctx, ticket)}}


@route("PUT", _DIRECTORY, access=Access.USER)
async def create_directory(ctx: Context, directory_path: str) -> Raw:
    """Make a directory and those above it; one that is there already is fine."""
    place = await _place(ctx, DIRECTORIES, write=True)
    with told_of_change(place.shown):
        await to_the_end(place.file.make_folder)
    return _DONE


@route("GET", _DIRECTORY, access=Access.USER)
async def list_directory_contents(
    ctx: Context, directory_path: str, page_size: int = 0, page_token: str = ""
) -> dict[str, Any]:
    """A page of a directory's entries, by name."""
    place = await _place(ctx, DIRECTORIES)
    return await to_the_end(listing.page, place, page_size, page_token)


@route("HEAD", _DIRECTORY, access=Access.USER)
async def get_directory_metadata(ctx: Context, directory_path: str) -> Raw:
    """Whether there is such a directory: 200 or 404."""
    place = await _place(ctx, DIRECTORIES)
    await to_the_end(listing.require_directory, place)
    return Raw(b"")


@route("DELETE", _DIRECTORY, access=Access.USER)
async def delete_directory(ctx: Context, directory_path: str) -> Raw:
    """Remove an empty directory."""
    place = await _place(ctx, DIRECTORIES, write=True)
    if not place.parts:
        raise InvalidParameterValue("The root of a volume is removed with the volume.")
    with told(place.shown, "directory"):
        await to_the_end(place.file.remove_folder)
    return _DONE


async def _place(ctx: Context, prefix: str, *, write: bool = False) -> Spot:
    path = asked_for(ctx, prefix)
    return await ctx.in_thread(lambda: spot(ctx, path, write=write))
