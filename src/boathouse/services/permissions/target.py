"""What permissions are given on: one object, and the folders from which it inherits."""

from __future__ import annotations

from dataclasses import dataclass

from boathouse.services.permissions.levels import MANAGE, Kind


@dataclass(frozen=True)
class Standing:
    """A level that a folder of the workspace itself gives: homes to their users, /Shared to all."""

    principal_id: int
    level: str
    source: str


@dataclass(frozen=True)
class Target:
    """An object. `parents` are the ids of the folders above it, the nearest first."""

    kind: Kind
    object_id: str
    parents: tuple[str, ...] = ()
    standing: tuple[Standing, ...] = ()

    @property
    def url(self) -> str:
        """`/jobs/1`: how answers name the object."""
        last = f"/{self.object_id}"
        return f"/{self.kind.name}{'' if self.kind.name.endswith(last) else last}"

    @property
    def root(self) -> str:
        """`/jobs/`: where the admins' level comes from; every object of the tree has one root."""
        section = "directories" if self.parents or self.standing else self.kind.name.split("/")[0]
        return f"/{section}/"

    @property
    def managing(self) -> str:
        """The level that lets others in: CAN_MANAGE, or where there is none the strongest."""
        return MANAGE if MANAGE in self.kind.levels else self.kind.levels[-1]


def of(kind: Kind, object_id: int | str) -> Target:
    """An object that inherits from no folder."""
    return Target(kind, str(object_id))
