"""Ports that the system hands to nobody, and the engines' catalog on one of them."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from boathouse.engine import ports
from boathouse.protocols.engine_catalog.endpoint import open_endpoint


def test_they_are_outside_of_the_range_that_the_system_hands_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "range"
    monkeypatch.setattr(ports, "_HANDED_OUT", told)
    told.write_text("32768\t60999\n")
    found = ports.unassigned()
    assert (found[0], found[-1]) == (ports.LOWEST_PORT, 65_535)
    assert not set(range(32_768, 61_000)) & set(found)
    told.write_text("1024\t65535\n")  # nothing is left: any port is better than none
    assert len(ports.unassigned()) == 65_536 - ports.LOWEST_PORT
    told.unlink()  # not Linux
    assert len(ports.unassigned()) == 65_536 - ports.LOWEST_PORT


def _port(data_dir: Path) -> int:
    """The port that the catalog of a data folder opens on; closed again."""
    listener = open_endpoint(data_dir).listener
    try:
        return listener.port
    finally:
        listener._socket.close()


def test_the_catalog_s_port_is_one_of_them_and_is_kept(tmp_path: Path) -> None:
    port = _port(tmp_path)
    assert port in ports.unassigned()
    assert json.loads((tmp_path / "engine_catalog.json").read_text())["port"] == port
    assert _port(tmp_path) == port
    # Taken meanwhile: the server starts all the same, on another one of them.
    with socket.create_server(("127.0.0.1", port)):
        second = _port(tmp_path)
    assert second != port
    assert second in ports.unassigned()
