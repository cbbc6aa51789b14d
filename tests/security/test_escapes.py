"""Hostile code of either principal gets at nothing that is not its own, in whatever it runs."""

import json
import os
from pathlib import Path
from typing import Any

import psutil
import pytest

import boathouse
from tests.security.attacks import ATTACKS
from tests.security.conftest import VAULT_KEY, Someone, Workspace

SOURCE = (Path(__file__).parent / "attacks.py").read_text()
MARK = "OUTCOMES:"
IN_TASK = f"print({MARK!r} + json.dumps(run_all(targets)))"
IN_UDF = f"""
from pyspark.sql.functions import udf
hostile = udf(lambda text: json.dumps(run_all(json.loads(text))))
row = spark.createDataFrame([(json.dumps(targets),)], "t string").select(hostile("t")).first()
print({MARK!r} + row[0])
"""
VEHICLES = ("script", "notebook", "udf")


def hostile(vehicle: str, targets: dict[str, Any]) -> str:
    body = IN_UDF if vehicle == "udf" else IN_TASK
    text = f"import json\n{SOURCE}\ntargets = json.loads({json.dumps(targets)!r})\n"
    if vehicle == "notebook":
        return f"# Databricks notebook source\n{text}\n# COMMAND ----------\n{body}"
    return text + body


def opened(data: Path, attacker: str, own_uid: bool) -> list[Path]:
    """What an engine is given besides its own: DBFS, which is everybody's, and the way to tables
    and volumes, of which each lets it in. Without a uid of its own an admin's has them all."""
    governed = [data / "metastore" / name for name in ("tables", "volumes")]
    way = governed if attacker == "first" and not own_uid else [one / "any" for one in governed]
    return [data / "dbfs", data / "dbfs" / ".partial", *way]


def samples(me: Someone, data: Path) -> list[Path]:
    """The folders of the samples, which everybody reads; without uids they are open at once."""
    top = "/api/2.1/unity-catalog"
    asked = {"catalog_name": "samples"}
    names = [
        one["name"] for one in me.api.get(f"{top}/schemas", params=asked).json().get("schemas", ())
    ]
    pages = (
        me.api.get(f"{top}/tables", params={**asked, "schema_name": name}).json().get("tables", ())
        for name in names
    )
    shown = (
        Path(one.get("storage_location", "").removeprefix("file://"))
        for page in pages
        for one in page
    )
    return [one for one in shown if one.is_relative_to(data / "metastore" / "tables")]


def targets_of(
    workspace: Workspace, attacker: str, vehicle: str, listeners: dict[str, Any], own: Path
) -> dict[str, Any]:
    me = workspace.people[attacker]
    victim = next(one for role, one in workspace.people.items() if role != attacker)
    engine, mine = workspace.engine(victim), workspace.engine(me)
    sleeper = workspace.data / "runs" / str(victim.runs["sleeper"])
    records = [json.loads((engine / "engine.json").read_bytes())]
    records += [json.loads((sleeper / "launcher.json").read_bytes())]
    pids = [workspace.process.pid, *(record["pid"] for record in records)]
    pids += [child.pid for child in psutil.Process(records[1]["pid"]).children(recursive=True)]
    mine_too = workspace.data / "runs" / str(me.runs["sleeper"]) / "launcher.json"
    pids += [json.loads(mine_too.read_bytes())["pid"]]
    if vehicle != "udf":
        pids.append(json.loads((mine / "engine.json").read_bytes())["pid"])
    catalog = json.loads((workspace.data / "engine_catalog.json").read_bytes())["port"]
    ports = [*listeners["ports"], records[0]["port"]]
    own_names = ("site", "work", "tmp") if vehicle == "udf" else ("out", "work", "tmp")
    allowed = [own / name for name in own_names] + [mine / "site"]
    allowed += environments(workspace.data, mine)
    folders, files = inventory(workspace.data, allowed)
    own_uid = (engine / "work").stat().st_uid != engine.stat().st_uid
    open_to = opened(workspace.data, attacker, own_uid) if vehicle == "udf" else []
    if vehicle == "udf":
        open_to.append(mine)  # in a root of its own it sees there what is its own, and no more
    folders = [path for path in folders if path not in open_to]
    if vehicle == "udf" and not own_uid:
        given = samples(me, workspace.data) if attacker == "second" else open_to[2:4]
        open_to += given
        folders, files = (
            [path for path in paths if not any(map(path.is_relative_to, given))]
            for paths in (folders, files)
        )
    if vehicle != "udf":
        # Both are given to it to read.
        files = [path for path in files if path not in (own / "task.json", own / "source")]
    return {
        "data": str(workspace.data),
        "files": [str(path) for path in files],
        "folders": [str(path) for path in folders],
        "allowed": [str(path) for path in (*allowed, own / "task.json", own / "source", *open_to)],
        "environment": [os.path.realpath(os.path.dirname(boathouse.__file__)), *site_folders()],
        "own_uid": own_uid,
        "pids": pids,
        "ports": ports if vehicle == "udf" else [*ports, catalog],
        "catalog": catalog,
        "free_ports": [8_081, 20_001, records[0]["port"]],
        "abstract": listeners["abstract"],
        "socket": listeners["socket"],
        "own_folder": str(own),
        "own_descriptors": [
            str(own / name) for name in ("output.log", "engine.log", "engine.lock")
        ],
        "secrets": [
            VAULT_KEY,
            workspace.facts["tokens"]["first" if attacker == "second" else "second"],
        ],
    }


def environments(data: Path, engine: Path) -> list[Path]:
    """Where the libraries of an engine's principal are: its own code may read them."""
    named = json.loads((engine / "confinement.json").read_bytes())
    return [Path(one) for one in named["read"] if Path(one).parent == data / "environments"]


def site_folders() -> list[str]:
    import pyspark

    return [os.path.dirname(os.path.dirname(pyspark.__file__))]


def inventory(data: Path, allowed: list[Path]) -> tuple[list[Path], list[Path]]:
    """All folders and files of the data folder, those that the code owns aside."""
    folders, files = [data], [data / "admin.token", data / "boathouse.db"]
    for path in sorted(data.rglob("*")):
        if any(path.is_relative_to(own) for own in allowed) or "scratch" in path.parts:
            continue
        (folders if path.is_dir() else files).append(path)
    return folders, files


@pytest.fixture(scope="session", params=["first", "second"])
def attacker(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session", params=VEHICLES)
def outcomes(
    workspace: Workspace, attacker: str, listeners: dict[str, Any], request: pytest.FixtureRequest
) -> dict[str, str]:
    """What came of every attack in one vehicle."""
    vehicle, me = str(request.param), workspace.people[attacker]
    own = workspace.engine(me)
    if vehicle != "udf":
        # Its own folder is known before its source is written: it reads the number from there.
        own = Path("@own@")
    targets = targets_of(workspace, attacker, vehicle, listeners, own)
    source = hostile(vehicle, targets)
    if vehicle != "udf":
        source = source.replace("targets = json.loads(", "targets = at_home(", 1).replace(
            SOURCE, SOURCE + AT_HOME, 1
        )
    return run_hostile(me, vehicle, source)


AT_HOME = """
def at_home(text):
    import json
    return json.loads(text.replace("@own@", os.environ["BOATHOUSE_TASK_FOLDER"]))
"""


def run_hostile(me: Someone, vehicle: str, source: str) -> dict[str, str]:
    run_id = me.submit(f"hostile_{vehicle}.py", source)
    me.wait(run_id)
    export = me.api.get("/api/2.2/jobs/runs/get-output", params={"run_id": run_id}).json()
    text = export.get("logs") or ""
    if MARK not in text:
        text = log_of(run_id, me)
    assert MARK in text, (export, text)
    found: dict[str, str] = json.loads(text.split(MARK, 1)[1].splitlines()[0])
    return found


def log_of(run_id: int, me: Someone) -> str:
    return (me.data / "runs" / str(run_id) / "output.log").read_text(errors="replace")


def test_nothing_gets_through(outcomes: dict[str, str]) -> None:
    assert outcomes.keys() == ATTACKS.keys()
    tried = {name: said for name, said in outcomes.items() if said != "denied: []"}
    assert tried.keys() == ATTACKS.keys(), "an attack had no target"
    assert {name: said for name, said in tried.items() if not said.startswith("denied")} == {}
