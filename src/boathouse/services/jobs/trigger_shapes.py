"""Triggers as jobs/get shows them with include_trigger_state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from boathouse.context import compact
from boathouse.services.jobs import trigger_store
from boathouse.services.jobs.trigger_store import Trigger


def shown(tx: Connection, job_id: int) -> dict[str, Any]:
    """`trigger_details` of a job's triggers, and `trigger_state` of what it watches."""
    triggers = trigger_store.of_job(tx, job_id)
    if not triggers:
        return {}
    return compact(
        {
            "trigger_state": _state(triggers),
            "trigger_details": [_details(trigger) for trigger in triggers],
        }
    )


def _state(triggers: Sequence[Trigger]) -> dict[str, Any] | None:
    watching = [one for one in triggers if one.kind in trigger_store.WATCHING]
    if not watching:
        return None
    return {_STATE_NAMES[one.kind]: _of_kind(one) for one in watching}


_STATE_NAMES = {"file_arrival": "file_arrival", "table_update": "table"}


def _details(trigger: Trigger) -> dict[str, Any]:
    state = {
        "pause_status": "PAUSED" if trigger.paused else "UNPAUSED",
        trigger.kind: _of_kind(trigger),
    }
    history = compact(
        {"last_triggered": _last(trigger), "last_failed": trigger.state.get("failed")}
    )
    return {"state": state, **({"history": history} if history else {})}


def _last(trigger: Trigger) -> dict[str, Any] | None:
    if trigger.fired_at is None:
        return None
    return compact({"timestamp": trigger.fired_at, "run_id": trigger.run_id})


def _of_kind(trigger: Trigger) -> dict[str, Any]:
    if trigger.kind == "file_arrival":
        return {"using_file_events": False}
    if trigger.kind == "table_update":
        return {"last_seen_table_states": _tables(trigger), "using_scalable_monitoring": False}
    if trigger.kind == "periodic":
        return compact({"next_run_time": trigger.next_fire_at})
    if trigger.kind == "continuous":
        failures = int(trigger.state.get("failures", 0))
        backing_off = failures > 0 and trigger.next_fire_at is not None
        return compact(
            {
                "consecutive_failures": failures,
                "is_backing_off": backing_off,
                "next_attempt_ms": trigger.next_fire_at,
            }
        )
    return {}


def _tables(trigger: Trigger) -> list[dict[str, Any]]:
    known = trigger.state.get("tables", {})
    return [
        {"table_name": name, "has_seen_updates": bool(known.get(name, {}).get("updated"))}
        for name in trigger.config["table_names"]
    ]
