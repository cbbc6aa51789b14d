"""/api/2.0/dbfs: files that every user of the workspace shares."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from boathouse.context import Context
from boathouse.errors import (
    InvalidParameterValue,
    MaxBlockSizeExceeded,
    MaxReadSizeExceeded,
)
from boathouse.route import Access, Upload, route
from boathouse.services.dbfs import streams
from boathouse.services.dbfs.places import files, key_of, told
from boathouse.store.blobs import Entry

MAX_BLOCK = 1024 * 1024
DEFAULT_READ = 512 * 1024

_PUT_LIMIT = 2 * 1024**3 + MAX_BLOCK
"""2 GiB of content and its multipart wrapping."""


@route("POST", "/api/2.0/dbfs/put", access=Access.USER, upload="contents", body_limit=_PUT_LIMIT)
def put(
    ctx: Context, path: str, contents: str | Upload | None = None, overwrite: bool = False
) -> None:
    """Write a file: a posted one of any size up to 2 GiB, or up to 1 MB as base64."""
    key = _file_key(path)
    if contents is None:
        raise InvalidParameterValue("Missing required field: contents")
    data = _pieces(contents) if isinstance(contents, Upload) else _block(contents)
    with told(path):
        files(ctx.parts.config).write(key, data, replace=overwrite)


@route("POST", "/api/2.0/dbfs/create", access=Access.USER)
def create(ctx: Context, path: str, overwrite: bool = False) -> dict[str, Any]:
    """Open a stream to a new file."""
    key = _file_key(path)
    with told(path):
        target = files(ctx.parts.config).path(key)
        if target.is_dir() or (target.exists() and not overwrite):
            raise FileExistsError(path)
    return {"handle": streams.open_stream(ctx, path, overwrite)}


@route("POST", "/api/2.0/dbfs/add-block", access=Access.USER)
def add_block(ctx: Context, handle: int, data: str) -> None:
    """Append a block of at most 1 MB, as base64."""
    streams.append(ctx, handle, _block(data))


@route("POST", "/api/2.0/dbfs/close", access=Access.USER)
def close(ctx: Context, handle: int) -> None:
    """End a stream; its file appears now, whole."""
    streams.finish(ctx, handle)


@route("GET", "/api/2.0/dbfs/read", access=Access.USER)
def read(ctx: Context, path: str, offset: int = 0, length: int = DEFAULT_READ) -> dict[str, Any]:
    """At most 1 MB of a file, as base64."""
    if offset < 0 or length < 0:
        raise InvalidParameterValue("offset and length must not be negative.")
    if length > MAX_BLOCK:
        raise MaxReadSizeExceeded()
    key, store = key_of(path), files(ctx.parts.config)
    with told(path):
        if store.stat(key).is_dir:
            raise InvalidParameterValue(f"The path ({path}) is a directory: it cannot be read.")
        data = store.read(key, offset, length)
    return {"bytes_read": len(data), "data": base64.b64encode(data).decode()}


@route("GET", "/api/2.0/dbfs/list", access=Access.USER)
def list(ctx: Context, path: str) -> dict[str, Any]:
    """What a directory holds, or the one file."""
    key, store = key_of(path), files(ctx.parts.config)
    with told(path):
        found = store.stat(key)
        entries = store.list(key) if found.is_dir else [found]
    return {"files": [_info(entry) for entry in entries]} if entries else {}


@route("GET", "/api/2.0/dbfs/get-status", access=Access.USER)
def get_status(ctx: Context, path: str) -> dict[str, Any]:
    """One file's or directory's facts."""
    key = key_of(path)
    with told(path):
        return _info(files(ctx.parts.config).stat(key))


@route("POST", "/api/2.0/dbfs/mkdirs", access=Access.USER)
def mkdirs(ctx: Context, path: str) -> None:
    """Make a directory and those above it."""
    key = key_of(path)
    with told(path):
        files(ctx.parts.config).make_folder(key)


@route("POST", "/api/2.0/dbfs/move", access=Access.USER)
def move(ctx: Context, source_path: str, destination_path: str) -> None:
    """Move a file, or a directory with all that it holds, to a path that is free."""
    source, target = _file_key(source_path), _file_key(destination_path)
    store = files(ctx.parts.config)
    with told(source_path):
        store.stat(source)
    with told(destination_path):
        store.move(source, target)


@route("POST", "/api/2.0/dbfs/delete", access=Access.USER)
def delete(ctx: Context, path: str, recursive: bool = False) -> None:
    """Delete a file or directory. One that does not exist is no error, as on the real platform."""
    key, store = _file_key(path), files(ctx.parts.config)
    with told(path):
        if recursive and store.path(key).is_dir():
            store.delete_tree(key)
        else:
            store.delete(key)


def _file_key(path: str) -> str:
    """The key of a path that may be made or removed: any but the root."""
    key = key_of(path)
    if not key:
        raise InvalidParameterValue("The root of DBFS cannot be changed.")
    return key


def _block(text: str) -> bytes:
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidParameterValue("The data is not valid base64.") from None
    if len(data) > MAX_BLOCK:
        raise MaxBlockSizeExceeded()
    return data


def _pieces(upload: Upload) -> Iterator[bytes]:
    upload.file.seek(0)
    while piece := upload.file.read(MAX_BLOCK):
        yield piece


def _info(entry: Entry) -> dict[str, Any]:
    return {
        "path": f"/{entry.key}",
        "is_dir": entry.is_dir,
        "file_size": entry.size,
        "modification_time": entry.modified,
    }
