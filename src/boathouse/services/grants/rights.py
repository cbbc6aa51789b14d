"""What one principal holds, as one snapshot of the database has it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from boathouse.context import Context, Principal
from boathouse.services.catalogs.store import SYSTEM_OWNER
from boathouse.services.grants import store
from boathouse.services.grants.chain import Chain, Link
from boathouse.services.grants.privileges import ALL, includes_all

_NOTHING: frozenset[str] = frozenset()


class Rights:
    """The grants and the ownership of one principal; each securable is looked up once."""

    def __init__(self, tx: Connection, principal: Principal) -> None:
        # Not the Context, which keeps it: a circle would hold on to the snapshot.
        self._tx, self.principal = tx, principal
        self._held: dict[str, frozenset[str]] = {}

    def held(self, link: Link) -> frozenset[str]:
        """The privileges that were given on a securable itself, to the principal or its groups."""
        found = self._held.get(link.id)
        if found is None:
            found = self._held[link.id] = self._of(store.of(self._tx, link.id))
        return found

    def learn(self, ids: Iterable[str]) -> None:
        """Look several securables up at once."""
        unknown = [one for one in ids if one not in self._held]
        found = store.of_many(self._tx, unknown)
        self._held.update((one, self._of(found.get(one, {}))) for one in unknown)

    def owns(self, link: Link) -> bool:
        """Whether the securable belongs to the principal or to a group of it."""
        named = link.owner == self.principal.user_name or link.owner in self.principal.groups
        return named and link.owner != SYSTEM_OWNER

    def granted(self, privilege: str, chain: Chain) -> bool:
        """Whether a grant on a securable, or on one above it, gives the privilege."""
        wanted = {privilege, ALL} if includes_all(privilege) else {privilege}
        return any(not wanted.isdisjoint(self.held(link)) for link in chain)

    def _of(self, grants: store.Held) -> frozenset[str]:
        mine = grants.keys() & self.principal.identities
        return _NOTHING.union(*(grants[principal_id] for principal_id in mine))


def rights_of(ctx: Context, principal: Principal) -> Rights:
    """The rights of a principal; the same ones for as long as the snapshot is."""
    key = ("rights", principal.user_id, principal.user_name)
    return ctx.once(key, lambda tx: Rights(tx, principal))
