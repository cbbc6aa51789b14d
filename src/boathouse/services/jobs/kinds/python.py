"""Notebooks and Python files."""

from __future__ import annotations

from boathouse.services.jobs import sources
from boathouse.services.jobs.kinds.kind import Kind, Laid, Laying, needs


def _lay_notebook(laying: Laying) -> Laid:
    found = sources.notebook(laying, laying.body["notebook_path"], laying.body.get("source"))
    given = laying.body.get("base_parameters", {})
    notebook = {"path": found.path, "language": found.language, "parameters": given}
    return Laid({"kind": "notebook", "notebook": notebook}, found.content, found.folder)


def _lay_script(laying: Laying) -> Laid:
    path = laying.body["python_file"]
    found = sources.file(laying, path, laying.body.get("source"))
    script = {"path": path, "parameters": laying.body.get("parameters", [])}
    return Laid({"kind": "spark_python", "spark_python": script}, found.content, found.folder)


NOTEBOOK = Kind("notebook_task", needs("notebook_path"), lay=_lay_notebook)
SCRIPT = Kind("spark_python_task", needs("python_file"), lay=_lay_script)
