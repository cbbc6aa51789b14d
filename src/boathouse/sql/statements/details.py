"""What DESCRIBE TABLE EXTENDED and SHOW TABLE EXTENDED tell of a relation besides its columns."""

from __future__ import annotations

from datetime import UTC, datetime

from boathouse.sql.securables import Relation


def details(relation: Relation) -> list[tuple[str, str]]:
    """The lines of DESCRIBE TABLE EXTENDED below the columns."""
    found: list[tuple[str, str | None]] = [
        ("Catalog", relation.name.catalog),
        ("Database", relation.name.schema),
        ("Table", relation.name.name),
        ("Owner", relation.owner),
        ("Created Time", _clock(relation.created_at)),
        ("Last Access", "UNKNOWN"),
        ("Created By", relation.created_by),
        ("Type", relation.kind),
        ("Comment", relation.comment),
    ]
    if relation.kind == "VIEW":
        found += [
            ("View Text", relation.definition),
            ("View Original Text", relation.definition),
            ("View Catalog and Namespace", f"{relation.view_catalog}.{relation.view_schema}"),
        ]
    else:
        found += [
            ("Location", relation.location),
            ("Provider", (relation.format or "").lower()),
            ("Is_managed_location", "true" if relation.kind == "MANAGED" else "false"),
        ]
    pairs = ",".join(f"{key}={value}" for key, value in sorted(relation.properties.items()))
    found.append(("Table Properties", f"[{pairs}]"))
    return [(name, value) for name, value in found if value]


def _clock(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%a %b %d %H:%M:%S UTC %Y")
