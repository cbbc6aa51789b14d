"""The executed notebook of a task run as one self-contained page of HTML.

Every text is escaped. A plain table that the notebook displayed stands in the page; any other HTML
of its own in a sandboxed frame, where it cannot run scripts or reach the page around it.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from boathouse.context import Context
from boathouse.services.jobs.folder import TaskFolder
from boathouse.services.jobs.output import redactor
from boathouse.services.jobs.run_store import TaskRun

STYLE = """
:root{color-scheme:light dark}
body{font:14px/1.5 system-ui,sans-serif;margin:1.5rem;color:#1b1f24;background:#fff}
h1{font-size:1.2rem;margin:0 0 1rem}
section{border:1px solid #d8dee4;border-radius:6px;margin:0 0 1rem;overflow:hidden}
pre{margin:0;padding:.6rem .8rem;white-space:pre-wrap;overflow-wrap:anywhere;
font:12.5px/1.5 ui-monospace,monospace}
pre.source{background:#f6f8fa;border-bottom:1px solid #d8dee4}
pre.source:last-child{border-bottom:0}
pre.error{background:#fff1f0;color:#a40e26}
pre.stderr{color:#7a4b00}
iframe{border:0;width:100%;height:320px}
img{max-width:100%;padding:.6rem}
.table{overflow-x:auto;padding:.4rem .8rem .7rem}
.table p{color:#57606a;margin:.4rem 0 0}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.25rem 1.2rem .25rem 0;border-bottom:1px solid #d8dee4}
th{color:#57606a;font-weight:600}
@media (prefers-color-scheme:dark){
body{color:#e3eaee;background:#161f26}
section,pre.source,th,td{border-color:#27343d}
pre.source{background:#111a20}
pre.error{background:#40201e;color:#ff9a90}
pre.stderr{color:#f0c36a}
th,.table p{color:#97a7b1}
}
"""

# What display() makes of a table: these elements without attributes, and text. That is inert
# wherever it stands; possessive, so that a large text that is something else is told in one pass.
_PLAIN_TABLE = re.compile(
    r"<table>(?:[^<]++|</?(?:thead|tbody|tr|th|td)>)*+</table>(?:<p>[^<]*</p>)?"
)


def view(ctx: Context, task: TaskRun) -> dict[str, str]:
    """One view of an ExportRunOutput."""
    hide = redactor(ctx, task)
    notebook = TaskFolder(ctx.parts, task.run_id).notebook() or {"cells": []}
    name = task.task["notebook_task"]["notebook_path"].rsplit("/", 1)[-1]
    cells = "\n".join(_cell(cell, hide) for cell in notebook["cells"])
    content = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(name)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{escape(name)}</h1>\n{cells}</body></html>"
    )
    return {"name": name, "type": "NOTEBOOK", "content": content}


def _cell(cell: dict[str, Any], hide: Any) -> str:
    source = escape(hide(_text(cell.get("source", ""))))
    outputs = "".join(_output(output, hide) for output in cell.get("outputs", []))
    return f'<section><pre class="source">{source}</pre>{outputs}</section>'


def _output(output: dict[str, Any], hide: Any) -> str:
    kind = output.get("output_type")
    if kind == "stream":
        style = "stderr" if output.get("name") == "stderr" else "stdout"
        return f'<pre class="{style}">{escape(hide(_text(output.get("text", ""))))}</pre>'
    if kind == "error":
        trace = "\n".join(output.get("traceback", []))
        return f'<pre class="error">{escape(hide(trace))}</pre>'
    return _display(output.get("data", {}), hide)


def _display(data: dict[str, Any], hide: Any) -> str:
    if "text/html" in data:
        html = hide(_text(data["text/html"]))
        if _PLAIN_TABLE.fullmatch(html):
            return f'<div class="table">{html}</div>'
        document = escape(html, quote=True)
        return f'<iframe sandbox srcdoc="{document}" title="Displayed HTML"></iframe>'
    if "image/png" in data:
        image = escape(_text(data["image/png"]).strip(), quote=True)
        return f'<img src="data:image/png;base64,{image}" alt="Displayed image">'
    for kind in ("text/markdown", "text/plain"):
        if kind in data:
            return f"<pre>{escape(hide(_text(data[kind])))}</pre>"
    return ""


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)
