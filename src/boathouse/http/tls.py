"""TLS for clients that want it: a local CA made once, a leaf for loopback and this host's name."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

from boathouse.store.crypto import write_private

LOOPBACK = [f"127.0.0.{n}" for n in range(1, 9)]


def server_context(folder: Path) -> ssl.SSLContext:
    """The listener's context: TLS 1.2 (the legacy CLI pins it) and 1.3. Makes the files if absent.

    `ca.pem` is our root; `bundle.pem` the public roots and ours, for REQUESTS_CA_BUNDLE and
    SSL_CERT_FILE; `server.pem` the leaf with its key, mode 0600.
    """
    if not (folder / "bundle.pem").exists():
        _make(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(folder / "server.pem")
    return context


def _make(folder: Path) -> None:
    import certifi
    import trustme

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = trustme.CA(organization_name="Boathouse local CA")
    leaf = authority.issue_cert("localhost", "::1", *LOOPBACK, socket.gethostname())
    root = authority.cert_pem.bytes().decode()
    write_private(folder / "server.pem", leaf.private_key_and_cert_chain_pem.bytes().decode())
    (folder / "ca.pem").write_text(root)
    # Last, because its presence says that the rest is there.
    draft = folder / "bundle.pem.new"
    draft.write_text(Path(certifi.where()).read_text() + "\n" + root)
    draft.replace(folder / "bundle.pem")
