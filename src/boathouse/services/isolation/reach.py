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
from boathouse.errors import ApiError
from boathouse.services.catalogs import find as catalogs
from boathouse.services.external_locations import access as locations
from boathouse.services.grants import decide
from boathouse.services.isolation import acl, standing
from boathouse.services.principals import store as principals
from boathouse.services.schemas import find as schemas
from boathouse.services.tables import find
from boathouse.services.tables import store as tables
from boathouse.services.tables.find import Found
from boathouse.services.tables.present import relation_of
from boathouse.services.volumes import store as volumes
from boathouse.sql.errors import NotSupported, SqlError
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
    """What an engine of `owner` may read, and write, as it starts. With a `uid`: all that is the
    server's, which the folders' own lists restrict; it is on none of them yet. Folders of others
    may be open to every uid: of these it gets what the owner holds now, as without a uid."""
    every = roots(parts)
    if uid is not None:
        _close(every, uid)
        read, write = _outside(parts, owner, every[:3])
        return read, [*every[:3], *write]
    with parts.database.read() as tx:
        principal = principals.acting_as(tx, owner)
    if principal is None:
        return [], []
    ctx = Context(parts, principal, parts.clock())
    try:
        if principal.admin and not _any_protected(ctx):
            return [], every
        read, write = _theirs(ctx)
    finally:
        ctx.close()
    return read, [*write, every[2]]


def _outside(parts: Parts, owner: str, own: list[Path]) -> tuple[list[Path], list[Path]]:
    """Of what the owner may read, and write, that which lies in none of the server's folders."""
    with parts.database.read() as tx:
        principal = principals.acting_as(tx, owner)
    if principal is None:
        return [], []
    ctx = Context(parts, principal, parts.clock())
    try:
        found = _theirs(ctx)
    finally:
        ctx.close()
    barred = [*map(str, own), *_UNUSUAL]
    read, write = (
        [one for one in places if one.is_dir() and not any(map(one.is_relative_to, barred))]
        for places in found
    )
    return read, write


def _close(every: list[Path], uid: int) -> None:
    for folder in every[:2]:
        folder.parent.chmod(0o711)
        folder.chmod(0o711)
        for one in folder.iterdir():
            acl.take(str(one), uid)
            if (mode := one.stat().st_mode) & 7:
                one.chmod(mode & 0o770)  # a copy from elsewhere, or made under another umask


def _theirs(ctx: Context) -> tuple[list[Path], list[Path]]:
    """The folders of the tables and volumes on which the caller has privileges now."""
    read: list[Path] = []
    write: list[Path] = []
    for catalog in catalogs.all_visible(ctx):
        if not decide.may(ctx, "USE_CATALOG", catalog.entry):
            continue
        for schema in schemas.all_visible(ctx, catalog.name)[1]:
            for row in tables.of_schema(ctx.tx, schema.schema_id):
                if row.location is None or not row.location.startswith("/"):
                    continue
                entry = relation_of(row, Name(catalog.name, schema.name, row.name), None)
                rights = standing.of_entry(ctx, entry)
                if rights and not _protected(ctx, Found(catalog, schema, row)):
                    (write if rights == acl.WRITE else read).append(Path(row.location))
            for volume in volumes.of_schema(ctx.tx, schema.schema_id):
                shown = volume.entry(catalog.name, schema.name)
                folder = Path(volume.folder)
                if decide.may(ctx, "WRITE_VOLUME", shown):
                    write.append(folder)
                elif decide.may(ctx, "READ_VOLUME", shown):
                    read.append(folder)
    data = ctx.parts.config.data_dir.resolve()
    for places, folders in zip((read, write), locations.whole(ctx), strict=True):
        outside = [one for one in map(Path, folders) if not data.is_relative_to(one)]
        places += [one for one in outside if not any(map(one.is_relative_to, _UNUSUAL))]
    return read, write


def _protected(ctx: Context, found: Found) -> bool:
    """Whether rows or values of a table are not for everybody: no engine that runs code of a user
    opens it. Yes, too, where its log cannot be read."""
    # Policies know tables, which know locations.
    from boathouse.services.policies.effective import protected

    try:
        return protected(ctx, find.read(ctx, found))
    except (ApiError, SqlError):
        return True


def _any_protected(ctx: Context) -> bool:
    """Whether there is such a table, of whomever."""
    from boathouse.services.policies import store as policies

    return tables.any_protected(ctx.tx) or policies.count(ctx.tx) > 0


def exceeds(ctx: Context, policy: dict[str, Any]) -> bool:
    """Whether an engine was let, as it started, into a folder that its principal, whom `ctx` is of,
    has lost since: such rules can only be given up with the process. Without a uid that may be any
    folder; with one, those of others."""
    every = [str(one) for one in roots(ctx.parts)]
    barred = {
        *_base(ctx.parts, policy),
        *(every[:3] if policy.get("uid") is not None else every[2:3]),
    }
    for kind, wanted in (("write", acl.WRITE), ("read", acl.READ)):
        for one in set(policy[kind]) - barred:
            if one in every:
                if not ctx.principal.admin or _any_protected(ctx):
                    return True
                continue
            may = standing.rights(ctx, Path(one))
            if may is not None and may & wanted != wanted:
                return True
    return False


def _base(parts: Parts, policy: dict[str, Any]) -> list[str]:
    """What every engine of this uid has."""
    plain = parts.isolation.policy(uid=policy.get("uid") or 0, write=[])
    return plain["read"] if plain is not None else []


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
        if acl.refresh(location, self._uid, rights):
            self._still(Path(location), shown)

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
        self._refuse_more(place, real, shown)
        self._let_through(place)
        if place.exists():
            # In a location a table may come to be, whose files are under rights of their own.
            rights, inherited = acl.WRITE if write else acl.READ, self._of_server(place)
            acl.give(str(place), self._uid, rights, inherited=inherited)
        self._noted(Path(real), shown, write)

    def _still(self, place: Path, shown: str) -> None:
        """A right that was taken between the look and the entry has found no entry to take."""
        assert self._uid is not None
        ctx = self._look()
        try:
            lost = standing.rights(ctx, place) == 0
        finally:
            ctx.close()
        if lost:
            acl.take(str(place), self._uid)
            raise _out_of_reach(shown)

    def _noted(self, place: Path, shown: str, write: bool) -> None:
        """A managed volume's own folder says whether somewhere in it the uid may write."""
        assert self._uid is not None
        ctx = self._look()
        try:
            volumes_root = ctx.parts.config.data_dir.resolve() / "metastore" / "volumes"
        finally:
            ctx.close()
        if place.is_relative_to(volumes_root) and place != volumes_root:
            volume = volumes_root / place.relative_to(volumes_root).parts[0]
            acl.pass_through(str(volume), self._uid, write=write)
            self._still(volume, shown)

    def _refuse_more(self, place: Path, real: str, shown: str) -> None:
        """What is new is written into a folder above: nobody else may have anything in that one."""
        ctx = self._look()
        try:
            if locations.opens_more(ctx, real, str(place)):
                raise NotSupported(
                    f"{shown} is in a folder that holds what is another's: make the folder first,"
                    " or use a SQL warehouse."
                )
        finally:
            ctx.close()

    def _of_server(self, place: Path) -> bool:
        """Whether a folder is one of a volume's or of DBFS, and not of an external location."""
        ctx = self._look()
        try:
            return place.is_relative_to(ctx.parts.config.data_dir.resolve())
        finally:
            ctx.close()

    def _let_through(self, place: Path) -> None:
        assert self._policy is not None
        assert self._uid is not None
        known = [Path(one) for one in (*self._policy["write"], *self._policy["read"])]
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
            rights = standing.of_tables(ctx, tables.at_location(ctx.tx, location))
        finally:
            ctx.close()
        if rights == 0:
            raise NotSupported(
                f"You may not read {shown}, and an engine that runs your own code opens only what"
                " you may read, for writing too: use a SQL warehouse."
            )
        return acl.WRITE if rights is None else rights


def _policy(folder: Path) -> dict[str, Any] | None:
    path = folder / "confinement.json"
    found: dict[str, Any] | None = json.loads(path.read_bytes()) if path.exists() else None
    return found


def _out_of_reach(shown: str) -> NotSupported:
    return NotSupported(
        f"{shown} is not among the folders that this cluster's engine may open: they are settled"
        " when it starts. Restart the cluster, or use a SQL warehouse."
    )
