"""Who is in which group: direct memberships, nesting and its limits, the admins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, insert, literal, select

from boathouse.errors import InvalidParameterValue, InvalidState
from boathouse.services.principals import store
from boathouse.services.principals.store import (
    ADMINS_ID,
    GROUP,
    SYSTEM_GROUPS,
    USERS,
    USERS_ID,
    PrincipalRow,
    memberships,
    principals,
)
from boathouse.store.tables import Id

MAX_NESTING = 10
"""Groups on one path from a group down to the deepest one in it, as on the real platform."""

_CHUNK = 500


@dataclass(frozen=True)
class Member:
    """A member of a group, as groups show it."""

    principal_id: int
    kind: str
    name: str
    display_name: str


_MEMBER = [principals.c[name] for name in Member.__dataclass_fields__]


def members_of(tx: Connection, group_ids: Collection[int]) -> dict[int, list[Member]]:
    """The direct members of some groups, by id; everybody for `users`."""
    found: dict[int, list[Member]] = defaultdict(list)
    wanted = sorted(group_ids)
    for start in range(0, len(wanted), _CHUNK):
        rows = tx.execute(
            select(memberships.c.group_id, *_MEMBER)
            .join(principals, principals.c.principal_id == memberships.c.member_id)
            .where(memberships.c.group_id.in_(wanted[start : start + _CHUNK]))
            .order_by(memberships.c.group_id, principals.c.principal_id)
        )
        for row in rows:
            found[row[0]].append(Member(*row[1:]))
    if USERS_ID in group_ids:
        found[USERS_ID] = _everybody(tx)
    return found


def _everybody(tx: Connection) -> list[Member]:
    rows = tx.execute(
        select(*_MEMBER)
        .where(principals.c.kind != GROUP, principals.c.active)
        .order_by(principals.c.principal_id)
    )
    return [Member(*row) for row in rows]


def direct_groups_of(tx: Connection, member_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """Ids and names of the groups that hold some principals directly (`users` left out)."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    pairs = _pairs(tx, memberships.c.member_id, member_ids)
    names = store.by_ids(tx, {group_id for _, group_id in pairs})
    for member_id, group_id in pairs:
        found[member_id][group_id] = names[group_id].name
    return found


def set_members(tx: Connection, group: PrincipalRow, wanted: Collection[int]) -> None:
    """Let a group hold exactly these principals.

    Errors: InvalidParameterValue for an unknown principal, a cycle, too deep a nesting, or a group
    whose members are given; InvalidState when no admin would be left.
    """
    present = {member for _, member in _pairs(tx, memberships.c.group_id, [group.principal_id])}
    if group.principal_id == USERS_ID:
        raise InvalidParameterValue(f"Everybody is in {USERS}; its members cannot be changed.")
    _remove(tx, group, present - set(wanted))
    _add(tx, group, sorted(set(wanted) - present))


def add_member(tx: Connection, group: PrincipalRow, member_id: int) -> None:
    """Put one principal into a group. Errors: as `set_members`."""
    if group.principal_id == USERS_ID:
        raise InvalidParameterValue(f"Everybody is in {USERS}; its members cannot be changed.")
    if not _holds(tx, group.principal_id, member_id):
        _add(tx, group, [member_id])


def remove_member(tx: Connection, group: PrincipalRow, member_id: int) -> bool:
    """Take one principal out of a group; False when it is not in it. Errors: InvalidState."""
    if not _holds(tx, group.principal_id, member_id):
        return False
    _remove(tx, group, {member_id})
    return True


def require_an_admin(tx: Connection) -> None:
    """InvalidState unless an active user or service principal is left among the admins."""
    below = _below(ADMINS_ID)
    found = tx.execute(
        select(principals.c.principal_id)
        .join(below, below.c.id == principals.c.principal_id)
        .where(principals.c.active, principals.c.kind != GROUP)
        .limit(1)
    ).first()
    if found is None:
        raise InvalidState("The last admin of the workspace cannot be removed.")


def _pairs(tx: Connection, key: ColumnElement[int], ids: Collection[int]) -> list[tuple[int, int]]:
    """Memberships whose `key` is one of the ids: that id, and the one at the other end."""
    other = memberships.c.group_id if key is memberships.c.member_id else memberships.c.member_id
    wanted, pairs = sorted(ids), []
    for start in range(0, len(wanted), _CHUNK):
        rows = tx.execute(
            select(key, other).where(key.in_(wanted[start : start + _CHUNK])).order_by(key, other)
        )
        pairs += [(row[0], row[1]) for row in rows]
    return pairs


def _holds(tx: Connection, group_id: int, member_id: int) -> bool:
    own = (memberships.c.group_id == group_id) & (memberships.c.member_id == member_id)
    return tx.execute(select(memberships.c.group_id).where(own)).first() is not None


def _add(tx: Connection, group: PrincipalRow, member_ids: Sequence[int]) -> None:
    if not member_ids:
        return
    rows = store.by_ids(tx, member_ids)
    for member_id in member_ids:
        if member_id not in rows:
            raise InvalidParameterValue(f"There is no principal with the id {member_id}.")
    nested = [row for row in rows.values() if row.kind == GROUP]
    for row in nested:
        _check_nesting(tx, group, row)
    group_id = group.principal_id
    tx.execute(
        insert(memberships),
        [{"group_id": group_id, "member_id": member_id} for member_id in member_ids],
    )
    if nested:
        store.touch_groups(tx)


def _remove(tx: Connection, group: PrincipalRow, member_ids: Collection[int]) -> None:
    gone = sorted(member_ids)
    if not gone:
        return
    for start in range(0, len(gone), _CHUNK):
        tx.execute(
            delete(memberships).where(
                memberships.c.group_id == group.principal_id,
                memberships.c.member_id.in_(gone[start : start + _CHUNK]),
            )
        )
    store.touch_groups(tx)
    require_an_admin(tx)


def _check_nesting(tx: Connection, group: PrincipalRow, nested: PrincipalRow) -> None:
    if nested.principal_id in SYSTEM_GROUPS:
        raise InvalidParameterValue(f"The group {nested.name} cannot be in another group.")
    above = {group.principal_id, *store.groups_of(tx, group.principal_id)}
    if nested.principal_id in above:
        raise InvalidParameterValue(
            f"{nested.name} holds {group.name}: a group cannot be in itself."
        )
    up = _levels(tx, group.principal_id, memberships.c.member_id, memberships.c.group_id)
    down = _levels(tx, nested.principal_id, memberships.c.group_id, memberships.c.member_id)
    if up + down > MAX_NESTING:
        raise InvalidParameterValue(f"Groups can be nested {MAX_NESTING} levels deep at most.")


def _levels(
    tx: Connection, group_id: int, near: ColumnElement[int], far: ColumnElement[int]
) -> int:
    """Groups on the longest path from a group on, itself counted; bounded by the limit."""
    levels, here = 0, {group_id}
    while here and levels <= MAX_NESTING:
        levels += 1
        rows = tx.execute(
            select(far)
            .join(principals, principals.c.principal_id == far)
            .where(near.in_(here), principals.c.kind == GROUP)
        )
        here = set(rows.scalars())
    return levels


def _below(group_id: int) -> Any:
    """The group and everything in it, at any depth, as a query's part."""
    inside = select(literal(group_id, Id).label("id")).cte("below", recursive=True)
    step: Select[Any] = select(memberships.c.member_id).join(
        inside, memberships.c.group_id == inside.c.id
    )
    return inside.union(step)
