"""The kinds of objects that permissions are given on, and the levels of each, the weakest first.

A level includes all before it. Names: api.md 8.4; levels: the enums of the wire types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

OWNER = "IS_OWNER"
MANAGE = "CAN_MANAGE"

DESCRIPTIONS: Mapping[str, str] = {
    "CAN_ATTACH_TO": "Can attach to it and run on it",
    "CAN_CREATE": "Can create objects in it",
    "CAN_EDIT": "Can change its content",
    "CAN_EDIT_METADATA": "Can change its metadata",
    MANAGE: "Can change and delete it and give permissions on it",
    "CAN_MANAGE_PRODUCTION_VERSIONS": "Can manage production versions",
    "CAN_MANAGE_RUN": "Can view it, start runs and cancel them",
    "CAN_MANAGE_STAGING_VERSIONS": "Can manage staging versions",
    "CAN_MONITOR": "Can use it and watch what others do with it",
    "CAN_QUERY": "Can view and query it",
    "CAN_READ": "Can read it",
    "CAN_RESTART": "Can attach to it, start, restart and terminate it",
    "CAN_RUN": "Can read and run it",
    "CAN_USE": "Can use it",
    "CAN_VIEW": "Can view it and its results",
    OWNER: "Owns it; what runs, runs with the owner's rights",
}


@dataclass(frozen=True)
class Kind:
    """A kind of object: its name in paths, its object_type in answers, its levels.

    `served` says whether there are such objects here.
    """

    name: str
    object_type: str
    levels: tuple[str, ...]
    served: bool = False

    @property
    def owned(self) -> bool:
        """Whether each object has exactly one owner."""
        return OWNER in self.levels

    def rank(self, level: str | None) -> int:
        """How strong a level is: 1 is the weakest, 0 is none at all."""
        return self.levels.index(level) + 1 if level in self.levels else 0

    def strongest(self, held: Iterable[str]) -> str | None:
        """The strongest of some levels; None of none."""
        rank = max((self.rank(level) for level in held), default=0)
        return self.levels[rank - 1] if rank else None

    def at_least(self, level: str) -> tuple[str, ...]:
        """The level and all that include it."""
        return self.levels[self.rank(level) - 1 :]


_TREE = ("CAN_READ", "CAN_RUN", "CAN_EDIT", MANAGE)
_VIEW = ("CAN_VIEW", "CAN_RUN", "CAN_EDIT", MANAGE)

JOBS = Kind("jobs", "job", ("CAN_VIEW", "CAN_MANAGE_RUN", MANAGE, OWNER), served=True)
CLUSTERS = Kind("clusters", "cluster", ("CAN_ATTACH_TO", "CAN_RESTART", MANAGE), served=True)
NOTEBOOKS = Kind("notebooks", "notebook", _TREE, served=True)
DIRECTORIES = Kind("directories", "directory", _TREE, served=True)
FILES = Kind("files", "file", _TREE, served=True)
TOKENS = Kind("authorization/tokens", "tokens", ("CAN_USE",), served=True)
PASSWORDS = Kind("authorization/passwords", "passwords", ("CAN_USE",), served=True)
WAREHOUSES = Kind(
    "warehouses",
    "warehouses",
    ("CAN_VIEW", "CAN_USE", "CAN_MONITOR", MANAGE, OWNER),
    served=True,
)
CLUSTER_POLICIES = Kind("cluster-policies", "cluster-policy", ("CAN_USE",), served=True)
INSTANCE_POOLS = Kind("instance-pools", "instance-pool", ("CAN_ATTACH_TO", MANAGE), served=True)

_ALL = (
    JOBS,
    CLUSTERS,
    NOTEBOOKS,
    DIRECTORIES,
    FILES,
    TOKENS,
    PASSWORDS,
    WAREHOUSES,
    Kind("alerts", "alert", _VIEW),
    Kind("alertsv2", "alertv2", _VIEW),
    Kind("apps", "app", ("CAN_USE", MANAGE)),
    CLUSTER_POLICIES,
    Kind("dashboards", "dashboard", ("CAN_READ", "CAN_RUN", "CAN_EDIT", MANAGE)),
    Kind("database-instances", "database-instance", ("CAN_CREATE", "CAN_USE", MANAGE)),
    Kind("database-projects", "database-project", ("CAN_CREATE", "CAN_USE", MANAGE)),
    Kind("dbsql-dashboards", "dashboard", _VIEW),
    Kind("experiments", "mlflowExperiment", ("CAN_READ", "CAN_EDIT", MANAGE)),
    Kind("genie", "genie", _VIEW),
    INSTANCE_POOLS,
    Kind("knowledge-assistants", "knowledge-assistant", ("CAN_QUERY", MANAGE)),
    Kind("pipelines", "pipelines", ("CAN_VIEW", "CAN_RUN", MANAGE, OWNER)),
    Kind("queries", "query", _VIEW),
    Kind(
        "registered-models",
        "registered-model",
        (
            "CAN_READ",
            "CAN_EDIT",
            "CAN_MANAGE_STAGING_VERSIONS",
            "CAN_MANAGE_PRODUCTION_VERSIONS",
            MANAGE,
        ),
    ),
    Kind("repos", "repo", _TREE),
    Kind("serving-endpoints", "serving-endpoint", ("CAN_VIEW", "CAN_QUERY", MANAGE)),
    Kind("supervisor-agents", "supervisor-agent", ("CAN_QUERY", MANAGE)),
    Kind("vector-search-endpoints", "vector-search-endpoint", ("CAN_CREATE", "CAN_USE", MANAGE)),
)


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its name, in the two-segment form that Terraform uses for some too."""
    named = {kind.name: kind for kind in _ALL}
    for name, other in (("dashboards", "dbsql-dashboards"), ("alerts", ""), ("queries", "")):
        named[f"sql/{name}"] = named[other or name]
    named["sql/warehouses"] = named["warehouses"]
    return named
