"""The narrow protocol between the workspace and an engine, whichever engine it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from boathouse.engine.process import ProcessId


@dataclass(frozen=True, slots=True)
class CatalogAddress:
    """Where an engine asks for tables by name. The token names one engine."""

    uri: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """What to start. `folder` belongs to this engine alone and stays its name on disk.

    `environment` is added to a clean one (the cluster's spark_env_vars).
    `spark_conf` is for engines that take it at start; see `spark_environment` for Sail.
    `confinement` is a policy of `isolation.Isolation` without this engine's own folders and port.
    `wire`: what it speaks. Flight SQL runs no user Python and knows no sessions.
    """

    engine_id: str
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    spark_conf: Mapping[str, str] = field(default_factory=dict)
    catalog: CatalogAddress | None = None
    confinement: Mapping[str, Any] | None = None
    wire: Literal["spark_connect", "flight_sql"] = "spark_connect"


@dataclass(frozen=True, slots=True)
class RunningEngine:
    """A living engine: its process, and "127.0.0.1:port" where it speaks its wire."""

    process: ProcessId
    address: str
    folder: Path


class EngineStartFailed(Exception):
    """The engine did not come up; the message ends with the tail of its log."""


class Engine(Protocol):
    @property
    def name(self) -> str:
        """The real engine and its version, as shown in a cluster's start event."""

    async def start(self, spec: EngineSpec) -> RunningEngine:
        """Start, or find running, the one engine of `spec.folder`. Raises EngineStartFailed."""

    def find(self, folder: Path) -> RunningEngine | None:
        """The living engine of a folder, whoever started it."""

    async def healthy(self, running: RunningEngine) -> bool:
        """Whether the process lives and its port answers."""

    async def stop(self, running: RunningEngine, grace_seconds: float = 5.0) -> None:
        """End the engine and all that it started; ending one that is gone is no error."""

    async def clear(self, folder: Path, grace_seconds: float = 5.0) -> None:
        """End whatever lives of a folder's engine: one that starts, one that runs, or what a
        crashed one left behind. Raises TimeoutError where something survives SIGKILL."""
