"""Warehouse engines' folders on disk: `<data>/warehouses/<id>`, and the logs that outlive them."""

from __future__ import annotations

import shutil
from pathlib import Path


def of_engine(data_dir: Path, warehouse_id: str) -> Path:
    """The folder that belongs to a warehouse's engine alone. It goes when the engine ends."""
    return data_dir / "warehouses" / warehouse_id


def present(data_dir: Path) -> list[str]:
    """The ids of all warehouses whose engine has a folder."""
    root = data_dir / "warehouses"
    return [path.name for path in root.iterdir() if path.is_dir()] if root.is_dir() else []


def clear(data_dir: Path, warehouse_id: str, *, keep_log: bool) -> None:
    """Remove an ended engine's folder; its log moves to `<data>/logs/warehouses`."""
    folder = of_engine(data_dir, warehouse_id)
    kept = data_dir / "logs" / "warehouses" / f"{warehouse_id}.log"
    log = folder / "engine.log"
    if keep_log and log.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        log.replace(kept)
    elif not keep_log:
        kept.unlink(missing_ok=True)
    if folder.exists():
        shutil.rmtree(folder)
