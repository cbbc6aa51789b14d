"""The law of imports: each room uses only the rooms below it [ARCHITECTURE.md]."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import boathouse

ROOT = Path(boathouse.__file__).parent
FOUNDATION = {"errors", "config", "context", "route", "wire", "__init__", "__version__"}
MAY_USE = {
    "__main__": {"cli"},
    "cli": {"app", "config", "http", "services", "store"},
    "app": {"apis", "seed", "http", "protocols", "services", "sql", "engine", "work", "store"},
    "apis": {"protocols", "services"},
    "seed": {"services", "sql", "store"},
    "http": {"services", "store"},
    # A protocol listens beside http/, with the same listener.
    "protocols": {"http", "services", "sql", "engine", "store"},
    "services": {"sql", "engine", "work", "store"},
    "sql": set(),
    "engine": set(),
    "work": set(),
    "store": set(),
}
STANDS_ALONE = {"runtime"}
# A service may read the notebook format, which the runtime room defines, and nothing else of it.
# An engine's process confines itself with the code that confines a task's.
ALLOWED = {
    ("services", "boathouse.runtime.source"),
    ("engine", "boathouse.runtime.confine"),
}


def _imports(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    hidden = [node for node in ast.walk(tree) if _type_checking(node)]
    skipped = {id(inner) for node in hidden for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _type_checking(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def test_each_room_uses_only_the_rooms_below_it() -> None:
    broken = []
    for path in ROOT.rglob("*.py"):
        room = path.relative_to(ROOT).parts[0].removesuffix(".py")
        if room in FOUNDATION or "migrations" in path.parts:
            allowed = FOUNDATION | ({"store"} if "migrations" in path.parts else set())
        elif room in STANDS_ALONE:
            allowed = set()
        else:
            allowed = MAY_USE[room] | FOUNDATION
        for module in _imports(path):
            if not module.startswith("boathouse") or _room(module) in allowed | {room}:
                continue
            if not any(room == who and module.startswith(what) for who, what in ALLOWED):
                broken.append(f"{path.relative_to(ROOT)} imports {module}")
    assert not broken


def test_no_service_touches_another_s_tables() -> None:
    broken = []
    for path in (ROOT / "services").rglob("*.py"):
        own = path.relative_to(ROOT / "services").parts[0]
        for module in _imports(path):
            parts = module.split(".")
            if parts[:2] != ["boathouse", "services"] or parts[2] == own:
                continue
            if parts[-1] in _tables(parts[:-1]):
                broken.append(f"{path.relative_to(ROOT)} imports the table {module}")
    assert not broken


def _tables(parts: list[str]) -> set[str]:
    path = ROOT.joinpath(*parts[1:]).with_suffix(".py")
    if not path.exists():
        return set()
    return {
        target.id
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name) and getattr(node.value.func, "id", "") == "Table"
    }


def test_the_sdk_is_no_part_of_the_product() -> None:
    users = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if any(module.startswith("databricks") for module in _imports(path))
    ]
    assert users == []
