"""What the Python function of a user cannot do: read, write, speak, start, stay."""

from __future__ import annotations

import os
import time
from pathlib import Path

import psutil
import pytest

from boathouse.engine import isolation
from tests.live import LiveServer
from tests.sql_statements.conftest import Sql, _admin, connect, run, schema  # noqa: F401

HOSTILE = {
    "file": "return open('/etc/passwd').read()",
    "secret": "return open({secret!r}).read()",
    "listing": "import os\nreturn str(os.listdir({data!r}))",
    "write": "import os\nwith open('/tmp/e', 'w') as f: f.write('a')\nreturn 'written'",
    "beside": "import os\nwith open({data!r} + '/e', 'w') as f: f.write('a')\nreturn 'written'",
    "shared": "with open('/dev/shm/e', 'w') as f: f.write('a')\nreturn 'written'",
    "socket": "import socket\nsocket.create_connection(('127.0.0.1', {port}))\nreturn 'spoken'",
    "datagram": "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nreturn 'spoken'",
    "local": "import socket\nsocket.socketpair()\nreturn 'spoken'",
    "fork": "import os\nif os.fork() == 0:\n  while True: pass\nreturn 'forked'",
    "program": "import subprocess\nreturn str(subprocess.run(['/bin/sh', '-c', 'echo x']))",
    "thread": "import threading\nthreading.Thread(target=print).start()\nreturn 'started'",
    "kill": "import os\nos.kill(os.getppid(), 9)\nreturn 'killed'",
    "parent": "import os\nreturn open(f'/proc/{{os.getppid()}}/environ').read()",
    "root": "import os\nos.setuid(0)\nreturn 'root'",
    "memory": "return str(len(bytearray(1 << 40)))",
}


ATTEMPT = """
import textwrap
try:
  scope = {}
  exec("def f():\\n" + textwrap.indent(ATTACKS[name], "  "), scope)
  return str(scope["f"]())
except BaseException as e:
  return "refused " + type(e).__name__
"""


@pytest.fixture(autouse=True)
def _confining(server: LiveServer) -> None:
    if server.app.parts.isolation.computing(uid=600_000, read=[]) is None:
        pytest.skip("this machine cannot confine")


def test_nothing_is_to_be_had(run: Sql, server: LiveServer, schema: str) -> None:  # noqa: F811
    data = server.app.parts.config.data_dir.resolve()
    known = {
        "secret": str(next(path for path in data.iterdir() if path.is_file())),
        "data": str(data),
        "port": int(server.address.rpartition(":")[2]),
    }
    attacks = {name: body.format(**known) for name, body in HOSTILE.items()}
    body = ATTEMPT.replace("ATTACKS", repr(attacks))
    run(f"CREATE FUNCTION attempt(name STRING) RETURNS STRING LANGUAGE PYTHON AS $${body}$$")
    listed = ", ".join(f"('{name}')" for name in attacks)
    for name, found in run(f"SELECT name, attempt(name) FROM VALUES {listed} AS v(name)"):
        assert found.startswith("refused "), (name, found)
    uid = "import os\nreturn os.getuid()"
    run(f"CREATE FUNCTION own_uid() RETURNS INT LANGUAGE PYTHON AS $${uid}$$")
    if os.geteuid() == 0:
        assert run.value("SELECT own_uid()") >= 600_000
    environment = "import os\nreturn ' '.join(sorted(os.environ))"
    run(f"CREATE FUNCTION own_env() RETURNS STRING LANGUAGE PYTHON AS $${environment}$$")
    assert "TOKEN" not in run.value("SELECT own_env()")


def test_it_ends_with_its_statement(run: Sql, server: LiveServer, schema: str) -> None:  # noqa: F811
    body = (
        "import signal\nfor n in (1, 2, 15):\n  signal.signal(n, signal.SIG_IGN)\nwhile True: pass"
    )
    run(f"CREATE FUNCTION endless() RETURNS INT LANGUAGE PYTHON AS $${body}$$")
    run("SET STATEMENT_TIMEOUT = 3")
    try:
        assert "STATEMENT_TIMEOUT" in run.fails("SELECT endless()")
    finally:
        run("RESET STATEMENT_TIMEOUT")
    until = time.monotonic() + 20
    while _running() and time.monotonic() < until:
        time.sleep(0.05)
    assert not _running()


def test_a_process_that_lies_is_found_out(run: Sql) -> None:  # noqa: F811
    run("CREATE FUNCTION gone() RETURNS INT LANGUAGE PYTHON AS $$import os\nos._exit(0)$$")
    assert "[UDF_USER_CODE_ERROR.GENERIC]" in run.fails("SELECT gone()")
    body = (
        "import os\nfor n in range(3, 20):\n  try: os.write(n, b'x' * 100)\n"
        "  except OSError: pass\nos._exit(0)"
    )
    run(f"CREATE FUNCTION liar() RETURNS INT LANGUAGE PYTHON AS $${body}$$")
    assert "[UDF_USER_CODE_ERROR.GENERIC]" in run.fails("SELECT liar()")


def test_where_nothing_confines_nothing_runs(tmp_path: Path) -> None:
    assert isolation.find("none", tmp_path).computing(uid=1, read=[]) is None


def _running() -> list[int]:
    module = "boathouse.runtime.functions"
    return [p.pid for p in psutil.process_iter(["cmdline"]) if module in (p.info["cmdline"] or [])]
