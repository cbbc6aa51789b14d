"""A workspace to attack: its own server, an admin, a user with something to hide, an attacker; and
requests as no well-behaved client would send them."""

from __future__ import annotations

import contextlib
import json
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.live import Api, LiveServer
from tests.services.permissions import put_file

HIDDEN = "what only Ada knows: 7f3a9c"
# After which a server that keeps the connection open has said all that it will.
SILENT_SECONDS = 1.0
ADA, MALLORY = "ada@example.com", "mallory@example.com"


@dataclass
class Reply:
    """An answer, taken apart by us: no client library has tidied it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    raw: bytes

    def values(self, name: str) -> list[str]:
        """All values of a header."""
        return [value for known, value in self.headers if known.lower() == name]


class Attacked:
    """The server and the people around it."""

    def __init__(self, base: Path) -> None:
        # Deep enough that a path which climbs out ends in a folder that we can look at.
        self.base, self.closed = base, False
        self.server = LiveServer(
            base / "a" / "b" / "data", rate_limit=0, audit_lines=True, external_locations=()
        )
        self.data = self.server.data_dir
        self.admin = Api(self.server.address, self.server.token)
        self.ada = self.admin.as_(self.server.add_user(ADA))
        self.mallory = self.admin.as_(self.server.add_user(MALLORY))
        assert put_file(self.ada, f"/Users/{ADA}/secret.txt", HIDDEN).status_code == 200

    def close(self) -> None:
        """End it; what it wrote stays."""
        if not self.closed:
            self.closed = True
            self.server.stop()
            self.server.end_engines()

    def send(self, request: bytes) -> list[Reply]:
        """Bytes on a connection; all that comes back until the server closes it or is silent."""
        parts = urlsplit(self.server.address)
        received = b""
        with socket.create_connection((str(parts.hostname), int(parts.port or 0)), 10) as wire:
            with contextlib.suppress(OSError):
                wire.sendall(request)
            wire.settimeout(SILENT_SECONDS)
            with contextlib.suppress(OSError):
                while piece := wire.recv(65536):
                    received += piece
        return [*_replies(received)]

    def get(self, target: str | bytes, token: str | None = None, *more: bytes) -> Reply:
        """GET of exactly this request target."""
        path = target if isinstance(target, bytes) else target.encode()
        headers = [b"Host: x", b"Connection: close", *more]
        if token:
            headers.append(b"Authorization: Bearer " + token.encode())
        [reply] = self.send(b"\r\n".join([b"GET " + path + b" HTTP/1.1", *headers, b"", b""]))
        return reply

    def outside(self) -> set[str]:
        """The files outside of the data folder."""
        found = (path for path in self.base.rglob("*") if self.data not in (path, *path.parents))
        return {str(path.relative_to(self.base)) for path in found}

    def inside(self) -> set[str]:
        """The data folder's entries that no path of a client may name or make."""
        free = ("blobs", "dbfs", "boathouse.db", "logs", "runs")
        return {path.name for path in self.data.iterdir() if not path.name.startswith(free)}

    def lines(self, name: str) -> list[dict[str, Any]]:
        """A log's lines, each of which must be one JSON object."""
        content = (self.data / "logs" / name).read_bytes()
        assert content.isascii()
        assert not set(content) & (set(range(32)) - {10})
        found = [json.loads(line) for line in content.split(b"\n") if line]
        assert all(isinstance(line, dict) for line in found)
        return found


def _replies(received: bytes) -> Any:
    """Answers by their Content-Length, one after the other; the rest must be nothing."""
    while received:
        head, blank, rest = received.partition(b"\r\n\r\n")
        assert blank, received[:200]
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [(line.partition(":")[0], line.partition(":")[2].strip()) for line in lines]
        lengths = [int(value) for name, value in headers if name.lower() == "content-length"]
        length = lengths[0] if lengths else len(rest)
        yield Reply(int(first.split()[1]), headers, rest[:length], received)
        received = rest[length:]
