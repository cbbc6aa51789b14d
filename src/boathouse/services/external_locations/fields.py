"""Request fields of external locations that are kept, or known, and change nothing here."""

from __future__ import annotations

_EVENTS = "Kept and shown; nothing here listens to the events of a storage."

INERT = {
    "effective_enable_file_events": _EVENTS,
    "effective_file_event_queue": _EVENTS,
    "enable_file_events": _EVENTS,
    "encryption_details": "Kept and shown; it is for clients that write to a cloud by themselves.",
    "fallback": "Kept and shown; clusters have no credentials of their own to fall back to.",
    "file_event_queue": _EVENTS,
}
ISOLATION = {"isolation_mode": "Kept and shown; the metastore has this one workspace."}
UNBOUND = {"include_unbound": "Every location is bound to the one workspace."}
