"""What people do first with an SDK, in words that databricks-sdk 0.68 knows too.

Runs in an SDK's own environment against DATABRICKS_HOST; prints one JSON document of what it saw.
The argument is a name that nobody else uses.
"""

from __future__ import annotations

import base64
import io
import json
import sys
from datetime import timedelta
from typing import Any

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import compute, jobs, workspace
from databricks.sdk.version import __version__

SOURCE = b"# Databricks notebook source\ndbutils.notebook.exit(str(spark.range(7).count()))\n"


def main(name: str) -> dict[str, Any]:
    w = WorkspaceClient()
    return {
        "version": __version__,
        "me": w.current_user.me().user_name,
        "workspace": _workspace(w, f"/Shared/{name}"),
        "run": _run(w, f"/Shared/{name}-run"),
        "cluster": _cluster(w, name),
        "secrets": _secrets(w, name),
        "dbfs": _dbfs(w, f"/{name}"),
        "tokens": _tokens(w, name),
        "missing": _missing(w),
    }


def _workspace(w: WorkspaceClient, folder: str) -> dict[str, Any]:
    w.workspace.mkdirs(folder)
    w.workspace.import_(
        f"{folder}/notebook",
        content=base64.b64encode(SOURCE).decode(),
        format=workspace.ImportFormat.SOURCE,
        language=workspace.Language.PYTHON,
    )
    w.workspace.upload(f"{folder}/file.txt", io.BytesIO(b"text"), format=workspace.ImportFormat.RAW)
    exported = w.workspace.export(f"{folder}/notebook", format=workspace.ExportFormat.SOURCE)
    with w.workspace.download(f"{folder}/file.txt") as file:
        downloaded = file.read().decode()
    listed = sorted(entry.path for entry in w.workspace.list(folder))
    w.workspace.delete(folder, recursive=True)
    return {
        "same": base64.b64decode(exported.content) == SOURCE,
        "file": downloaded,
        "names": [path.rpartition("/")[2] for path in listed],
    }


def _run(w: WorkspaceClient, path: str) -> dict[str, Any]:
    w.workspace.upload(path, io.BytesIO(SOURCE), language=workspace.Language.PYTHON)
    task = jobs.SubmitTask("only", notebook_task=jobs.NotebookTask(notebook_path=path))
    run = w.jobs.submit(run_name="basics", tasks=[task]).result(timedelta(minutes=1))
    output = w.jobs.get_run_output(run.tasks[0].run_id)
    w.workspace.delete(path)
    return {"state": run.state.result_state.value, "output": output.notebook_output.result}


def _cluster(w: WorkspaceClient, name: str) -> dict[str, Any]:
    waiting = w.clusters.create(
        cluster_name=name,
        spark_version=w.clusters.select_spark_version(long_term_support=True),
        node_type_id=w.clusters.select_node_type(local_disk=True),
        num_workers=1,
        autotermination_minutes=10,
    )
    cluster = waiting.result(timedelta(minutes=1))
    assert isinstance(cluster, compute.ClusterDetails)
    listed = [found.cluster_id for found in w.clusters.list()]
    state = w.clusters.get(cluster.cluster_id).state.value
    w.clusters.permanent_delete(cluster.cluster_id)
    return {"state": state, "listed": cluster.cluster_id in listed, "name": cluster.cluster_name}


def _secrets(w: WorkspaceClient, scope: str) -> dict[str, Any]:
    w.secrets.create_scope(scope)
    w.secrets.put_secret(scope, "key", string_value="value")
    keys = [found.key for found in w.secrets.list_secrets(scope)]
    value = base64.b64decode(w.secrets.get_secret(scope, "key").value).decode()
    w.secrets.delete_scope(scope)
    return {"keys": keys, "value": value}


def _dbfs(w: WorkspaceClient, folder: str) -> dict[str, Any]:
    content = bytes(range(256)) * 9000  # more than one block
    w.dbfs.mkdirs(folder)
    with w.dbfs.open(f"{folder}/file", write=True) as file:
        file.write(content)
    with w.dbfs.open(f"{folder}/file", read=True) as file:
        same = file.read() == content
    names = [found.path for found in w.dbfs.list(folder)]
    w.dbfs.delete(folder, recursive=True)
    return {"same": same, "names": [path.rpartition("/")[2] for path in names]}


def _tokens(w: WorkspaceClient, comment: str) -> dict[str, Any]:
    made = w.tokens.create(comment=comment, lifetime_seconds=600)
    listed = [info.token_id for info in w.tokens.list()]
    w.tokens.delete(made.token_info.token_id)
    left = [info.token_id for info in w.tokens.list()]
    token_id = made.token_info.token_id
    return {"listed": token_id in listed, "left": token_id in left, "value": bool(made.token_value)}


def _missing(w: WorkspaceClient) -> str:
    try:
        w.workspace.get_status("/nothing/here")
    except NotFound as error:  # and what is more exact than that
        return type(error).__name__
    return "nothing raised"


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
