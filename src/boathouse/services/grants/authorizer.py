"""The Authorizer that statements are given: privileges on securables, and paths in statements."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from boathouse.context import Context, Principal
from boathouse.errors import InvalidParameterValue, PermissionDenied
from boathouse.services.dbfs import places as dbfs
from boathouse.services.grants import decide
from boathouse.services.principals import store as principals
from boathouse.services.volumes import folders, places


class Grants:
    """Implements `sql.protocols.Authorizer`."""

    def require(self, ctx: Context, privilege: str, securable: Any) -> None:
        """Pass, or raise PermissionDenied; see `decide.require`."""
        decide.require(ctx, privilege, securable)

    def require_as(self, ctx: Context, owner: str, privilege: str, securable: Any) -> None:
        """The same for the owner of a view. One who is gone keeps what is still theirs by name."""
        acting = principals.acting_as(ctx.tx, owner) or Principal(
            0, owner, admin=owner == principals.ADMINS, groups=frozenset((owner,))
        )
        decide.require_for(ctx, acting, privilege, securable)

    def require_path(self, ctx: Context, path: str, *, write: bool) -> str:
        """The file or folder on disk that a path in a statement stands for.

        `/Volumes/...` takes the volume's privileges, `file:` is for admins and never the data
        folder; any other path without a scheme, and `dbfs:`, is one of DBFS, which is everybody's.
        Errors: PermissionDenied, InvalidParameterValue, NotImplementedHere, *DoesNotExist.
        """
        if places.is_volume_path(path):
            found = places.place(ctx, path, write=write).path
        elif path.startswith("file:"):
            found = _own_file(ctx, path, write)
        else:
            found = _dbfs_file(ctx, path)
        if not write:
            folders.refuse_links(found, path)
        return str(found)


def _own_file(ctx: Context, path: str, write: bool) -> Path:
    if not ctx.principal.admin:
        raise PermissionDenied(f"User does not have {'MODIFY' if write else 'SELECT'} on any file.")
    return folders.external_path(ctx.parts.config, path, new=write)


def _dbfs_file(ctx: Context, path: str) -> Path:
    folders.refuse_other_schemes(path)
    key = dbfs.key_of(path)
    try:
        return dbfs.files(ctx.parts.config).path(key)
    except ValueError:
        raise InvalidParameterValue(f"The path ({path}) is not allowed.") from None
