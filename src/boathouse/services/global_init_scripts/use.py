"""What other services may do with global init scripts."""

from __future__ import annotations

from sqlalchemy import Connection

from boathouse.services.global_init_scripts import store
from boathouse.services.global_init_scripts.store import ScriptRow


def enabled(tx: Connection) -> list[ScriptRow]:
    """The scripts that run before every cluster's engine, in their order."""
    return [script for script in store.everything(tx) if script.enabled]
