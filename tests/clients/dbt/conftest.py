"""The default warehouse of the gate's workspace, for dbt."""

from __future__ import annotations

from tests.clients.sql.conftest import warehouse

__all__ = ["warehouse"]
