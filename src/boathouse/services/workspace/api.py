"""/api/2.0/workspace: the tree of notebooks, files and folders."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from boathouse.context import Context, compact
from boathouse.errors import InvalidParameterValue, MaxNotebookSizeExceeded, NotImplementedHere
from boathouse.route import Access, Fields, Raw, Upload, route
from boathouse.services.workspace import access, formats, paths, read, write
from boathouse.services.workspace.store import DIRECTORY, FILE, NOTEBOOK, Node
from boathouse.wire.workspace import ExportFormat, ImportFormat, Language

MAX_CONTENT = 10 * 1024 * 1024

_BODY_LIMIT = 32 * 1024 * 1024
"""Above what 10 MB need as base64, so that the answer names the limit of notebooks."""

_IMPORT = Fields(refused={"format": ("SOURCE", "AUTO", "RAW", "JUPYTER")})
_EXPORT = Fields(refused={"format": ("SOURCE", "AUTO", "RAW", "JUPYTER", "HTML")})
_STATUS = Fields(inert={"return_git_info": "no folder of this workspace is a Git folder"})


@route(
    "POST",
    "/api/2.0/workspace/import",
    access=Access.USER,
    fields=_IMPORT,
    upload="content",
    body_limit=_BODY_LIMIT,
)
def import_(
    ctx: Context,
    path: str,
    content: str | Upload | None = None,
    format: ImportFormat = "SOURCE",
    language: Language | None = None,
    overwrite: bool = False,
) -> None:
    """Import a notebook or a file."""
    data = _imported(content)
    made = formats.content_of(paths.normalise(path), data, format, language)
    write.put(ctx, made, overwrite=overwrite)


@route("GET", "/api/2.0/workspace/export", access=Access.USER, fields=_EXPORT)
def export(
    ctx: Context, path: str, format: ExportFormat = "SOURCE", direct_download: bool = False
) -> dict[str, Any] | Raw:
    """A notebook or a file: base64 in JSON, or its bytes with `direct_download`."""
    node = access.get(ctx.tx, ctx.principal, paths.normalise(path))
    if node.object_type == DIRECTORY:
        raise NotImplementedHere(f"Exporting a folder ($.path {node.path}) is not implemented.")
    data = formats.export(node, read.content(ctx.parts.blobs, node), format)
    kind = formats.file_type(node, format)
    if direct_download:
        headers = {
            "content-disposition": _attachment(node, kind),
            "x-content-type-options": "nosniff",
        }
        return Raw(data, headers=headers)
    if len(data) > MAX_CONTENT:
        raise MaxNotebookSizeExceeded()
    return {"content": base64.b64encode(data).decode(), "file_type": kind}


@route("GET", "/api/2.0/workspace/get-status", access=Access.USER, fields=_STATUS)
def get_status(
    ctx: Context, path: str, return_export_info: bool = False, return_git_info: bool = False
) -> dict[str, Any]:
    """One object's facts."""
    node = access.get(ctx.tx, ctx.principal, paths.normalise(path))
    document = _info(node)
    if return_export_info and node.object_type == NOTEBOOK:
        # Every notebook is kept as SOURCE; the Go CLI asks under which form to write it down.
        document["repos_export_format"] = "SOURCE"
    return document


@route("GET", "/api/2.0/workspace/list", access=Access.USER)
def list(ctx: Context, path: str, notebooks_modified_after: int = 0) -> dict[str, Any]:
    """What a folder holds, or the one object; notebooks only if modified at that time or later."""
    node = access.get(ctx.tx, ctx.principal, paths.normalise(path))
    found = [node]
    if node.object_type == DIRECTORY:
        found = access.children(ctx.tx, ctx.principal, node.path)
    shown = [
        _info(one)
        for one in found
        if one.object_type != NOTEBOOK or one.modified_at >= notebooks_modified_after
    ]
    return {"objects": shown} if shown else {}


@route("POST", "/api/2.0/workspace/mkdirs", access=Access.USER)
def mkdirs(ctx: Context, path: str) -> None:
    """Make a folder and those above it."""
    write.make_folders(ctx, paths.normalise(path))


@route("POST", "/api/2.0/workspace/delete", access=Access.USER)
def delete(ctx: Context, path: str, recursive: bool = False) -> None:
    """Delete an object; a folder that holds something only if `recursive`."""
    write.remove(ctx, paths.normalise(path), recursive=recursive)


def _imported(content: str | Upload | None) -> bytes:
    if content is None:
        raise InvalidParameterValue("Missing required field: content")
    if isinstance(content, Upload):
        _check_size(content.size)
        return content.read()
    data = formats.decode_base64(content)
    _check_size(len(data))
    return data


def _check_size(size: int) -> None:
    if size > MAX_CONTENT:
        raise MaxNotebookSizeExceeded()


def _attachment(node: Node, kind: str) -> str:
    """The header that makes a browser save the bytes, never show them as a page of ours."""
    name = paths.name(node.path)
    if node.object_type == NOTEBOOK:
        name = f"{name}.{kind}"
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def _info(node: Node) -> dict[str, Any]:
    return compact(
        {
            "path": node.path,
            "object_type": node.object_type,
            "object_id": node.object_id,
            "resource_id": str(node.object_id),
            "language": node.language,
            "size": node.size if node.object_type == FILE else None,
            "created_at": node.created_at or None,
            "modified_at": node.modified_at or None,
        }
    )
