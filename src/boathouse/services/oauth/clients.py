"""Applications that may ask users to sign in, and where they may be sent back to.

The clients that people install are known by name and live on the user's own machine: they are sent
back to loopback alone, on any port [RFC 8252, 7.3]. Others are registered by an admin.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Column, Connection, String, Table, delete, insert, select, update

from boathouse.store.tables import Document, Millis, metadata

INSTALLED = frozenset(
    {
        "databricks-cli",
        "databricks-sdk-python",
        "databricks-sdk-go",
        "databricks-sql-python",
        "databricks-sql-connector",
        "databricks-connect",
        "dbt-databricks",
    }
)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_URI_CHARS = 2000
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?")
_TRICKS = '\\"<>^`{|}\x7f'

oauth_clients = Table(
    "oauth_clients",
    metadata,
    Column("client_id", String(64), primary_key=True),
    Column("name", String(256), nullable=False),
    Column("sha256", String(64), nullable=True),  # of a confidential client's secret
    Column("redirect_urls", Document, nullable=False),
    Column("document", Document, nullable=False),
    Column("created_at", Millis, nullable=False),
)


@dataclass(frozen=True)
class Client:
    """An application. `sha256` of its secret is None for a public one."""

    client_id: str
    name: str
    sha256: str | None = None
    redirect_urls: list[str] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)
    created_at: int = 0

    def may_return_to(self, uri: str) -> bool:
        """Whether a user may be sent to this address with a code."""
        if not well_formed(uri):
            return False
        if uri in self.redirect_urls:
            return True
        if self.client_id in INSTALLED:
            return is_loopback(uri)
        # Registered for loopback without a port: any port, the rest as it was registered.
        return is_loopback(uri) and any(
            is_loopback(known) and _without_port(known) == _without_port(uri)
            for known in self.redirect_urls
        )

    @property
    def limit(self) -> frozenset[str]:
        """The scopes that it may ask for; empty: any."""
        return frozenset(self.document.get("scopes", ())) - {"offline_access"}

    def knows(self, secret: str) -> bool:
        """Whether this is the client's secret."""
        return self.sha256 is not None and hmac.compare_digest(digest(secret), self.sha256)


_COLUMNS = [oauth_clients.c[name] for name in Client.__dataclass_fields__]


def digest(secret: str) -> str:
    """What is kept of a client's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find(tx: Connection, client_id: str) -> Client | None:
    """An installed or a registered client."""
    if client_id in INSTALLED:
        return Client(client_id, client_id)
    row = tx.execute(select(*_COLUMNS).where(oauth_clients.c.client_id == client_id)).first()
    return Client(**row._mapping) if row else None


def registered(tx: Connection, after: str = "", limit: int = 1000) -> list[Client]:
    """The registered clients by id."""
    c = oauth_clients.c
    rows = tx.execute(
        select(*_COLUMNS).where(c.client_id > after).order_by(c.client_id).limit(limit)
    )
    return [Client(**row._mapping) for row in rows]


def insert_client(tx: Connection, client: Client) -> None:
    """Register a client."""
    tx.execute(insert(oauth_clients).values(**vars(client)))


def update_client(tx: Connection, client: Client) -> None:
    """Write a client's row anew."""
    c = oauth_clients.c
    tx.execute(update(oauth_clients).where(c.client_id == client.client_id).values(**vars(client)))


def delete_client(tx: Connection, client_id: str) -> bool:
    """Forget a client; False when there is none."""
    done = tx.execute(delete(oauth_clients).where(oauth_clients.c.client_id == client_id))
    return done.rowcount > 0


def well_formed(uri: str) -> bool:
    """Whether a browser and we read the address alike: http(s), a host, no tricks in it."""
    if len(uri) > MAX_URI_CHARS or not uri.isascii() or any(c <= " " or c in _TRICKS for c in uri):
        return False
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not uri.startswith(f"{parts.scheme}://"):
        return False
    # What may stand in a Content-Security-Policy as an origin, and nothing else; whole, because
    # urlsplit takes the host out of `[::1]evil.example` without a word.
    return bool(host) and "#" not in uri and _AUTHORITY.fullmatch(parts.netloc) is not None


def is_loopback(uri: str) -> bool:
    """Whether the address is on the user's own machine."""
    parts = urlsplit(uri)
    return parts.scheme == "http" and parts.hostname in LOOPBACK


def origin_of(uri: str) -> str:
    """Scheme and authority of a well-formed address."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"


def _without_port(uri: str) -> tuple[str | None, str, str]:
    parts = urlsplit(uri)
    return parts.hostname, parts.path, parts.query
