"""`boathouse demo`: import a notebook, make a cluster and a job, run it, show what happens.

Uses the public API alone, so it works against any host and token.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from boathouse.cli.client import CallFailed, Client
from boathouse.cli.demo_notebook import SOURCE

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

POLL_SECONDS = 0.25
PATIENCE_SECONDS = 1200
ENDED = ("TERMINATED", "SKIPPED", "INTERNAL_ERROR")


def demo(arguments: argparse.Namespace) -> int:
    """Run it; 0 only when the job's run ended in SUCCESS."""
    from rich.console import Console

    console = Console(highlight=False)
    try:
        client = Client.from_environment(arguments.host)
        return Demo(client, console, keep=arguments.keep).run()
    except CallFailed as error:
        print(f"boathouse demo: {error}", file=sys.stderr)
        return 1


class Demo:
    """The steps, in order; what it made it removes again unless asked to keep it."""

    def __init__(self, client: Client, console: Console, *, keep: bool) -> None:
        self._client, self._console, self._keep = client, console, keep
        self._undo: list[tuple[str, dict[str, Any]]] = []

    def run(self) -> int:
        """Carry the demo out."""
        try:
            notebook = self._import_notebook()
            cluster_id = self._make_cluster()
            run = self._run_job(notebook, cluster_id)
            return self._report(run)
        finally:
            if not self._keep:
                self._clean_up()

    def _import_notebook(self) -> str:
        me = self._client.get("/api/2.0/preview/scim/v2/Me")["userName"]
        self._say("Signed in", me)
        folder = f"/Users/{me}/boathouse-demo"
        self._client.post("/api/2.0/workspace/mkdirs", path=folder)
        self._undo.append(("/api/2.0/workspace/delete", {"path": folder, "recursive": True}))
        self._client.post(
            "/api/2.0/workspace/import",
            path=f"{folder}/planets",
            format="SOURCE",
            language="PYTHON",
            content=base64.b64encode(SOURCE.encode()).decode(),
            overwrite=True,
        )
        self._say("Imported", f"notebook {folder}/planets")
        return f"{folder}/planets"

    def _make_cluster(self) -> str:
        started = time.monotonic()
        made = self._client.post(
            "/api/2.1/clusters/create",
            cluster_name="boathouse demo",
            spark_version=self._spark_version(),
            node_type_id=self._node_type(),
            num_workers=1,
            autotermination_minutes=10,
        )
        cluster_id = str(made["cluster_id"])
        self._undo.append(("/api/2.1/clusters/permanent-delete", {"cluster_id": cluster_id}))
        cluster = self._watch(
            lambda: self._client.get("/api/2.1/clusters/get", cluster_id=cluster_id),
            lambda cluster: cluster["state"] in ("RUNNING", "TERMINATED", "ERROR"),
            lambda cluster: _table(("cluster", cluster_id, cluster["state"], "")),
        )
        if cluster["state"] != "RUNNING":
            raise CallFailed(f"the cluster did not start: {cluster.get('state_message', '')}")
        self._say("Cluster", f"{cluster_id} runs after {time.monotonic() - started:.1f} s")
        return cluster_id

    def _spark_version(self) -> str:
        versions = self._client.get("/api/2.1/clusters/spark-versions")["versions"]
        plain = [v["key"] for v in versions if "LTS" in v["name"] and "scala2.12" in v["key"]]
        usable = [key for key in plain if not any(w in key for w in ("-ml-", "-gpu-", "photon"))]
        return str(max(usable, key=lambda key: [int(n) for n in key.split(".")[:2]]))

    def _node_type(self) -> str:
        types = self._client.get("/api/2.1/clusters/list-node-types")["node_types"]
        usable = [t for t in types if not t.get("is_deprecated") and t["memory_mb"] >= 8192]
        chosen: str = min(usable, key=lambda t: (t["num_cores"], t["memory_mb"]))["node_type_id"]
        return chosen

    def _run_job(self, notebook: str, cluster_id: str) -> dict[str, Any]:
        task = {
            "task_key": "planets",
            "existing_cluster_id": cluster_id,
            "notebook_task": {"notebook_path": notebook, "base_parameters": {"dense": "3.0"}},
        }
        job_id = self._client.post("/api/2.2/jobs/create", name="boathouse demo", tasks=[task])[
            "job_id"
        ]
        self._undo.append(("/api/2.2/jobs/delete", {"job_id": job_id}))
        run_id = self._client.post("/api/2.2/jobs/run-now", job_id=job_id)["run_id"]
        self._say("Started", f"run {run_id} of job {job_id}")
        return self._watch(
            lambda: self._client.get("/api/2.2/jobs/runs/get", run_id=run_id),
            lambda run: run["state"]["life_cycle_state"] in ENDED,
            _progress(),
        )

    def _report(self, run: dict[str, Any]) -> int:
        output = self._client.get("/api/2.2/jobs/runs/get-output", run_id=run["tasks"][0]["run_id"])
        result = run["state"].get("result_state")
        self._say("Run page", run["run_page_url"])
        if result != "SUCCESS":
            self._say(str(result), run["state"].get("state_message", ""))
            self._console.print(output.get("error_trace") or output.get("error", ""), markup=False)
            return 1
        self._say("SUCCESS", f"after {run['run_duration'] / 1000:.1f} s; the notebook returned:")
        self._console.print(_rows(json.loads(output["notebook_output"]["result"])))
        return 0

    def _watch(
        self,
        read: Callable[[], dict[str, Any]],
        over: Callable[[dict[str, Any]], bool],
        show: Callable[[dict[str, Any]], Any],
    ) -> dict[str, Any]:
        """Poll until it is over, showing each look in place; without a terminal, each change."""
        from rich.live import Live

        deadline = time.monotonic() + PATIENCE_SECONDS
        if not self._console.is_terminal:
            return self._print_changes(read, over)
        with Live(console=self._console, transient=True, refresh_per_second=8) as live:
            while True:
                document = read()
                live.update(show(document), refresh=True)
                if over(document):
                    return document
                _wait(deadline)

    def _print_changes(
        self, read: Callable[[], dict[str, Any]], over: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        deadline, last = time.monotonic() + PATIENCE_SECONDS, ""
        while True:
            document = read()
            if (line := _state_line(document)) != last:
                self._say("State", line)
                last = line
            if over(document):
                return document
            _wait(deadline)

    def _clean_up(self) -> None:
        for path, body in reversed(self._undo):
            try:
                self._client.post(path, **body)
            except CallFailed as error:
                print(f"boathouse demo: not removed: {error}", file=sys.stderr)
        if self._undo:
            self._say("Removed", "job, cluster and notebook (--keep leaves them)")

    def _say(self, what: str, detail: str) -> None:
        self._console.print(f"[bold green]{what:>10}[/]  ", end="")
        self._console.print(detail, markup=False, soft_wrap=True)


def _wait(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise CallFailed("gave up after 20 minutes")
    time.sleep(POLL_SECONDS)


def _state_line(document: dict[str, Any]) -> str:
    """A cluster's state, or a run's with those of its tasks."""
    state = document["state"]
    if isinstance(state, str):
        return state
    tasks = [f"{t['task_key']} {t['state']['life_cycle_state']}" for t in document.get("tasks", [])]
    return f"{state['life_cycle_state']} ({', '.join(tasks)})"


def _progress() -> Callable[[dict[str, Any]], Table]:
    """A view of a run that remembers when each task entered its state."""
    seen: list[tuple[float, str]] = []
    began = time.monotonic()

    def show(run: dict[str, Any]) -> Table:
        state = run["state"]["life_cycle_state"]
        if not seen or seen[-1][1] != state:
            seen.append((time.monotonic() - began, state))
        path = " → ".join(f"{word} {at:.1f}s" for at, word in seen)
        rows = [("run", str(run["run_id"]), path, "")]
        for task in run.get("tasks", []):
            message = task["state"].get("state_message", "")
            rows.append(("task", task["task_key"], task["state"]["life_cycle_state"], message))
        return _table(*rows)

    return show


def _table(*rows: tuple[str, str, str, str]) -> Table:
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    for row in rows:
        table.add_row("", *row)
    return table


def _rows(rows: list[dict[str, Any]]) -> Table:
    from rich.table import Table

    table = Table(*rows[0].keys())
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table
