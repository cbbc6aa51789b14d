"""The words and documents in which an event is told: to people, and to each kind of system.

Shapes: a generic webhook gets the event document of Databricks' job notifications, Slack an
incoming webhook's text, Teams an adaptive card, PagerDuty an event of its Events API v2.
"""

from __future__ import annotations

from typing import Any

from boathouse.context import Parts

WORDS = {
    "on_start": "started",
    "on_success": "succeeded",
    "on_failure": "failed",
    "on_duration_warning_threshold_exceeded": "takes longer than expected",
    "on_streaming_backlog_exceeded": "has a backlog above its threshold",
}
SEVERITY = {"on_failure": "error", "on_start": "info", "on_success": "info"}
MAX_SUMMARY = 1024
"""Characters of a PagerDuty event's summary."""


def subject(event: dict[str, Any]) -> str:
    """The event in one line."""
    outcome = WORDS[event["event"]]
    how = event["result_state"]
    if event["event"] == "on_failure" and how not in (None, "FAILED"):
        outcome = f"ended as {how}"
    elif event["event"] == "on_success" and how != "SUCCESS":
        outcome = f"succeeded with failures ({how})"
    which = f"Task {event['task_key']} of job" if "task_key" in event else "Job"
    line = f"{which} {event['job_name']} {outcome}"
    return " ".join(line.split())


def lines(parts: Parts, event: dict[str, Any]) -> list[tuple[str, str]]:
    """What there is to know, as (name, value)."""
    facts = [
        ("Job", f"{event['job_name']} ({event['job_id']})"),
        ("Run", str(event["job_run_id"])),
        ("State", event["result_state"] or event["life_cycle_state"]),
    ]
    if "task_key" in event:
        attempt = f", attempt {event['attempt_number']}" if event["attempt_number"] else ""
        facts.insert(1, ("Task", f"{event['task_key']} ({event['run_id']}{attempt})"))
    if "seconds" in event:
        facts.append(("Expected", f"at most {event['seconds']} seconds"))
    if event["message"]:
        facts.append(("Message", event["message"]))
    facts.append(("Page", page_url(parts, event)))
    return facts


def page_url(parts: Parts, event: dict[str, Any]) -> str:
    """Where the run can be looked at."""
    place = f"job/{event['job_id']}/run/{event['run_id']}"
    return f"{parts.address}/?o={parts.workspace_id}#{place}"


def body(parts: Parts, event: dict[str, Any]) -> str:
    """The event as the body of a mail."""
    told = [f"{name}: {value}" for name, value in lines(parts, event)]
    return "\n".join([subject(event) + ".", "", *told, ""])


def generic(parts: Parts, event: dict[str, Any]) -> dict[str, Any]:
    """For a webhook of one's own; ids are texts."""
    run = {"run_id": str(event["run_id"])}
    document: dict[str, Any] = {
        "event_type": f"jobs.{event['event']}",
        "workspace_id": str(parts.workspace_id),
        "run": run,
        "job": {"job_id": str(event["job_id"]), "name": event["job_name"]},
    }
    if "task_key" in event:
        run["parent_run_id"] = str(event["job_run_id"])
        document["task"] = {"task_key": event["task_key"]}
    return document


def slack(parts: Parts, event: dict[str, Any]) -> dict[str, Any]:
    """For an incoming webhook of Slack; &, < and > are its markup."""
    *facts, (_, page) = lines(parts, event)
    told = [f"*{_plain(subject(event))}*"]
    told += [f"{name}: {_plain(value)}" for name, value in facts]
    return {"text": "\n".join([*told, f"<{page}|View run>"])}


def teams(parts: Parts, event: dict[str, Any]) -> dict[str, Any]:
    """For a webhook of Microsoft Teams: a message with one adaptive card."""
    *facts, (_, page) = lines(parts, event)
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "text": subject(event), "weight": "Bolder", "wrap": True},
            {
                "type": "FactSet",
                "facts": [{"title": name, "value": value} for name, value in facts],
            },
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "View run", "url": page}],
    }
    content_type = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": content_type, "content": card}]}


def pagerduty(parts: Parts, event: dict[str, Any], key: str) -> dict[str, Any]:
    """For PagerDuty's Events API v2: an alert for each run, however often it is told."""
    page = page_url(parts, event)
    facts = {name.lower(): value for name, value in lines(parts, event)}
    return {
        "routing_key": key,
        "event_action": "trigger",
        "dedup_key": f"{parts.workspace_id}/{event['run_id']}/{event['event']}",
        "payload": {
            "summary": subject(event)[:MAX_SUMMARY],
            "source": parts.address,
            "severity": SEVERITY.get(event["event"], "warning"),
            "custom_details": {**facts, **generic(parts, event)},
        },
        "links": [{"href": page, "text": "View run"}],
    }


def _plain(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
