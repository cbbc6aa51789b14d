"""Checks of who is to be notified of what, in the settings of a job, a run or a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from boathouse.errors import InvalidParameterValue
from boathouse.services.notification_destinations import use as destinations
from boathouse.services.notification_destinations.addresses import check_address

LISTS = (
    "on_start",
    "on_success",
    "on_failure",
    "on_duration_warning_threshold_exceeded",
    "on_streaming_backlog_exceeded",
    "on_maintenance_start",
    "on_maintenance_complete",
)
MAX_WEBHOOKS = 3
"""Destinations of one event, as documented."""

MAX_ADDRESSES = 200
MAX_SECONDS = 2**31 - 1


def check(settings: Mapping[str, Any], path: str = "$") -> None:
    """Refuse addresses, destinations and health rules that cannot be.

    `settings` are a job's, a run's or one task's. Errors: InvalidParameterValue naming the place.
    """
    emails = settings.get("email_notifications") or {}
    webhooks = settings.get("webhook_notifications") or {}
    for name in LISTS:
        _check_addresses(emails.get(name) or (), f"{path}.email_notifications.{name}")
        _check_webhooks(webhooks.get(name) or (), f"{path}.webhook_notifications.{name}")
    for index, rule in enumerate((settings.get("health") or {}).get("rules") or ()):
        _check_rule(rule, f"{path}.health.rules[{index}]")


def check_destinations(
    tx: Connection, settings: Mapping[str, Any], old: Mapping[str, Any] | None = None
) -> None:
    """Refuse settings that name destinations which there are not, in the tasks too.

    Those that `old` settings name already may stay: they were removed since.
    """
    gone = destinations.missing(tx, set(_named(settings)) - set(_named(old or {})))
    if gone:
        raise InvalidParameterValue(f"Notification destination {gone[0]} does not exist.")


def _named(settings: Mapping[str, Any]) -> Iterator[str]:
    for holder in _holders(settings):
        webhooks = holder.get("webhook_notifications") or {}
        for name in LISTS:
            yield from (one["id"] for one in webhooks.get(name) or ())


def _holders(settings: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The settings, each of their tasks, and the task inside each loop."""
    yield settings
    for task in settings.get("tasks") or ():
        yield task
        inner = (task.get("for_each_task") or {}).get("task")
        if inner:
            yield inner


def _check_addresses(addresses: Any, path: str) -> None:
    if len(addresses) > MAX_ADDRESSES:
        raise InvalidParameterValue(f"{path}: at most {MAX_ADDRESSES} addresses are possible.")
    for address in addresses:
        check_address(address, path)


def _check_webhooks(webhooks: Any, path: str) -> None:
    if len(webhooks) > MAX_WEBHOOKS:
        raise InvalidParameterValue(f"{path}: at most {MAX_WEBHOOKS} destinations are possible.")
    for index, webhook in enumerate(webhooks):
        if not webhook.get("id"):
            raise InvalidParameterValue(f"Missing required field: {path[2:]}[{index}].id")


def _check_rule(rule: Mapping[str, Any], path: str) -> None:
    for name in ("metric", "op", "value"):
        if rule.get(name) is None:
            raise InvalidParameterValue(f"Missing required field: {path[2:]}.{name}")
    if not 0 < rule["value"] <= MAX_SECONDS and rule["metric"] == "RUN_DURATION_SECONDS":
        raise InvalidParameterValue(f"{path}.value: a number of seconds above 0 is needed.")
