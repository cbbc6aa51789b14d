"""Takes from the uids of engines the folders that their principals may no longer open.

Rights are given folder by folder, as statements need them (`reach.Reach`); they are taken here,
after each change of who may do what.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from boathouse.context import Context, Parts
from boathouse.services.isolation import acl, standing, tenants
from boathouse.services.principals import store as principals

GOVERNED = frozenset(
    "abac_policies catalogs dropped_tables dropped_volumes external_locations functions memberships"
    " metastores principals privilege_grants schemas securable_tags tables tag_policies volumes"
    " workspace_bindings".split()
)
"""The tables of the database of which one changes whenever rights do."""


def settle(parts: Parts) -> None:
    """One look at all folders of managed tables and volumes."""
    with parts.database.read() as tx:
        uids = tenants.uids(tx)
    given: dict[int, list[tuple[Path, int]]] = {}
    for folder in _folders(parts):
        for uid, rights in acl.listed(str(folder)).items():
            given.setdefault(uid, []).append((folder, rights))
    for uid, places in given.items():
        _settle_one(parts, uid, uids.get(uid), places)


def _folders(parts: Parts) -> Iterator[Path]:
    metastore = parts.config.data_dir.resolve() / "metastore"
    for root in (metastore / "tables", metastore / "volumes"):
        with contextlib.suppress(FileNotFoundError):
            yield from root.iterdir()


def _settle_one(
    parts: Parts, uid: int, principal_id: int | None, places: list[tuple[Path, int]]
) -> None:
    with parts.database.read() as tx:
        found = principals.principal_of(tx, principal_id) if principal_id is not None else None
    if found is None:
        for folder, _ in places:
            _take(folder, uid)
        return
    ctx = Context(parts, found, parts.clock())
    try:
        for folder, held in places:
            may = standing.rights(ctx, folder)
            if may == 0:
                _take(folder, uid)
            elif may is not None and held & ~may:
                with contextlib.suppress(FileNotFoundError):
                    acl.lower(str(folder), uid, may)
    finally:
        ctx.close()


def _take(folder: Path, uid: int) -> None:
    # A sweep may remove it at any time.
    with contextlib.suppress(FileNotFoundError):
        acl.take(str(folder), uid)
