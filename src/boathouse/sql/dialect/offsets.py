"""from_utc_timestamp(t, '+05:30') and its kin: the engine knows zones by their names alone."""

from __future__ import annotations

import re

from boathouse.sql.dialect.calls import Call

OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::(\d\d))?")


def shifted(call: Call) -> str | None:
    """The moment, moved by a constant offset; None where the zone has a name."""
    zone = call.string(1) if len(call.arguments) == 2 else None
    found = OFFSET.fullmatch(zone) if zone else None
    if found is None:
        return None
    minutes = 60 * int(found[2]) + int(found[3] or 0)
    ahead = (found[1] == "+") == (call.name == "from_utc_timestamp")
    sign = "+" if ahead else "-"
    return f"(CAST({call.text(0)} AS TIMESTAMP) {sign} INTERVAL '{minutes}' MINUTE)"
