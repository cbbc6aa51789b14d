"""The clients that speak only to port 443, where this process may not bind it."""

from __future__ import annotations

from pathlib import Path

from tests.clients import namespace


def test_the_clients_inside_a_namespace(tmp_path: Path) -> None:
    done = namespace.run_inside(tmp_path / "inside")
    assert done.code == 0, done.output
