"""Engines' folders on disk: `<data>/engines/<cluster_id>`, and the logs that outlive them."""

from __future__ import annotations

import shutil
from pathlib import Path


def of_engine(data_dir: Path, cluster_id: str) -> Path:
    """The folder that belongs to a cluster's engine alone. It goes when the engine ends."""
    return data_dir / "engines" / cluster_id


def present(data_dir: Path) -> list[str]:
    """The ids of all clusters whose engine has a folder."""
    root = data_dir / "engines"
    return [path.name for path in root.iterdir() if path.is_dir()] if root.is_dir() else []


def clear(data_dir: Path, cluster_id: str, *, keep_log: bool) -> None:
    """Remove an ended engine's folder; its log moves to `<data>/logs/engines`."""
    folder = of_engine(data_dir, cluster_id)
    log = folder / "engine.log"
    if keep_log and log.exists():
        kept = _log(data_dir, cluster_id)
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        log.replace(kept)
    elif not keep_log:
        forget(data_dir, cluster_id)
    if folder.exists():
        shutil.rmtree(folder)


def forget(data_dir: Path, cluster_id: str) -> None:
    """Remove the log of a cluster that is forgotten."""
    _log(data_dir, cluster_id).unlink(missing_ok=True)


def _log(data_dir: Path, cluster_id: str) -> Path:
    return data_dir / "logs" / "engines" / f"{cluster_id}.log"
