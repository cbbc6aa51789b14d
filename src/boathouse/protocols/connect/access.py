"""Who calls, on which cluster: the Bearer token, and the cluster that a header names."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from boathouse.context import Context, Parts, Principal
from boathouse.errors import InvalidParameterValue
from boathouse.http.auth import Gate, TokenReader, authenticate
from boathouse.services.clusters import use as clusters

CLUSTER_HEADER = "x-databricks-cluster-id"
PATH = "/spark.connect"
"""What a token's scopes are held against: one that is narrowed to `sql` does not lead here."""
_NOBODY = Principal(0, "", admin=False)


@dataclass(frozen=True)
class Caller:
    """Who may use which engine now. `address` is None while it starts; `life` counts starts."""

    principal: Principal
    cluster_id: str
    address: str | None
    life: int
    message: str = ""


class Access:
    """Answers for each call; nothing is remembered between two."""

    def __init__(self, parts: Parts, read_token: TokenReader, gates: Sequence[Gate]) -> None:
        self._parts, self._read_token, self._gates = parts, read_token, gates

    def admit(
        self,
        metadata: Mapping[str, str],
        peer: str,
        method: str,
        known: Callable[[Principal], None] = lambda principal: None,
    ) -> Caller:
        """The caller, allowed to use the cluster; its start is asked for where it has ended.

        `known` is told who it is, before anything is decided.
        Errors: Unauthenticated, PermissionDenied, InvalidParameterValue, InvalidState.
        """
        ctx = Context(
            self._parts,
            _NOBODY,
            self._parts.clock(),
            str(uuid.uuid4()),
            verb="POST",
            path=f"{PATH}/{method}",
            client=client_of(peer),
            headers=metadata,
        )
        try:
            ctx.principal = authenticate(ctx, self._read_token)
            known(ctx.principal)
            for gate in self._gates:
                gate(ctx)
            return self._cluster(ctx, metadata.get(CLUSTER_HEADER, ""))
        finally:
            ctx.close()

    def _cluster(self, ctx: Context, cluster_id: str) -> Caller:
        if not cluster_id:
            raise InvalidParameterValue(
                f"No cluster is named: the connection string needs ;{CLUSTER_HEADER}=<cluster id>."
            )
        found = clusters.attach(ctx, cluster_id)
        return Caller(ctx.principal, cluster_id, found.address, found.life, found.message)


def client_of(peer: str) -> str:
    """The address of `ipv4:127.0.0.1:1234`, as gRPC names a client."""
    kind, _, rest = unquote(peer).partition(":")
    host = rest.rpartition(":")[0].strip("[]")
    return host if kind in ("ipv4", "ipv6") else ""
