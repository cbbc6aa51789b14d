"""Delivers the outbox: each notification at least once, or after its last try given up.

A row is claimed before each try, for longer than a try may take, and settled after it: a server
that dies in between leaves it to be tried again, and two servers do not try one row at once.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from boathouse.context import Parts
from boathouse.services.notification_destinations import use as destinations
from boathouse.services.notification_destinations.use import Destination
from boathouse.services.notifications import mail, messages, store, webhook
from boathouse.services.notifications.mail import SmtpServer
from boathouse.services.notifications.outbox import KIND
from boathouse.services.notifications.store import EMAIL, Notification
from boathouse.services.notifications.webhook import Undelivered

log = logging.getLogger("boathouse.notifications")

MAX_TRIES = 10
FIRST_PAUSE_MS = 10_000
"""Before the second try; it doubles: ten tries take an hour and a half."""

CLAIM_MS = 180_000
"""A claim; longer than any try takes."""

AT_ONCE = 20
LOOK_AGAIN_SECONDS = 1.0
"""While something is to come: the clock may be another than the one that waits."""


class Delivery:
    """The reconciler of kind "notifications"."""

    kind = KIND

    def __init__(self, parts: Parts, smtp: SmtpServer | None) -> None:
        self._parts, self._smtp = parts, smtp

    async def step(self) -> float | None:
        """Warn of the runs that take too long, then try what is due."""
        await asyncio.to_thread(self._warn)
        while claimed := await asyncio.to_thread(self._claim):
            await asyncio.gather(*(self._try(one) for one in claimed))
        coming = await asyncio.to_thread(self._coming)
        return LOOK_AGAIN_SECONDS if coming else None

    def _warn(self) -> None:
        now = self._parts.clock()
        with self._parts.database.read() as tx:
            if not store.exceeded(tx, now, 1):
                return
        with self._parts.database.write() as tx:
            for watch in store.exceeded(tx, now, 10 * AT_ONCE):
                store.insert_notifications(tx, watch.job_run_id, watch.event, watch.recipients, now)
                store.unwatch(tx, watch.run_id)

    def _claim(self) -> list[Notification]:
        now = self._parts.clock()
        with self._parts.database.read() as tx:
            due = store.next_due(tx)
        if due is None or due > now:
            return []
        with self._parts.database.write() as tx:
            return store.claim_due(tx, now, now + CLAIM_MS, AT_ONCE)

    def _coming(self) -> bool:
        with self._parts.database.read() as tx:
            return store.next_due(tx) is not None

    async def _try(self, one: Notification) -> None:
        problem: Undelivered | None = None
        try:
            await self._deliver(one)
        except Undelivered as error:
            problem = error
        except Exception:
            log.exception("notification %s could not be tried", one.notification_id)
            problem = Undelivered("an error of this server")
        await asyncio.to_thread(self._settle, one, problem)

    async def _deliver(self, one: Notification) -> None:
        if one.kind == EMAIL:
            await self._mail(one, [one.target])
            return
        destination = await asyncio.to_thread(self._open, one.target)
        if destination is None:
            raise Undelivered("the notification destination was removed", final=True)
        if destination.destination_type == "EMAIL":
            await self._mail(one, one.event.get("left") or destination.config["addresses"])
        else:
            await self._post(one, destination)

    async def _post(self, one: Notification, destination: Destination) -> None:
        config, kind = destination.config, destination.destination_type
        headers = {"X-Boathouse-Notification-Id": str(one.notification_id)}
        if kind == "PAGERDUTY":
            document = messages.pagerduty(self._parts, one.event, config["integration_key"])
            await webhook.post(self._parts.config.pagerduty_url, document)
        elif kind == "SLACK":
            await webhook.post(config["url"], messages.slack(self._parts, one.event))
        elif kind == "MICROSOFT_TEAMS":
            await webhook.post(config["url"], messages.teams(self._parts, one.event))
        else:
            user, password = config.get("username"), config.get("password", "")
            document = messages.generic(self._parts, one.event)
            await webhook.post(
                config["url"], document, user=user, password=password, headers=headers
            )

    async def _mail(self, one: Notification, to: list[str]) -> None:
        if self._smtp is None:
            raise Undelivered("no SMTP server is configured (serve --smtp-url)")
        message_id = f"<{one.notification_id}.{self._parts.workspace_id}@boathouse>"
        subject = messages.subject(one.event)
        text = messages.body(self._parts, one.event)
        refused = await asyncio.to_thread(mail.send, self._smtp, to, subject, text, message_id)
        if refused:
            one.event["left"] = refused  # the others have it: they are not asked again
            raise Undelivered("the SMTP server refused some of the recipients")

    def _open(self, destination_id: str) -> Destination | None:
        with self._parts.database.read() as tx:
            return destinations.opened(tx, self._parts.vault, destination_id)

    def _settle(self, one: Notification, problem: Undelivered | None) -> None:
        now = self._parts.clock()
        changes: dict[str, Any] = {"due_at": None, "delivered_at": now, "error": None}
        if problem is not None:
            changes = {"due_at": self._next(one, problem, now), "error": str(problem)}
            changes["event"] = one.event
        with self._parts.database.write() as tx:
            store.set_notification(tx, one.notification_id, **changes)

    def _next(self, one: Notification, problem: Undelivered, now: int) -> int | None:
        """When to try again; None when it is given up."""
        # An address may be a person's: the log names the row and the run alone.
        where = (one.notification_id, one.job_run_id, one.kind, problem)
        if one.tries >= MAX_TRIES or problem.final:
            log.error("notification %s of run %s by %s is given up: %s", *where)
            return None
        log.warning("notification %s of run %s by %s failed: %s", *where)
        return now + (FIRST_PAUSE_MS << (one.tries - 1))
