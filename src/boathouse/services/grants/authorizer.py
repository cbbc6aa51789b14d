"""The Authorizer that statements are given: privileges on securables, and paths in statements."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.services.dbfs import places as dbfs
from boathouse.services.external_locations import access
from boathouse.services.grants import decide
from boathouse.services.principals import store as principals
from boathouse.services.volumes import folders, places
from boathouse.sql.securables import Relation

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


class Grants:
    """Implements `sql.protocols.Authorizer`."""

    def require(self, ctx: Context, privilege: str, securable: Any) -> None:
        """Pass, or raise PermissionDenied; see `decide.require`."""
        decide.require(ctx, privilege, securable)
        _check_files(ctx, privilege, securable)

    def require_as(self, ctx: Context, owner: str, privilege: str, securable: Any) -> None:
        """The same for the owner of a view. One who is gone keeps what is still theirs by name."""
        acting = ctx.once(("owner", owner), lambda tx: principals.owner_named(tx, owner))
        decide.require_for(ctx, acting, privilege, securable)
        _check_files(ctx, privilege, securable)

    def require_path(self, ctx: Context, path: str, *, write: bool) -> str:
        """The file or folder on disk that a path in a statement stands for.

        `/Volumes/...` takes the volume's privileges; `file:` and other schemes those of what lies
        there, else of the external location (`external_locations.access`), and never the data
        folder; any other path without a scheme, and `dbfs:`, is one of DBFS, which is everybody's.
        Errors: PermissionDenied, InvalidParameterValue, NotImplementedHere, *DoesNotExist.
        """
        if places.is_volume_path(path):
            found = places.place(ctx, path, write=write).path
        elif _is_external(path):
            found = _external(ctx, path, write)
        else:
            found = _dbfs_file(ctx, path)
        if not write:
            folders.refuse_links(found, path)
        return str(found)


def _check_files(ctx: Context, privilege: str, securable: Any) -> None:
    """The files of an external table: none is a link, which an engine would follow to anywhere;
    and where the location is read only nobody writes. Errors: InvalidParameterValue,
    PermissionDenied."""
    external = isinstance(securable, Relation) and securable.kind == "EXTERNAL"
    if not external or privilege not in ("SELECT", "MODIFY") or not securable.location:
        return
    location: str = securable.location
    ctx.once(("links", location), lambda _: folders.refuse_links(Path(location), location))
    if privilege == "MODIFY":
        access.refuse_read_only(ctx, location)


def _is_external(path: str) -> bool:
    scheme = _SCHEME.match(path)
    return scheme is not None and scheme[1].lower() != "dbfs"


def _external(ctx: Context, path: str, write: bool) -> Path:
    found = Path(access.path_to(ctx, path, write=write))
    if not write and not found.exists():
        raise InvalidParameterValue(f"The location {path} does not exist.")
    return found


def _dbfs_file(ctx: Context, path: str) -> Path:
    key = dbfs.key_of(path)
    try:
        return dbfs.files(ctx.parts.config).path(key)
    except ValueError:
        raise InvalidParameterValue(f"The path ({path}) is not allowed.") from None
