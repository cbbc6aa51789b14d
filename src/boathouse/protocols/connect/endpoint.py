"""Where PySpark finds the gateway: ports that are kept in the data folder, because tasks outlive
the server that started them.

`port` is everybody's, 15002 where it is free; with TLS at the API it takes TLS too, and then tasks
have `private_port`, which speaks plainly on loopback only.
"""

from __future__ import annotations

import contextlib
import json
import random
import socket
from dataclasses import dataclass, field
from pathlib import Path

from boathouse.config import Config
from boathouse.engine import ports
from boathouse.http.listener import CannotListen
from boathouse.store.crypto import write_private

DEFAULT_PORT = 15002
_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Endpoint:
    """The ports, reserved by sockets that are bound and never listen."""

    host: str
    port: int
    private_port: int
    reserved: tuple[socket.socket, ...] = field(repr=False, default=())

    @property
    def tls(self) -> bool:
        """Whether `port` takes TLS only."""
        return self.port != self.private_port

    def close(self) -> None:
        """Give the ports up."""
        for one in self.reserved:
            one.close()


def open_endpoint(config: Config) -> Endpoint:
    """The ports of a data folder: as asked, else those of last time, else others.

    Raises CannotListen where a port that was asked for by number is taken.
    """
    record = config.data_dir / "connect.json"
    kept = json.loads(record.read_text()) if record.exists() else {}
    public = _reserve(config.host, config.connect_port, kept.get("port"))
    reserved = [public]
    if config.tls_port is not None or config.host not in (_LOOPBACK, "0.0.0.0", "localhost"):  # noqa: S104
        reserved.append(_reserve(_LOOPBACK, 0, kept.get("private_port"), preferred=None))
    numbers = [one.getsockname()[1] for one in reserved]
    endpoint = Endpoint(config.host, numbers[0], numbers[-1], tuple(reserved))
    wanted = {"port": endpoint.port, "private_port": endpoint.private_port}
    if kept != wanted:
        write_private(record, json.dumps(wanted))
    return endpoint


def _reserve(
    host: str, asked: int, kept: int | None, preferred: int | None = DEFAULT_PORT
) -> socket.socket:
    if asked:
        found = _bound(host, asked)
        if found is None:
            raise CannotListen(
                f"Port {asked} on {host} is in use by another process; choose one with"
                " --connect-port."
            )
        return found
    for port in (kept, preferred, *random.sample(ports.unassigned(), ports.TRIES)):
        found = _bound(host, port) if port is not None else None
        if found is not None:
            return found
    raise CannotListen(f"None of {ports.TRIES} ports on {host} was free.")


def _bound(host: str, port: int) -> socket.socket | None:
    """A socket that holds the port for gRPC, which binds it once more; None where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if not _free(family, host, port):
        return None
    found = socket.socket(family, socket.SOCK_STREAM)
    with contextlib.suppress(AttributeError):  # a system without it holds the port by luck
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        found.bind((host, port))
    except OSError:
        found.close()
        return None
    return found


def _free(family: socket.AddressFamily, host: str, port: int) -> bool:
    """Whether nobody has the port, not even one who would share it."""
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def certificate(data_dir: Path) -> Path:
    """Where the certificate and the key of TLS are."""
    return data_dir / "tls" / "server.pem"
