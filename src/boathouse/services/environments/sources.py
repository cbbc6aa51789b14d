"""Files that users name (wheels, requirements, scripts), read with the rights of a principal."""

from __future__ import annotations

from boathouse.context import Context, Parts
from boathouse.errors import ApiError, InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from boathouse.services.dbfs import places as dbfs
from boathouse.services.files import places as volumes
from boathouse.services.principals import store as principals
from boathouse.services.volumes.places import is_volume_path
from boathouse.services.workspace import read as workspace

_WORKSPACE = ("/Workspace/", "/Users/", "/Shared/", "/Repos/")


def is_local(path: str) -> bool:
    """Whether a path names a file of this workspace: of the tree, of a volume or of DBFS."""
    return is_volume_path(path) or path.startswith(("dbfs:/", "/dbfs/", "file:/Workspace/", "/"))


def read(parts: Parts, owner: str, path: str) -> bytes:
    """The bytes of a file. Raises ApiError: there is none, or the principal may not read it."""
    if path.startswith("file:"):
        path = path.removeprefix("file:")
    if path.startswith("/dbfs/"):
        path = f"dbfs:{path.removeprefix('/dbfs')}"
    with parts.database.read() as tx:
        principal = principals.acting_as(tx, owner)
        if principal is None:
            raise PermissionDenied(f"{owner} is not an active principal.")
        if path.startswith(_WORKSPACE):
            return workspace.file(tx, parts.blobs, principal, path)
    if is_volume_path(path):
        ctx = Context(parts, principal, parts.clock())
        try:
            place = volumes.spot(ctx, path)
        finally:
            ctx.close()
        with volumes.told(place.shown), open(place.file.open(), "rb") as opened:
            return opened.read()
    if path.startswith("dbfs:/"):
        with dbfs.told(path):
            return dbfs.files(parts.config).read(dbfs.key_of(path))
    raise InvalidParameterValue(f"{path} is no file of the workspace, of a volume or of DBFS.")


def why(error: ApiError, path: str) -> str:
    """What to tell of a file that cannot be read."""
    gone = isinstance(error, ResourceDoesNotExist)
    return f"{path} does not exist" if gone else f"{path} cannot be read: {error.message}"
