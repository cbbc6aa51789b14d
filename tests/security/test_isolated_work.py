"""What isolation leaves to honest code, what it hides from the server, and who is refused."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.conftest import NOBODY, ROOT, Someone, Workspace
from tests.security.test_escapes import MARK, hostile

USEFUL = """# Databricks notebook source
# MAGIC %sh echo from the shell > /tmp/shell.txt; cat /tmp/shell.txt; echo told > /dev/stderr

# COMMAND ----------
import multiprocessing, os, tempfile, pathlib
pathlib.Path("/tmp/driver.txt").write_text("from the driver")
pathlib.Path("/var/tmp/x").write_text("x")
tempfile.TemporaryFile().write(b"x")
with multiprocessing.Pool(2) as pool:
    print(pool.map(abs, [-1, -2]))
print("cores", os.cpu_count() > 0, open("/proc/meminfo").readline()[:8])

# COMMAND ----------
spark.range(5).write.format("delta").mode("overwrite").save("/tmp/numbers")
print("rows", spark.read.format("delta").load("/tmp/numbers").count())
print([file.name for file in dbutils.fs.ls("dbfs:/tmp/numbers")])

# COMMAND ----------
from pyspark.sql.functions import udf
def look(_):
    import mine
    return mine.WORD + open("/tmp/driver.txt").read()
print(os.environ["BOATHOUSE_SITE"])
pathlib.Path(os.environ["BOATHOUSE_SITE"], "mine.py").write_text("WORD = 'from a library, '")
print(spark.range(1).select(udf(look)("id").alias("x")).first().x)

# COMMAND ----------
import zipfile
with zipfile.ZipFile("/tmp/tiny-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr("tiny.py", "WORD = 'from a wheel'")
    about = "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n"
    wheel.writestr("tiny-1.0.dist-info/METADATA", about)
    tag = "Wheel-Version: 1.0\\nGenerator: us\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    wheel.writestr("tiny-1.0.dist-info/WHEEL", tag)
    wheel.writestr("tiny-1.0.dist-info/RECORD", "")

# COMMAND ----------
# MAGIC %pip install --no-index /tmp/tiny-1.0-py3-none-any.whl

# COMMAND ----------
import tiny
print("here", tiny.WORD)
@udf
def imported(_):
    import tiny
    return "there " + tiny.WORD
print(spark.range(1).select(imported("id").alias("x")).first().x)

# COMMAND ----------
dbutils.notebook.exit("all worked")
"""

PLANTS = """
import os
out = os.environ["BOATHOUSE_TASK_FOLDER"] + "/out/"
os.symlink("{target}", out + "notebook.ipynb")
os.mkfifo(out + "task_values.json")
os.symlink("{target}", out + "result.json")
os._exit(0)
"""

FLOOD = """
import os
out = os.environ["BOATHOUSE_TASK_FOLDER"] + "/out/"
with open(out + "result.json", "wb") as file:
    file.truncate(1 << 40)
os._exit(0)
"""


def tmp(workspace: Workspace, me: Someone) -> str:
    """The folder for temporary files: /tmp, unless there is no root of its own."""
    if "a root of its own" in workspace.facts["summary"]:
        return "/tmp"
    folder = me.data / "runs" / str(me.runs["sleeper"]) / "out"
    return str(me.data / "scratch" / str(folder.stat().st_uid))


@pytest.mark.parametrize("role", ["first", "second"])
def test_honest_code_has_what_it_needs(workspace: Workspace, role: str) -> None:
    me = workspace.people[role]
    run_id = me.submit(
        "useful.py", USEFUL.replace("/var/tmp", "/tmp").replace("/tmp", tmp(workspace, me))
    )
    output = me.wait(run_id)
    log = (me.data / "runs" / str(run_id) / "output.log").read_text()
    assert output.get("notebook_output", {}).get("result") == "all worked", (output, log)
    assert "from the shell" in log
    assert "[1, 2]" in log
    assert "rows 5" in log
    assert "_delta_log" in log
    assert "from a library, from the driver" in log
    assert "here from a wheel" in log
    assert "there from a wheel" in log


def test_tmp_is_one_s_own(workspace: Workspace) -> None:
    first, second = workspace.people.values()
    private = f"{tmp(workspace, first)}/private"
    writes = f"open({private!r}, 'w').write('mine')"
    assert "error" not in first.wait(first.submit("writes.py", writes))
    sees = f"import os\nprint(os.path.exists({private!r}))"
    assert first.wait(first.submit("sees.py", sees))["logs"] == "True\n"
    assert second.wait(second.submit("sees.py", sees))["logs"] == "False\n"


@pytest.mark.parametrize("source", [PLANTS, FLOOD], ids=["links and pipes", "a huge file"])
def test_the_server_follows_nothing_that_was_planted(workspace: Workspace, source: str) -> None:
    me = workspace.people["second"]
    run_id = me.submit("plants.py", source.replace("{target}", str(me.data / "admin.token")))
    output = me.wait(run_id)
    assert me.run(run_id)["state"]["result_state"] == "FAILED"
    response = me.api.get("/api/2.2/jobs/runs/export", params={"run_id": run_id})
    token = (me.data / "admin.token").read_text().strip()
    assert token not in json.dumps(output) + response.text


@pytest.fixture
def open_house() -> Iterator[Workspace]:
    """A server that isolates nothing."""
    served = Workspace(NOBODY if os.geteuid() == 0 else None, "none")
    yield served
    served.close()


def test_without_isolation_only_the_first_principal_runs(open_house: Workspace) -> None:
    assert not open_house.facts["complete"]
    first, second = open_house.people.values()
    assert first.wait(first.submit("hello.py", "print('hello')"))["logs"] == "hello\n"
    refused = second.submit("hello.py", "print('hello')")
    second.wait(refused)
    state = second.run(refused)["state"]
    assert state["life_cycle_state"] == "INTERNAL_ERROR" or state["result_state"] == "FAILED"
    assert "another principal" in json.dumps(second.run(refused)), state
    assert first.wait(first.submit("again.py", "print('again')"))["logs"] == "again\n"


def test_the_attacks_are_real(open_house: Workspace) -> None:
    """Those that do no harm here get through where nothing is isolated."""
    me = open_house.people["first"]
    targets = {
        "files": [str(me.data / "admin.token")],
        "folders": [str(me.data)],
        "allowed": [],
        "pids": [open_house.process.pid],
    }
    harmless = (
        "read_files_of_the_data_folder",
        "list_folders_of_the_data_folder",
        "read_process_secrets",
        "signal_others",
        "limit_others",
        "follow_a_link_of_its_own",
        "get_away_and_try_again",
    )
    source = hostile("script", targets)
    chosen = f"for name in set(ATTACKS) - set({harmless!r}): del ATTACKS[name]\n"
    source = source.replace("\nprint(", f"\n{chosen}print(")
    text = me.wait(me.submit("real.py", source))["logs"]
    outcomes = json.loads(text.split(MARK, 1)[1])
    assert {name for name, said in outcomes.items() if said.startswith("GOT")} == set(harmless)


def test_required_refuses_to_start_without(tmp_path: Path) -> None:
    """As on a machine whose kernel has no Landlock: here because the data folder is exposed."""
    exposed = tmp_path / "environment" / "data"
    # A search path that holds the data folder does not count; the environment's own prefix does.
    program = (
        "import sys, boathouse.engine.isolation as isolation\nfrom pathlib import Path\n"
        f"sys.prefix = {str(exposed.parent)!r}\n"
        f"isolation.find('required', Path({str(exposed)!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, cwd=ROOT, check=False
    )
    assert done.returncode != 0
    assert "User code cannot be isolated here" in done.stderr.decode()


def test_a_refused_tmp_names_the_place_to_use(workspace: Workspace) -> None:
    me = workspace.people["second"]
    place = tmp(workspace, me)
    output = me.wait(me.submit("tmp.py", "open('/tmp/plain', 'w')"))
    if place == "/tmp":
        assert "error" not in output
    else:
        assert output["error"].endswith(f"(temporary files go to {place}): '/tmp/plain'")
