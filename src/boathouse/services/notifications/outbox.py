"""Notifications of a run and its tasks, written in the change that moves them.

Each event becomes a row for each of its recipients; delivery.py brings them there afterwards, at
least once. Nothing is written where nobody asked to be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from boathouse.services.jobs.run_store import Run, TaskRun
from boathouse.services.notifications import events, store
from boathouse.services.notifications.store import DESTINATION, EMAIL, Watch

KIND = "notifications"
"""What to wake after the commit: `parts.signals.wake(outbox.KIND)`."""

START, SUCCESS, FAILURE = "start", "success", "failure"
DURATION, BACKLOG = "duration_warning", "streaming_backlog"

LISTS = {
    START: "on_start",
    SUCCESS: "on_success",
    FAILURE: "on_failure",
    DURATION: "on_duration_warning_threshold_exceeded",
    BACKLOG: "on_streaming_backlog_exceeded",
}
"""The list of recipients of each event, in email_notifications and webhook_notifications."""

SUCCEEDED = ("SUCCESS", "SUCCESS_WITH_FAILURES")
UNTOLD = ("EXCLUDED", "DISABLED")
"""Ends of tasks that were not to run: nothing is told."""

SKIPPED = ("MAXIMUM_CONCURRENT_RUNS_REACHED", "UPSTREAM_FAILED", "UPSTREAM_CANCELED")


def queue(
    tx: Connection, now: int, run: Run, task: TaskRun | None, event: str, *, last: bool = True
) -> bool:
    """Have an event of a run, or of a task of it, told to whom its settings name; whether any.

    `run` and `task` are as they are after the change. `last` is False for the failure of a task
    that will be tried again. A start begins to watch the duration, an end ends that.
    """
    if event == START:
        _watch(tx, now, run, task)
    elif event in (SUCCESS, FAILURE):
        _unwatch(tx, run, task)
    recipients = [*_recipients(run, task, event, last)]
    if recipients:
        told = events.document(run, task, LISTS[event])
        store.insert_notifications(tx, run.run_id, told, recipients, now)
    return bool(recipients)


def ended(tx: Connection, now: int, run: Run, task: TaskRun | None, *, last: bool = True) -> bool:
    """`queue` for whatever end the run, or the task of it, has come to."""
    result = (task or run).result_state
    if result in UNTOLD:
        _unwatch(tx, run, task)
        return False
    return queue(tx, now, run, task, SUCCESS if result in SUCCEEDED else FAILURE, last=last)


def forget(tx: Connection, run: Run) -> None:
    """Remove what there is about a run that goes, but for what is still to be delivered."""
    store.forget_run(tx, run.run_id)


def sweep(tx: Connection, moment: int) -> None:
    """Remove what was queued before a time and is settled: its run is gone."""
    store.forget_before(tx, moment)


def _recipients(
    run: Run, task: TaskRun | None, event: str, last: bool
) -> Iterator[tuple[str, str]]:
    """(kind, target) of each; once, however often it is named."""
    settings = task.task if task is not None else run.settings
    emails = settings.get("email_notifications") or {}
    webhooks = settings.get("webhook_notifications") or {}
    name = LISTS[event]
    if not (emails.get(name) or webhooks.get(name)) or _muted(run, task, event, last):
        return
    if not (_skipped(run, task, event) and emails.get("no_alert_for_skipped_runs")):
        for address in dict.fromkeys(emails.get(name) or ()):
            yield EMAIL, address
    for one in dict.fromkeys(webhook["id"] for webhook in webhooks.get(name) or ()):
        yield DESTINATION, one


def _muted(run: Run, task: TaskRun | None, event: str, last: bool) -> bool:
    """Whether notification_settings keep an event from everybody."""
    settings = task.task if task is not None else run.settings
    asked: Mapping[str, Any] = settings.get("notification_settings") or {}
    if event == FAILURE and not last and asked.get("alert_on_last_attempt"):
        return True
    if event == START and task is not None and task.attempt_number > 0:
        return bool(asked.get("alert_on_last_attempt"))
    if event != FAILURE:
        return False
    canceled = (task or run).result_state in ("CANCELED", "UPSTREAM_CANCELED")
    return bool(
        (canceled and asked.get("no_alert_for_canceled_runs"))
        or (_skipped(run, task, event) and asked.get("no_alert_for_skipped_runs"))
    )


def _skipped(run: Run, task: TaskRun | None, event: str) -> bool:
    which = task or run
    return event == FAILURE and (
        which.life_cycle_state == "SKIPPED" or which.result_state in SKIPPED
    )


def _watch(tx: Connection, now: int, run: Run, task: TaskRun | None) -> None:
    settings = task.task if task is not None else run.settings
    rules = (settings.get("health") or {}).get("rules") or ()
    limits = [rule["value"] for rule in rules if rule["metric"] == "RUN_DURATION_SECONDS"]
    recipients = [[*one] for one in _recipients(run, task, DURATION, True)]
    if limits and recipients:
        told = events.document(run, task, LISTS[DURATION], seconds=min(limits))
        due = now + min(limits) * 1000
        run_id = task.run_id if task is not None else run.run_id
        store.watch(tx, Watch(run_id, run.run_id, due, told, recipients))


def _unwatch(tx: Connection, run: Run, task: TaskRun | None) -> None:
    settings = task.task if task is not None else run.settings
    if settings.get("health"):
        store.unwatch(tx, task.run_id if task is not None else run.run_id)
