"""Grants for tests, by the functions of the service: to whom, what, on which id."""

from __future__ import annotations

from boathouse.services.grants import changes
from boathouse.services.principals import store as principals
from tests.live import LiveServer


def give(server: LiveServer, user: str, securable_id: str | None, *privileges: str) -> None:
    """What a user holds on a securable: these privileges and no others."""
    parts = server.app.parts
    with parts.database.write() as tx:
        found = principals.by_name(tx, user)
        assert found is not None
        assert securable_id
        everything = frozenset(held(server, user, securable_id)) - frozenset(privileges)
        change = changes.Change(found.principal_id, frozenset(privileges), everything)
        changes.apply(tx, securable_id, [change], now=parts.clock(), by="test")


def held(server: LiveServer, user: str, securable_id: str) -> frozenset[str]:
    """The privileges of a user on a securable itself."""
    from boathouse.services.grants import store

    with server.app.parts.database.read() as tx:
        found = principals.by_name(tx, user)
        assert found is not None
        return store.of(tx, securable_id).get(found.principal_id, frozenset())
