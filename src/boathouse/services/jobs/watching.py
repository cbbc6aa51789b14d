"""A look at a file_arrival or table_update trigger: what is new is remembered, and fires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from boathouse.context import Context, Parts
from boathouse.errors import ApiError
from boathouse.services.jobs import access, arrivals, store, trigger_store
from boathouse.services.jobs.arrivals import Files
from boathouse.services.jobs.firing import Firing
from boathouse.services.jobs.trigger_store import Trigger

EVERY_MS = 60_000
"""Databricks looks for new files every minute; tables are looked at as often here."""


@dataclass(frozen=True)
class _Look:
    """What was found: new and vanished files, the trigger's next state, whether it may fire."""

    state: dict[str, Any]
    info: dict[str, Any]
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def watch(parts: Parts, trigger: Trigger) -> bool:
    """Look, remember, fire if it is time; whether a run was started."""
    try:
        look = _look(parts, trigger)
    except ApiError as error:
        look = _Look({**trigger.state, "failed": _failure(parts, error)}, {})
    now = parts.clock()
    with parts.database.write() as tx:
        return _note(tx, parts, trigger, look, now)


def _failure(parts: Parts, error: ApiError) -> dict[str, Any]:
    return {"timestamp": parts.clock(), "description": error.message}


def _look(parts: Parts, trigger: Trigger) -> _Look:
    with parts.database.read() as tx:
        job = store.get_job(tx, trigger.job_id)
        seen = trigger_store.seen_files(tx, trigger)
        runs_as = access.runs_as(tx, trigger.job_id, job.settings) if job else ""
        principal = access.runner(tx, runs_as)
    ctx = Context(parts, principal, parts.clock())
    try:
        if trigger.kind == "file_arrival":
            return _files(trigger, arrivals.files(ctx, trigger.config["url"]), seen, ctx.now)
        names = trigger.config["table_names"]
        found = arrivals.tables(ctx, names, trigger.state.get("tables", {}))
        return _tables(trigger, found, ctx.now)
    finally:
        ctx.close()


def _files(trigger: Trigger, found: Files, seen: set[str], now: int) -> _Look:
    state = {**trigger.state, "failed": None, "listing": found.listing, "looked": True}
    new = tuple(sorted(set(found.changed) - seen))
    fresh = new
    if not trigger.state.get("looked"):
        # The first look: what was there when the trigger was made is not new.
        fresh = tuple(path for path in new if found.changed[path] > trigger.since)
    pending = bool(trigger.state.get("pending")) or bool(fresh)
    if fresh or (pending and found.listing != trigger.state.get("listing")):
        state["changed_at"] = now
    state["pending"] = pending
    info = {"file_arrival": {"location": trigger.config["url"]}}
    return _Look(state, info, new, tuple(seen - set(found.changed)))


def _tables(trigger: Trigger, found: Mapping[str, dict[str, Any]], now: int) -> _Look:
    before: Mapping[str, Any] = trigger.state.get("tables", {})
    state = {**trigger.state, "failed": None, "tables": dict(found)}
    versions = {name: (one["log_id"], one["version"]) for name, one in found.items()}
    known = {name: (one["log_id"], one["version"]) for name, one in before.items()}
    updated = [name for name, one in found.items() if one["updated"]]
    if versions != known and updated:
        state["changed_at"] = now
    every = trigger.config.get("condition") == "ALL_UPDATED"
    state["pending"] = len(updated) == len(found) if every else bool(updated)
    facts = ("version", "commit_timestamp")
    told = {name: {fact: found[name][fact] for fact in facts} for name in updated}
    return _Look(state, {"table_update": {"updated_tables": updated, "tables": told}})


def _note(tx: Connection, parts: Parts, trigger: Trigger, look: _Look, now: int) -> bool:
    due = _due(trigger, look.state)
    fires = due is not None and due <= now
    state = _fired(look.state) if fires else look.state
    # Before `now + EVERY_MS`, where what is pending becomes due earlier.
    again = now + EVERY_MS if fires or due is None else min(now + EVERY_MS, due)
    changes = {"next_fire_at": again, "state": state}
    if fires:
        held = Firing(tx, parts, now).fire(trigger, look.info, **changes) is not None
    else:
        held = trigger_store.claim(tx, trigger, **changes) is not None
    if held:
        trigger_store.add_files(tx, trigger, look.new)
        trigger_store.forget_files(tx, trigger, look.gone)
    return held and fires


def _due(trigger: Trigger, state: Mapping[str, Any]) -> int | None:
    """When the trigger may fire for what is pending; None when nothing is."""
    if not state.get("pending") or state.get("failed"):
        return None
    quiet = (trigger.config.get("wait_after_last_change_seconds") or 0) * 1000
    apart = (trigger.config.get("min_time_between_triggers_seconds") or 0) * 1000
    due: int = state["changed_at"] + quiet
    if trigger.fired_at is not None:
        due = max(due, trigger.fired_at + apart)
    return due


def _fired(state: Mapping[str, Any]) -> dict[str, Any]:
    tables = {name: {**one, "updated": False} for name, one in state.get("tables", {}).items()}
    return {**state, "pending": False, **({"tables": tables} if tables else {})}
