"""Changes of grants as clients ask for them: checked, authorized, carried out all or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from boathouse.context import Context
from boathouse.errors import InvalidParameterValue
from boathouse.services.grants import changes, grantees, managing, securables, store
from boathouse.services.grants.changes import Change
from boathouse.services.grants.privileges import applicable
from boathouse.services.grants.securables import Named
from boathouse.services.schemas import store as schemas
from boathouse.sql.securables import SchemaEntry


@dataclass(frozen=True)
class Asked:
    """What one principal is to be given, and what is to be taken from it, in any spelling."""

    principal: str
    add: Sequence[str] = ()
    remove: Sequence[str] = ()


def change(ctx: Context, kind: str, parts: Sequence[str], asked: Sequence[Asked]) -> Named:
    """Give and take privileges on the securable of a type and the parts of its name.

    Errors: *DoesNotExist (of the securable, of a principal), PermissionDenied,
    InvalidParameterValue for privileges.
    """
    _planned(ctx, kind, parts, asked)
    with ctx.write() as tx:
        # What was decided before the change was open may not hold any more.
        named, planned = _planned(ctx, kind, parts, asked)
        _carry_out(ctx, tx, named, planned)
    return named


def put(ctx: Context, kind: str, parts: Sequence[str], asked: Sequence[Asked]) -> Named:
    """Let the grants on a securable be those in `add`, and no others. Errors: as `change`."""
    _replacing(ctx, kind, parts, asked)
    with ctx.write() as tx:
        named, planned = _replacing(ctx, kind, parts, asked)
        _carry_out(ctx, tx, named, planned)
    return named


def _carry_out(ctx: Context, tx: Connection, named: Named, planned: Iterable[Change]) -> None:
    by = ctx.principal.user_name
    changes.apply(tx, named.link.id, planned, now=ctx.now, by=by)
    if isinstance(named.securable, SchemaEntry):
        # As on Databricks; of other securables the time of the last change stays.
        row = schemas.by_id(tx, named.link.id)
        if row is not None:
            schemas.update_schema(tx, replace(row, updated_at=ctx.now, updated_by=by))


def _planned(
    ctx: Context, kind: str, parts: Sequence[str], asked: Sequence[Asked]
) -> tuple[Named, list[Change]]:
    named = securables.existing(ctx, kind, parts)
    managing.require_managed(ctx, named)
    planned = [_checked(ctx, named, one) for one in asked]
    _require_giving(ctx, named, planned)
    return named, planned


def _replacing(
    ctx: Context, kind: str, parts: Sequence[str], asked: Sequence[Asked]
) -> tuple[Named, list[Change]]:
    named, planned = _planned(ctx, kind, parts, asked)
    wanted: dict[int, frozenset[str]] = {}
    for one in planned:
        wanted[one.principal_id] = wanted.get(one.principal_id, frozenset()) | one.add
    held = store.of(ctx.tx, named.link.id)
    return named, [
        Change(
            principal_id,
            add=wanted.get(principal_id, frozenset()),
            remove=held.get(principal_id, frozenset()) - wanted.get(principal_id, frozenset()),
        )
        for principal_id in sorted(held.keys() | wanted.keys())
    ]


def _checked(ctx: Context, named: Named, asked: Asked) -> Change:
    principal = grantees.named(ctx.tx, asked.principal)
    add, remove = (
        frozenset().union(*(applicable(text, named.type, named.entity) for text in privileges))
        for privileges in (asked.add, asked.remove)
    )
    if add & remove:
        raise InvalidParameterValue(
            f"Duplicate privileges to add and delete for principal {asked.principal}."
        )
    return Change(principal.principal_id, add, remove)


def _require_giving(ctx: Context, named: Named, planned: Sequence[Change]) -> None:
    held = store.of(ctx.tx, named.link.id)
    new = {
        privilege
        for one in planned
        for privilege in one.add - held.get(one.principal_id, frozenset())
    }
    managing.require_giving(ctx, named, new)
