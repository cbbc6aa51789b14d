"""Policies go with the securables that they are on."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from boathouse.services.policies import store


def forget(tx: Connection, securable_ids: Collection[str]) -> None:
    """Securables are gone for good. (A table that may come back by UNDROP keeps its policies.)"""
    store.forget(tx, securable_ids)
