"""The table at the end, and the same figures as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.figures import Figure

LATEST = Path(__file__).parent / "results" / "latest.json"
COLOURS = {"met": "green", "missed": "bold red", "info": "dim"}


def show(figures: Sequence[Figure], console: Console) -> None:
    """Line, target, measured, ratio, verdict, and what there is to know beside them."""
    table = Table(title="Speed and size")
    for column in ("line", "target", "measured", "ratio", "verdict", "beside it"):
        right = column in ("target", "measured", "ratio")
        table.add_column(column, justify="right" if right else "left")
    for figure in figures:
        colour = COLOURS[figure.verdict]
        ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
        verdict = f"[{colour}]{figure.verdict}[/]"
        row = (figure.line, _target(figure), _amount(figure.value, figure.unit), ratio, verdict)
        table.add_row(*row, figure.note)
    console.print(table)


def save(figures: Sequence[Figure]) -> Path:
    """Write results/latest.json; where it is."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    machine = {"cores": os.cpu_count(), "system": platform.system(), "cpu": platform.machine()}
    python = platform.python_version()
    lines = [{**asdict(one), "ratio": one.ratio, "verdict": one.verdict} for one in figures]
    document = {"time": now, "machine": machine, "python": python, "figures": lines}
    LATEST.parent.mkdir(exist_ok=True)
    LATEST.write_text(json.dumps(document, indent=2) + "\n")
    return LATEST


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    sign = "≥" if figure.at_least else "≤" if figure.at_most else "<"
    return f"{sign} {figure.target:g} {figure.unit}"


def _amount(value: float, unit: str) -> str:
    digits = 0 if unit in ("MB", "/s") else 2 if value >= 1 or unit != "ms" else 3
    return f"{value:,.{digits}f} {unit}"
