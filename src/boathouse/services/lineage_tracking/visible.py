"""What of lineage its reader may see: tables at least by BROWSE, volumes likewise, runs by the
permissions of their notebook or job. What is hidden is left out, as if it had never been."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from boathouse.context import Context
from boathouse.errors import ApiError
from boathouse.services.grants import decide
from boathouse.services.jobs import access as jobs
from boathouse.services.tables import find as tables
from boathouse.services.volumes import find as volumes
from boathouse.services.workspace import access as workspace
from boathouse.services.workspace import places
from boathouse.sql.securables import Name

VOLUMES = "/Volumes/"


@dataclass
class Visible:
    """Answers are remembered for as long as one request takes."""

    ctx: Context
    _known: dict[tuple[str, ...], bool] = field(default_factory=dict)

    def table(self, name: str, table_id: str | None) -> bool:
        """One that is gone, or was renamed, is shown to admins alone: nobody can own it."""
        return self._once(("table", name, table_id or ""), lambda: self._table(name, table_id))

    def volume(self, path: str) -> str | None:
        """The full name of the volume that a path leads into, where the caller may see it."""
        parts = path.removeprefix("dbfs:").split("/")
        if not path.removeprefix("dbfs:").startswith(VOLUMES) or len(parts) < 5:
            return None
        name = Name(*(part.lower() for part in parts[2:5]))
        return str(name) if self._once(("volume", str(name)), lambda: self._volume(name)) else None

    def job(self, job_id: str) -> bool:
        """Whether the caller may see a job's runs."""
        return self._once(("job", job_id), lambda: self._job(int(job_id)))

    def notebook(self, notebook_id: str) -> bool:
        """Whether the caller may read a notebook."""
        return self._once(("notebook", notebook_id), lambda: self._notebook(int(notebook_id)))

    def _once(self, key: tuple[str, ...], look: Callable[[], bool]) -> bool:
        if key not in self._known:
            self._known[key] = look()
        return self._known[key]

    def _table(self, name: str, table_id: str | None) -> bool:
        try:
            found = tables.existing(self.ctx, Name(*name.split(".")))
        except (ApiError, TypeError):
            return self.ctx.principal.admin
        if found.row.table_id != table_id:
            return self.ctx.principal.admin
        return decide.may(self.ctx, "BROWSE", tables.plain(found))

    def _volume(self, name: Name) -> bool:
        try:
            catalog, schema, row = volumes.existing(self.ctx, name)
        except ApiError:
            return self.ctx.principal.admin
        return decide.may(self.ctx, "BROWSE", row.entry(catalog.name, schema.name))

    def _job(self, job_id: int) -> bool:
        ctx = self.ctx
        return jobs.may_view(ctx, job_id)

    def _notebook(self, notebook_id: int) -> bool:
        node = places.by_id(self.ctx.tx, notebook_id)
        if node is None:
            return self.ctx.principal.admin
        try:
            workspace.require(self.ctx.tx, self.ctx.principal, node.path, workspace.READ)
        except ApiError:
            return False
        return True
