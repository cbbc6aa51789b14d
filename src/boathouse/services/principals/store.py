"""The table of principals (users, groups, service principals), and who may act as one.

Names are unique among all kinds, whatever their case: grants and owners name a principal by text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from boathouse.context import Principal
from boathouse.store.prepared import Prepared
from boathouse.store.tables import Document, Id, Millis, metadata

USER, GROUP, SERVICE_PRINCIPAL = "user", "group", "service_principal"

# Ids are made from the time, so that small ones are free for what always exists.
ADMINS_ID, USERS_ID = 1, 2
ADMINS, USERS = "admins", "users"
SYSTEM_GROUPS: Mapping[int, str] = {ADMINS_ID: ADMINS, USERS_ID: USERS}
"""`users` holds everybody without rows; who is in `admins`, nested groups too, is an admin."""

FIRST_ENTITLEMENTS: Mapping[int, tuple[str, ...]] = {
    ADMINS_ID: (
        "workspace-access",
        "databricks-sql-access",
        "allow-cluster-create",
        "allow-instance-pool-create",
    ),
    USERS_ID: ("workspace-access", "databricks-sql-access"),
}
"""What the system groups show at first, as on the real platform."""

principals = Table(
    "principals",
    metadata,
    Column("principal_id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("name", String(256), nullable=False),  # userName, displayName or applicationId
    Column("name_key", String(256), nullable=False, unique=True),
    Column("display_name", String(256), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("external_id", String(256), nullable=True, index=True),
    Column("document", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
    Column("modified_at", Millis, nullable=False),
    Index(None, "kind", "principal_id"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("group_id", Id, ForeignKey("principals.principal_id"), primary_key=True),
    Column("member_id", Id, ForeignKey("principals.principal_id"), primary_key=True),
    Index(None, "member_id", "group_id"),
)

group_changes = Table(
    "group_changes",
    metadata,
    Column("change_id", Id, primary_key=True),
    Column("revision", Id, nullable=False),
)
"""One row: a number that grows whenever a group, or its place in another one, changes."""


@dataclass(frozen=True)
class PrincipalRow:
    """A row of principals. `document` is the SCIM resource as it was sent."""

    principal_id: int
    kind: str
    name: str
    display_name: str
    active: bool
    created_at: int
    modified_at: int
    external_id: str | None = None
    document: dict[str, Any] = field(default_factory=dict)

    @property
    def system(self) -> bool:
        """Whether the group belongs to the workspace itself."""
        return self.principal_id in SYSTEM_GROUPS


_COLUMNS = [principals.c[name] for name in PrincipalRow.__dataclass_fields__]
_BY_ID = Prepared(select(*_COLUMNS).where(principals.c.principal_id == bindparam("id")))
_BY_NAME = select(*_COLUMNS).where(principals.c.name_key == bindparam("key"))


def _closure() -> Select[Any]:
    """The principal and every group that it is in, directly or through other groups."""
    inside = select(bindparam("id", type_=Id).label("id")).cte("inside", recursive=True)
    # UNION, not UNION ALL: each group once, and a cycle could not hang the query.
    inside = inside.union(
        select(memberships.c.group_id).join(inside, memberships.c.member_id == inside.c.id)
    )
    c = principals.c
    return select(c.principal_id, c.kind, c.name, c.active).join(
        inside, c.principal_id == inside.c.id
    )


# Built once: making a statement anew costs as much as running it.
_CLOSURE = _closure()


def key_of(name: str) -> str:
    """What makes two names the same."""
    return name.casefold()


def touch_groups(tx: Connection) -> None:
    """Let every reader read the groups' graph anew, once this change is committed."""
    tx.execute(update(group_changes).values(revision=group_changes.c.revision + 1))


def insert_principal(tx: Connection, row: PrincipalRow) -> None:
    """Add a principal; its name must be free (`by_name`)."""
    tx.execute(insert(principals).values(**vars(row), name_key=key_of(row.name)))
    if row.kind == GROUP:
        touch_groups(tx)


def insert_user(
    tx: Connection,
    principal_id: int,
    user_name: str,
    *,
    now: int,
    admin: bool = False,
    display_name: str = "",
) -> None:
    """Add an active user, to the group `admins` too when `admin`."""
    shown = display_name or user_name
    insert_principal(tx, PrincipalRow(principal_id, USER, user_name, shown, True, now, now))
    if admin:
        tx.execute(insert(memberships).values(group_id=ADMINS_ID, member_id=principal_id))


def ensure_system_groups(tx: Connection, now: int) -> None:
    """Make `admins` and `users` where they are missing."""
    if tx.execute(select(group_changes.c.revision)).first() is None:
        tx.execute(insert(group_changes).values(change_id=1, revision=1))
    for principal_id, name in SYSTEM_GROUPS.items():
        if by_id(tx, principal_id) is None:
            listed = [{"value": value} for value in FIRST_ENTITLEMENTS[principal_id]]
            row = PrincipalRow(principal_id, GROUP, name, name, True, now, now)
            insert_principal(tx, replace(row, document={"entitlements": listed}))


def update_principal(tx: Connection, row: PrincipalRow) -> None:
    """Write a principal's row anew."""
    values = {key: value for key, value in vars(row).items() if key != "principal_id"}
    tx.execute(
        update(principals)
        .where(principals.c.principal_id == row.principal_id)
        .values(**values, name_key=key_of(row.name))
    )
    if row.kind == GROUP:
        touch_groups(tx)


def rename_owner(tx: Connection, old: str, new: str) -> None:
    """What a principal owns is still its own under another name. Every table whose rows are
    somebody's says so by name in a column `owner`, whichever service keeps it."""
    for table in metadata.sorted_tables:
        owner = table.c.get("owner")
        if owner is not None and isinstance(owner.type, String):
            tx.execute(update(table).where(owner == old).values(owner=new))


def delete_principal(tx: Connection, principal_id: int) -> None:
    """Remove a principal and its memberships."""
    own = (memberships.c.member_id == principal_id) | (memberships.c.group_id == principal_id)
    tx.execute(delete(memberships).where(own))
    tx.execute(delete(principals).where(principals.c.principal_id == principal_id))
    touch_groups(tx)


def by_id(tx: Connection, principal_id: int) -> PrincipalRow | None:
    """The principal of an id, active or not."""
    return _row(_BY_ID.first(tx, id=principal_id))


def by_name(tx: Connection, name: str, kind: str | None = None) -> PrincipalRow | None:
    """The principal of a name (userName, a group's displayName, applicationId), active or not.

    Case does not matter; `kind` asks for one kind only.
    """
    found = _row(tx.execute(_BY_NAME, {"key": key_of(name)}).first())
    return found if found and kind in (None, found.kind) else None


def by_ids(tx: Connection, ids: Iterable[int]) -> dict[int, PrincipalRow]:
    """The principals of several ids, by id."""
    wanted = list(ids)
    found: dict[int, PrincipalRow] = {}
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        rows = tx.execute(select(*_COLUMNS).where(principals.c.principal_id.in_(chunk)))
        found.update((row.principal_id, PrincipalRow(**row._mapping)) for row in rows)
    return found


def all_active(tx: Connection, *kinds: str) -> list[PrincipalRow]:
    """Every active principal of some kinds (users and service principals unless named), by name."""
    wanted = kinds or (USER, SERVICE_PRINCIPAL)
    rows = tx.execute(
        select(*_COLUMNS)
        .where(principals.c.kind.in_(wanted), principals.c.active)
        .order_by(principals.c.name)
    )
    return [PrincipalRow(**row._mapping) for row in rows]


def search(
    tx: Connection,
    kind: str,
    *,
    external_id: str | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[PrincipalRow]:
    """The principals of a kind, by id; `external_id` asks for those that have it."""
    query = select(*_COLUMNS).where(principals.c.kind == kind)
    if external_id is not None:
        query = query.where(principals.c.external_id == external_id)
    rows = tx.execute(query.order_by(principals.c.principal_id).offset(offset).limit(limit))
    return [PrincipalRow(**row._mapping) for row in rows]


def count(tx: Connection, kind: str) -> int:
    """How many principals of a kind there are."""
    total = select(func.count()).select_from(principals).where(principals.c.kind == kind)
    return int(tx.execute(total).scalar_one())


def active(tx: Connection, principal_id: int) -> bool:
    """Whether the principal exists and may act."""
    found = by_id(tx, principal_id)
    return found is not None and found.active


def groups_of(tx: Connection, principal_id: int) -> dict[int, str]:
    """Ids and names of the groups that a principal is in, at any depth, `users` among them."""
    rows = tx.execute(_CLOSURE, {"id": principal_id}).all()
    kinds = [row.kind for row in rows if row.principal_id == principal_id]
    found = {row.principal_id: row.name for row in rows if row.principal_id != principal_id}
    return {USERS_ID: USERS, **found} if kinds and kinds[0] != GROUP else found


def principal_of(
    tx: Connection,
    principal_id: int,
    *,
    task_run_id: int | None = None,
    token_id: str | None = None,
) -> Principal | None:
    """Who acts under an id, with all groups; None unless an active user or service principal."""
    own: Any = None
    groups, identities = {USERS}, {USERS_ID}
    for row in tx.execute(_CLOSURE, {"id": principal_id}):
        identities.add(row[0])
        if row[0] == principal_id:
            own = row
        else:
            groups.add(row[2])
    if own is None or own.kind == GROUP or not own.active:
        return None
    return Principal(
        principal_id,
        own.name,
        ADMINS_ID in identities,
        task_run_id,
        token_id,
        kind=own.kind,
        groups=frozenset(groups),
        identities=frozenset(identities),
    )


def acting_as(tx: Connection, name: str) -> Principal | None:
    """Who acts under a name (userName or applicationId); None as for `principal_of`."""
    found = by_name(tx, name)
    return principal_of(tx, found.principal_id) if found else None


def owner_named(tx: Connection, name: str) -> Principal:
    """Who owns under a name, a group too. One who is gone, or may not act any more, keeps what is
    theirs by name, and no grant."""
    row = by_name(tx, name)
    if row is not None and row.kind == GROUP:
        above = groups_of(tx, row.principal_id)
        return Principal(
            row.principal_id,
            row.name,
            ADMINS_ID in {row.principal_id, *above},
            kind=GROUP,
            groups=frozenset((row.name, USERS, *above.values())),
            identities=frozenset((row.principal_id, USERS_ID, *above)),
        )
    found = principal_of(tx, row.principal_id) if row is not None else None
    return found or Principal(0, name, admin=False, groups=frozenset((name,)))


def _row(row: Any) -> PrincipalRow | None:
    return PrincipalRow(*row) if row else None
