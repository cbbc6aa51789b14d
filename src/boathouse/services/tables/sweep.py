"""Finishes or undoes what a killed server was making, and removes dropped tables' files."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from boathouse.context import Context, Parts, Principal
from boathouse.errors import ApiError
from boathouse.services.grants import changes as grants
from boathouse.services.tables import change, places, store
from boathouse.services.tables.store import Intent

INTERVAL_SECONDS = 300.0
GRACE_MS = 7 * 86_400_000
"""How long a dropped table's files stay: for UNDROP, and the statements that are reading them."""

log = logging.getLogger("boathouse.tables")


class TableSweep:
    """The reconciler of kind "table sweep". What other runs of the server began is nobody's any
    more."""

    kind = "table sweep"

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def step(self) -> float:
        """One round; the seconds until the next."""
        await asyncio.to_thread(self.round)
        return INTERVAL_SECONDS

    def round(self) -> None:
        """Everything that can be finished, undone or removed now."""
        with self._parts.database.read() as tx:
            begun = store.intents_of_others(tx, self._parts.delta.server)
            gone = store.left_before(tx, self._parts.clock() - GRACE_MS)
        for intent in begun:
            try:
                self._settle(intent)
            except Exception:
                # One location that fails must not keep the others from their end.
                log.exception("statement %s is not settled yet", intent.statement_id)
        self._settle_copies()
        for folder in gone:
            self._remove(folder)
        with self._parts.database.write() as tx:
            expired = store.forget_dropped(tx, self._parts.clock() - GRACE_MS)
            grants.forget(tx, expired)

    def _settle(self, intent: Intent) -> None:
        """A statement whose commit is in the log did its work; any other did nothing."""
        from boathouse.services.tables import columns, files, make

        ctx = Context(self._parts, _maker(intent), self._parts.clock())
        if columns.ALTERED in intent.definition:
            columns.settle(ctx, intent)
            ctx.close()
            return
        try:
            if change.committed(intent.location, intent.statement_id):
                make.finish(ctx, intent)
                files.sealed(intent.part)
                return
        except ApiError as error:
            log.warning("the table of statement %s is not kept: %s", intent.statement_id, error)
        finally:
            ctx.close()
        make.discard(ctx, intent)

    def _settle_copies(self) -> None:
        from boathouse.services.tables import loads

        nobody = Principal(user_id=0, user_name="", admin=False)
        ctx = Context(self._parts, nobody, self._parts.clock())
        try:
            loads.settle_others(ctx)
        except Exception:
            log.exception("loads of COPY INTO are not settled yet")
        finally:
            ctx.close()

    def _remove(self, folder: str) -> None:
        with self._parts.database.write() as tx:
            claimed = store.claim_leaving(tx, folder)
            if claimed is None:
                return
            grants.forget(tx, claimed)
        try:
            places.remove(Path(folder))
        except OSError:
            log.exception("the folder %s of a dropped table stays for now", folder)
            return
        with self._parts.database.write() as tx:
            store.forget_leaving(tx, folder)


def _maker(intent: Intent) -> Principal:
    """Whoever began it: what they may was asked before the intent was written."""
    return Principal(user_id=0, user_name=intent.created_by, admin=False)
