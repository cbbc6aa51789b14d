"""Finding the objects that permissions are asked for, in the services that keep them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from boathouse.errors import BadRequest, NotImplementedHere, ResourceDoesNotExist
from boathouse.services.cluster_policies import use as cluster_policies
from boathouse.services.clusters import use as clusters
from boathouse.services.instance_pools import use as instance_pools
from boathouse.services.jobs import access as jobs
from boathouse.services.permissions import target as targets
from boathouse.services.permissions.decide import PASSWORD_USE, TOKEN_USE
from boathouse.services.permissions.levels import (
    CLUSTER_POLICIES,
    CLUSTERS,
    INSTANCE_POOLS,
    JOBS,
    PASSWORDS,
    TOKENS,
    WAREHOUSES,
    Kind,
    kinds,
)
from boathouse.services.permissions.target import Target
from boathouse.services.warehouses import access as warehouses
from boathouse.services.workspace import access as workspace
from boathouse.services.workspace import places


@dataclass(frozen=True)
class Found:
    """An object, and how messages call it."""

    target: Target
    called: str


def kind_of(name: str) -> Kind:
    """The kind of a name in a path.

    Errors: BadRequest for none of the API's, NotImplementedHere for one that is not served.
    """
    known = kinds()
    if name not in known:
        raise BadRequest(
            f"'{name}' is not a supported object type. Supported are: {', '.join(sorted(known))}."
        )
    if not known[name].served:
        raise NotImplementedHere(
            f"Permissions on {name} are not implemented: there are no such objects here."
        )
    return known[name]


def find(tx: Connection, kind: Kind, object_id: str) -> Found:
    """The object of an id; ResourceDoesNotExist when there is none."""
    if kind in (TOKENS, PASSWORDS):
        use = TOKEN_USE if kind == TOKENS else PASSWORD_USE
        return Found(use, use.object_id)
    if kind == JOBS:
        return _job(tx, object_id)
    if kind == CLUSTERS:
        return _cluster(tx, object_id)
    if kind == CLUSTER_POLICIES:
        cluster_policies.existing(tx, object_id)
        return Found(targets.of(kind, object_id), f"Cluster policy {object_id}")
    if kind == INSTANCE_POOLS:
        instance_pools.existing(tx, object_id)
        return Found(targets.of(kind, object_id), f"Instance pool {object_id}")
    if kind == WAREHOUSES:
        warehouses.existing(tx, object_id)
        return Found(targets.of(WAREHOUSES, object_id), f"SQL warehouse {object_id}")
    return _node(tx, kind, object_id)


def _job(tx: Connection, object_id: str) -> Found:
    job_id = _number(object_id)
    if job_id is None or not jobs.exists(tx, job_id):
        raise ResourceDoesNotExist(f"Job {object_id} does not exist.")
    return Found(targets.of(JOBS, job_id), f"Job with ID: ElasticJobId({job_id})")


def _cluster(tx: Connection, object_id: str) -> Found:
    if not clusters.exists(tx, object_id):
        raise ResourceDoesNotExist(f"Cluster {object_id} does not exist")
    return Found(targets.of(CLUSTERS, object_id), object_id)


def _node(tx: Connection, kind: Kind, object_id: str) -> Found:
    number = _number(object_id)
    node = places.by_id(tx, number) if number is not None else None
    if node is None or workspace.KINDS[node.object_type] != kind:
        raise ResourceDoesNotExist(f"{kind.object_type} {object_id} does not exist.")
    return Found(workspace.target(tx, node), node.path)


def _number(text: str) -> int | None:
    """The id that a text spells in digits; None for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
