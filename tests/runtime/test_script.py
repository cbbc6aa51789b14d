"""spark_python tasks: results, errors, and the names that a script finds."""

from collections.abc import Callable

import pytest

from tests.runtime.conftest import Api, Engine, Folder, wait_for

Start = Callable[..., Engine]


def test_an_exception_goes_into_the_result_and_not_into_the_log(folder: Folder) -> None:
    source = """
def outer():
    inner()
def inner():
    raise ValueError("first\\nsecond")
print("before")
outer()
"""
    folder.make(source).run()
    assert folder.log == "before\n"
    assert folder.result["status"] == "error"
    assert folder.result["error"] == "ValueError: first"
    trace = folder.result["error_trace"]
    assert trace.startswith('Traceback (most recent call last):\n  File "/Users/ada/x.py", line 7')
    assert trace.count("  File ") == 3
    assert "    inner()\n" in trace
    assert trace.endswith("ValueError: first\nsecond\n")
    assert folder.exit["exit_code"] == 1


@pytest.mark.parametrize(
    ("statement", "error", "code"),
    [
        ("sys.exit()", None, 0),
        ("sys.exit(0)", None, 0),
        ("sys.exit(3)", "SystemExit: 3", 3),
        ("sys.exit('out of data')", "SystemExit: out of data", 1),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", 1),
        ("dbutils.notebook.exit('v')", None, 0),
        (
            "sc.parallelize([1])",
            "NotImplementedError: sc.parallelize is not available: use the Spark session `spark`",
            1,
        ),
        (
            "dbutils.notebook.run('/x', 60)",
            "NotImplementedError: dbutils.notebook.run is not implemented",
            1,
        ),
        (
            "raise Exception(object.__new__(type('B', (), {'__str__': None})))",
            "Exception: <exception str() failed>",
            1,
        ),
    ],
)
def test_how_a_script_may_end(folder: Folder, statement: str, error: str, code: int) -> None:
    folder.make(f"import sys\n{statement}").run()
    assert folder.result["error"] == error
    assert folder.result["status"] == ("error" if error else "ok")
    assert folder.exit["exit_code"] == code


def test_the_value_of_notebook_exit(folder: Folder) -> None:
    source = "try:\n  dbutils.notebook.exit('v')\nexcept Exception:\n  print('no')"
    assert folder.make(source).run().result["exit_value"] == "v"
    assert folder.log == ""


@pytest.mark.parametrize("source", ["def f(:\n  pass", "x = '\0'", "\xff" * 3 + "("])
def test_a_file_that_is_not_python(folder: Folder, source: str) -> None:
    folder.make(source).run()
    assert folder.result["error"].startswith("SyntaxError: ")


def test_a_file_that_is_not_utf8(folder: Folder) -> None:
    folder.make("")
    (folder.path / "source").write_bytes(b"print('\xff\xfe')")
    assert folder.run().result["error"].startswith("UnicodeDecodeError: ")


def test_main_module_and_imports(folder: Folder) -> None:
    source = """
import inspect, pickle, sys
class Point: pass
def f(): return 1
print(__name__, __file__, sys.modules["__main__"].__dict__ is globals())
print(type(pickle.loads(pickle.dumps(Point()))) is Point, inspect.getsource(f).strip())
print(sys.path[0], "pyspark" in sys.modules)
"""
    folder.make(source).run()
    assert folder.log.splitlines() == [
        "__main__ /Users/ada/x.py True",
        "True def f(): return 1",
        f"{folder.path}/work False",
    ]


def test_large_output_is_whole(folder: Folder) -> None:
    folder.make("for _ in range(50): print('y' * 99_999)").run()
    assert len(folder.log) == 5_000_000
    assert folder.result["status"] == "ok"


def test_an_enormous_error_is_bounded(folder: Folder) -> None:
    folder.make("raise ValueError('e' * 30_000_000)").run()
    assert len(folder.result["error"]) == 10_000
    assert len(folder.result["error_trace"]) < 1_000_100


def test_spark_and_its_names(folder: Folder, engine: Engine) -> None:
    source = """
from pyspark.sql import SparkSession
assert SparkSession.builder.appName("mine").getOrCreate() is spark
print(spark.range(10).count(), sql("select 41 + 1 as x").first().x)
spark.range(3).createOrReplaceTempView("v")
print(table("v").count(), sqlContext.sql("select 1").count())
print([row[0] for row in spark.range(2).select(udf(lambda x: x * 2, "long")("id")).collect()])
print(spark.conf.get("spark.sql.shuffle.partitions"), spark.conf.get("spark.my.own"))
display(spark.range(2))
displayHTML("<b>")
"""
    conf = {"spark.sql.shuffle.partitions": "7", "spark.my.own": "mine"}
    folder.make(source, env=engine.env, spark_conf=conf).run()
    assert folder.result["error_trace"] is None
    assert folder.log.splitlines() == [
        "10 42",
        "3 1",
        "[0, 2]",
        "7 mine",
        "+----+",
        "| id |",
        "+----+",
        "| 0  |",
        "| 1  |",
        "+----+",
        "<HTML>",
    ]


def test_an_engine_that_is_gone_fails_the_task_plainly(folder: Folder) -> None:
    # Port 9 of loopback: nothing listens there.
    env = {"SPARK_REMOTE": "sc://127.0.0.1:9", "BOATHOUSE_ENGINE_PATIENCE": "1"}
    folder.make("print(spark.range(10).count())", env=env).run()
    assert folder.result["error"] == (
        "pyspark.errors.exceptions.connect.SparkConnectGrpcException: "
        "The Spark engine at sc://127.0.0.1:9 has not answered for 1 seconds: "
        "it was stopped or it crashed."
    )
    assert folder.exit["ended_at"] - folder.exit["started_at"] < 30_000


def test_an_engine_killed_in_the_middle(folder: Folder, new_engine: Start) -> None:
    engine = new_engine()
    source = f"""
import os
print(spark.range(10).count())
os.kill({engine.process.pid}, 9)
spark.range(10).count()
"""
    env = engine.env | {"BOATHOUSE_ENGINE_PATIENCE": "1"}
    folder.make(source, env=env).run()
    assert folder.log == "10\n"
    assert "has not answered for 1 seconds" in folder.result["error"]


def test_a_short_break_is_retried(folder: Folder, new_engine: Start) -> None:
    engine = new_engine()
    source = """
import os, time
print(spark.range(3).count())
open("asked", "w").close()
while not os.path.exists("broken"):
    time.sleep(0.01)
spark = type(spark).builder.remote(os.environ["SPARK_REMOTE"]).create()
print(spark.range(4).count())
"""
    folder.make(source, env=engine.env)
    with folder.start() as launcher:
        wait_for(lambda: (folder.path / "work/asked").exists())
        engine.kill()
        (folder.path / "work/broken").touch()
        wait_for(lambda: folder.survivors())
        new_engine(engine.port)
        assert launcher.wait(40) == 0
    assert folder.result["error_trace"] is None
    assert folder.log == "3\n4\n"


def test_the_sdk_inside_a_task(folder: Folder, engine: Engine, api: Api) -> None:
    known = {"oidc_endpoint": "http://127.0.0.1:9/oidc", "workspace_id": "99"}
    api.routes["GET", "/.well-known/databricks-config"] = lambda _: (200, known)
    api.routes["GET", "/api/2.0/preview/scim/v2/Me"] = lambda _: (200, {"userName": "ada"})
    api.routes["GET", "/api/2.0/secrets/scopes/list"] = lambda _: (200, {"scopes": [{"name": "s"}]})
    source = """
import sys
from databricks.sdk import WorkspaceClient
w = WorkspaceClient()
print(w.current_user.me().user_name, [s.name for s in w.dbutils.secrets.listScopes()])
assert "pyspark" not in sys.modules
r = WorkspaceClient(auth_type="runtime")
print(r.config.host == w.config.host, r.current_user.me().user_name)
from databricks.sdk import runtime
# Spelled so, since a text that mentions the session gets one ahead of use.
session = getattr(runtime, "spa" + "rk")
print(runtime.dbutils is dbutils, session.range(5).count())
context = dbutils.notebook.entry_point.getDbutils().notebook().getContext()
print(context.apiUrl().get() == w.config.host, context.apiToken().get() == w.config.token)
print(context.tags().get("user").get(), context.tags().apply("jobId"), context.jobId().get())
print(context.notebookPath().isDefined(), context.notebookPath().getOrElse("none"))
from dbruntime.databricks_repl_context import get_context
print(get_context().workspaceId, get_context().isInJob)
"""
    folder.make(source, env=engine.env | api.env).run()
    assert folder.result["error_trace"] is None
    assert folder.log.splitlines() == [
        "ada ['s']",
        "True ada",
        "True 5",
        "True True",
        "ada@example.com 1 1",
        "False none",
        "99 True",
    ]
    assert "Bearer secret-token" in api.tokens
