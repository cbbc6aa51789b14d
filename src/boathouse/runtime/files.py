"""Files of the workspace, of DBFS and of volumes, read with the task's own token."""

import base64
import urllib.parse
from collections.abc import Iterator
from typing import Any

from boathouse.runtime.rest import Rest

BLOCK = 1024 * 1024


def read(rest: Rest, path: str) -> bytes:
    """The bytes behind a path. Errors: WorkspaceError."""
    plain = path.removeprefix("dbfs:")
    if plain.startswith("/Volumes/"):
        return rest.download(f"/api/2.0/fs/files{urllib.parse.quote(plain)}")
    if path.startswith("dbfs:"):
        return b"".join(_blocks(rest, plain))
    answer = rest.get("/api/2.0/workspace/export", path=path, format="SOURCE")
    return base64.b64decode(answer.get("content") or "")


def _blocks(rest: Rest, path: str) -> Iterator[bytes]:
    offset = 0
    while True:
        answer = rest.get("/api/2.0/dbfs/read", path=path, offset=offset, length=BLOCK)
        data = base64.b64decode(answer.get("data") or "")
        if not data:
            return
        yield data
        offset += len(data)


def tree(rest: Rest, path: str) -> Iterator[dict[str, Any]]:
    """Everything below a folder of the workspace: ObjectInfos, folders before what they hold."""
    for one in rest.get("/api/2.0/workspace/list", path=path).get("objects", []):
        yield one
        if one.get("object_type") == "DIRECTORY":
            yield from tree(rest, one["path"])
