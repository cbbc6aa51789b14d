"""Which folders of the workspace a cluster's engine may open, and that it may open no other.

With a uid of its own an engine is let into a folder when its principal is, name by name. Without
one the folders are settled when it starts: Landlock's rules cannot grow.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from boathouse.context import Context, Parts
from boathouse.services.catalogs import find as catalogs
from boathouse.services.grants import decide
from boathouse.services.isolation import acl
from boathouse.services.principals import store as principals
from boathouse.services.schemas import find as schemas
from boathouse.services.tables import store as tables
from boathouse.services.tables.present import relation_of
from boathouse.services.volumes import store as volumes
from boathouse.sql.errors import NotSupported
from boathouse.sql.securables import Name

_UNUSUAL = ("/tmp", "/var/tmp")  # noqa: S108 - a confined engine has folders of its own there


def roots(parts: Parts) -> list[Path]:
    """The folders in which everything is that Spark code may be let into; made where absent."""
    data = parts.config.data_dir.resolve()
    own = [data / "metastore" / "tables", data / "metastore" / "volumes", data / "dbfs"]
    for folder in own:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    outside = [one.resolve() for one in parts.config.external_locations if one.is_dir()]
    return own + [
        one for one in outside if not data.is_relative_to(one) and str(one) not in _UNUSUAL
    ]


def at_start(parts: Parts, owner: str, uid: int | None) -> tuple[list[Path], list[Path]]:
    """What an engine of `owner` may read, and write, as it starts. With a `uid`: all there is,
    which the folders' own lists restrict; it is on none of them yet."""
    every = roots(parts)
    if uid is not None:
        _close(every, uid)
        return [], every
    with parts.database.read() as tx:
        principal = principals.acting_as(tx, owner)
    if principal is None:
        return [], []
    if principal.admin:
        return [], every
    ctx = Context(parts, principal, parts.clock())
    try:
        read, write = _theirs(ctx)
    finally:
        ctx.close()
    return read, [*write, every[2]]


def _close(every: list[Path], uid: int) -> None:
    for folder in every[:2]:
        folder.parent.chmod(0o711)
        folder.chmod(0o711)
        for one in folder.iterdir():
            acl.take(str(one), uid)


def _theirs(ctx: Context) -> tuple[list[Path], list[Path]]:
    """The folders of the tables and volumes on which the caller has privileges now."""
    read: list[Path] = []
    write: list[Path] = []
    root = ctx.parts.config.data_dir.resolve() / "metastore" / "volumes"
    for catalog in catalogs.all_visible(ctx):
        for schema in schemas.all_visible(ctx, catalog.name)[1]:
            for row in tables.of_schema(ctx.tx, schema.schema_id):
                if row.location is None or not row.location.startswith("/"):
                    continue
                entry = relation_of(row, Name(catalog.name, schema.name, row.name), None)
                if decide.may(ctx, "MODIFY", entry):
                    write.append(Path(row.location))
                elif decide.may(ctx, "SELECT", entry):
                    read.append(Path(row.location))
            for volume in volumes.of_schema(ctx.tx, schema.schema_id):
                shown = volume.entry(catalog.name, schema.name)
                folder = root / volume.volume_id
                if decide.may(ctx, "WRITE_VOLUME", shown):
                    write.append(folder)
                elif decide.may(ctx, "READ_VOLUME", shown):
                    read.append(folder)
    return read, write


class Reach:
    """What one running engine may open: its policy, as its folder has it. `look`: a context of
    the principal whom it serves."""

    def __init__(self, folder: Path, look: Callable[[], Context]) -> None:
        policy = _policy(folder)
        self._policy, self._look = policy, look
        self._uid: int | None = policy.get("uid") if policy else None

    def table(self, location: str, shown: str) -> None:
        """Let the engine into a table's folder. Raises NotSupported where it cannot be."""
        if self._policy is None or not location.startswith("/"):
            return
        if not self._within(location):
            raise _out_of_reach(shown)
        if self._uid is None:
            return
        rights = self._rights(location, shown)
        self._let_through(Path(location))
        acl.refresh(location, self._uid, rights)

    def path(self, real: str, shown: str, *, write: bool) -> None:
        """The same for a path that the principal may use."""
        if self._policy is None:
            return
        if not self._within(real):
            raise _out_of_reach(shown)
        if self._uid is None:
            return
        place = Path(real)
        while write and not place.is_dir():
            place = place.parent
        self._let_through(place)
        if place.exists():
            acl.give(str(place), self._uid, acl.WRITE if write else acl.READ)

    def _let_through(self, place: Path) -> None:
        assert self._policy is not None
        assert self._uid is not None
        known = [Path(one) for one in self._policy["write"]]
        for folder in reversed(place.parents):
            if any(folder.is_relative_to(one) for one in known):
                acl.pass_through(str(folder), self._uid)

    def _within(self, real: str) -> bool:
        assert self._policy is not None
        places = [*self._policy["read"], *self._policy["write"]]
        return any(real == one or real.startswith(f"{one}/") for one in places)

    def _rights(self, location: str, shown: str) -> int:
        """By what the principal may do with the table; a folder that is no table's is being made
        by a statement of theirs."""
        ctx = self._look()
        try:
            for row in tables.at_location(ctx.tx, location):
                name = _name_of(ctx, row)
                entry = relation_of(row, name, None) if name is not None else None
                if entry is None or decide.may(ctx, "MODIFY", entry):
                    continue
                if not decide.may(ctx, "SELECT", entry):
                    raise NotSupported(
                        f"{shown} is read with the rights of a view's owner, which an engine that"
                        " runs your own code does not get: read the view on a SQL warehouse."
                    )
                return acl.READ
            return acl.WRITE
        finally:
            ctx.close()


def _name_of(ctx: Context, row: tables.TableRow) -> Name | None:
    from boathouse.services.tables import find

    return find.name_of(ctx, row)


def _policy(folder: Path) -> dict[str, Any] | None:
    path = folder / "confinement.json"
    found: dict[str, Any] | None = json.loads(path.read_bytes()) if path.exists() else None
    return found


def _out_of_reach(shown: str) -> NotSupported:
    return NotSupported(
        f"{shown} is not among the folders that this cluster's engine may open: they are settled"
        " when it starts. Restart the cluster, or use a SQL warehouse."
    )
