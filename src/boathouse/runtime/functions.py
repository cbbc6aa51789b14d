"""Runs one Python function of a user over rows: `python -m boathouse.runtime.functions POLICY`.

Confined to nothing but the interpreter's own libraries: no network, no other files, no processes.
stdin: a JSON line (body, handler, parameters, result: an Arrow schema in base64), then an Arrow
stream of arguments. stdout: an Arrow stream of `v`, the value, and `e`, the error of a row.
"""

import base64
import datetime
import decimal
import json
import linecache
import os
import resource
import sys
import textwrap
import traceback
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from boathouse.runtime import confine, kernel, seccomp

MEMORY_BYTES = 4 * 1024**3
"""Of address space; the interpreter and its libraries take one of them."""
CPU_SECONDS = 3600
_FILE = "<function>"
_PR_SET_PDEATHSIG, _SIGKILL = 1, 9
_LONGEST_ERROR = 4000


def main(arguments: list[str]) -> None:
    """Read, confine, run, write."""
    output = os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (1, 2):
        os.dup2(null, standard)
    source = sys.stdin.buffer
    request = json.loads(source.readline())
    schema = pa.ipc.read_schema(pa.py_buffer(base64.b64decode(request["result"])))
    with pa.ipc.open_stream(source) as stream:
        batches = list(stream)
    os.dup2(null, 0)
    _import_common()
    _bound(json.loads(arguments[0]))
    function, broken = _made(request)
    width = len(request["parameters"])
    with os.fdopen(output, "wb") as sink, pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(_evaluated(function, broken, batch, schema, width))


def _import_common() -> None:
    """Reading them later works too; this makes errors of a tight machine come early."""
    pa.set_cpu_count(1)
    pa.array([datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC), None])
    pa.array([decimal.Decimal(1)])


def _bound(policy: dict[str, Any]) -> None:
    """Give up everything. Errors: OSError, after which no user code may run."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    confine.apply(confine.Policy.of(policy))
    # Set once the user is changed, which takes it away; no later call may.
    kernel.prctl(_PR_SET_PDEATHSIG, _SIGKILL, "pdeathsig")
    if os.getppid() == 1:
        sys.exit(1)
    seccomp.restrict_to_computing()


def _made(request: dict[str, Any]) -> tuple[Callable[..., Any], str | None]:
    """The function, or what its text fails with."""
    names = ", ".join(request["parameters"])
    body = textwrap.dedent(request["body"]).strip("\n")
    scope: dict[str, Any] = {"__name__": "__main__"}
    handler = request.get("handler")
    if handler:
        text, name = body, handler
    else:
        indented = textwrap.indent(body or "pass", "  ")
        text, name = f"def main({names}):\n{indented}\n", "main"
    linecache.cache[_FILE] = (len(text), None, text.splitlines(True), _FILE)
    try:
        exec(compile(text, _FILE, "exec"), scope)  # noqa: S102 - what this process is for
        return scope[name], None
    except BaseException as error:
        return _nothing, _described(error)


def _nothing(*arguments: Any) -> None:
    return None


def _evaluated(
    function: Callable[..., Any],
    broken: str | None,
    batch: pa.RecordBatch,
    schema: pa.Schema,
    width: int,
) -> pa.RecordBatch:
    # Without parameters there is a column all the same, or there would be no rows.
    given = batch.columns[:width]
    columns = [column.to_pylist(maps_as_pydicts="strict") for column in given]
    rows = zip(*columns, strict=True) if columns else ((),) * batch.num_rows
    values: list[Any] = []
    errors: list[str | None] = []
    kind = schema.field("v").type
    for row in rows:
        value, error = None, broken
        if error is None:
            try:
                value = function(*row)
                pa.array([value], type=kind)
            except BaseException as failure:
                value, error = None, _described(failure)
        values.append(value)
        errors.append(error)
    return pa.record_batch([pa.array(values, type=kind), pa.array(errors, pa.string())], schema)


def _described(error: BaseException) -> str:
    """The last line, then the traceback in the function's own text."""
    last = "".join(traceback.format_exception_only(error)).strip()
    frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == _FILE]
    trace = "".join(traceback.format_list(frames)).rstrip()
    text = f"{last}\n== Stacktrace ==\n{trace}" if trace else last
    return text[:_LONGEST_ERROR]


if __name__ == "__main__":
    main(sys.argv[1:])
