"""The contract of an engine, run by every backend with the real thing."""

import asyncio
import dataclasses
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boathouse.engine import process, sail
from boathouse.engine.protocol import Engine, EngineSpec, EngineStartFailed

pytestmark = [
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings("ignore:Cannot infer the eval type from type hints"),
]

Connect = Callable[[str], Any]

START_AND_LEAVE = """
import asyncio, pathlib, sys
from boathouse.engine.protocol import EngineSpec
from boathouse.engine.sail import Sail
running = asyncio.run(Sail().start(EngineSpec("engine-1", pathlib.Path(sys.argv[1]))))
print(running.process.pid, running.address)
"""

READ_CONF = """
from pyspark.sql import SparkSession
conf = SparkSession.builder.getOrCreate().conf
print([conf.get(k) for k in ("spark.sql.shuffle.partitions", "spark.sql.session.timeZone")])
"""


def processes(spec: EngineSpec) -> list[process.ProcessId]:
    return process.marked(sail.mark_of(spec.folder))


def test_start_answers_and_stop_leaves_nothing(
    engine: Engine, spec: EngineSpec, connect: Connect
) -> None:
    running = asyncio.run(engine.start(spec))
    assert asyncio.run(engine.healthy(running))
    assert engine.find(spec.folder) == running
    assert spec.folder.stat().st_mode & 0o777 == 0o700
    with connect(running.address) as spark:
        assert spark.range(5).count() == 5
    asyncio.run(engine.stop(running))
    assert not asyncio.run(engine.healthy(running))
    assert engine.find(spec.folder) is None
    assert processes(spec) == []
    asyncio.run(engine.stop(running))


def test_starting_twice_at_once_and_once_more_gives_one_process(
    engine: Engine, spec: EngineSpec
) -> None:
    async def scenario() -> None:
        first, second = await asyncio.gather(engine.start(spec), engine.start(spec))
        assert first == second == await engine.start(spec)
        async with asyncio.timeout(20):
            while processes(spec) != [first.process]:  # the loser is on its way out
                await asyncio.sleep(0.01)
        assert await engine.healthy(first)

    asyncio.run(scenario())


def test_an_engine_outlives_its_starter_and_is_adopted(
    engine: Engine, spec: EngineSpec, connect: Connect
) -> None:
    argv = [sys.executable, "-c", START_AND_LEAVE, str(spec.folder)]
    left = subprocess.run(argv, capture_output=True, check=True, text=True).stdout.split()
    running = engine.find(spec.folder)
    assert running is not None
    assert [str(running.process.pid), running.address] == left
    assert asyncio.run(engine.start(spec)) == running
    with connect(running.address) as spark:
        assert spark.range(3).count() == 3
    asyncio.run(engine.stop(running))
    assert processes(spec) == []


def test_kill_9_is_noticed_and_the_folder_starts_anew(engine: Engine, spec: EngineSpec) -> None:
    async def scenario() -> None:
        first = await engine.start(spec)
        gone = asyncio.create_task(process.wait(first.process))
        await asyncio.sleep(0)
        os.kill(first.process.pid, signal.SIGKILL)
        async with asyncio.timeout(20):
            await gone
        assert engine.find(spec.folder) is None
        assert not await engine.healthy(first)
        second = await engine.start(spec)
        assert second.process != first.process
        assert await engine.healthy(second)

    asyncio.run(scenario())


def test_a_stopped_process_is_not_confused_with_its_pid(engine: Engine, spec: EngineSpec) -> None:
    running = asyncio.run(engine.start(spec))
    former = dataclasses.replace(
        running, process=process.ProcessId(running.process.pid, started="1")
    )
    assert not asyncio.run(engine.healthy(former))


def test_a_failed_start_shows_the_log(engine: Engine, spec: EngineSpec) -> None:
    broken = spec.folder / "site" / "pysail"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise RuntimeError('no engine today')")
    with pytest.raises(EngineStartFailed, match="no engine today"):
        asyncio.run(engine.start(spec))
    assert processes(spec) == []


def test_the_environment_is_clean_and_reaches_udfs(
    engine: Engine, spec: EngineSpec, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark.sql.functions import udf
    from pyspark.sql.types import StringType

    for name in ("DATABRICKS_TOKEN", "UC_TOKEN", "UNITY_URI", "SECRET_OF_THE_SERVER"):
        monkeypatch.setenv(name, "the server's")
    mine = {"MY_SETTING": "42", "DATABRICKS_HOST": "http://elsewhere"}
    running = asyncio.run(engine.start(dataclasses.replace(spec, environment=mine)))

    @udf(StringType())
    def variables(_: int) -> str:
        import os

        return "\n".join(f"{k}={v}" for k, v in os.environ.items())

    with connect(running.address) as spark:
        seen = spark.range(1).select(variables("id")).collect()[0][0].split("\n")
    assert "MY_SETTING=42" in seen
    assert not [line for line in seen if line.startswith(("DATABRICKS_", "UC_", "UNITY_"))]
    assert not [line for line in seen if "the server's" in line]


def test_udfs_see_libraries_installed_while_the_engine_runs(
    engine: Engine, spec: EngineSpec, connect: Connect
) -> None:
    from pyspark.sql.functions import udf
    from pyspark.sql.types import StringType

    running = asyncio.run(engine.start(spec))

    @udf(StringType())
    def of_library(_: int) -> str:
        import late_library

        return late_library.WORD

    (spec.folder / "site" / "late_library.py").write_text("WORD = 'here'")
    with connect(running.address) as spark:
        assert spark.range(1).select(of_library("id")).collect()[0][0] == "here"


def test_stop_ends_what_a_udf_detached(engine: Engine, spec: EngineSpec, connect: Connect) -> None:
    from pyspark.sql.functions import udf
    from pyspark.sql.types import IntegerType

    running = asyncio.run(engine.start(spec))

    @udf(IntegerType())
    def detach(_: int) -> int:
        import subprocess

        return subprocess.Popen(["sleep", "600"], start_new_session=True).pid

    with connect(running.address) as spark:
        pid = spark.range(1).select(detach("id")).collect()[0][0]
    assert pid in [found.pid for found in processes(spec)]
    asyncio.run(engine.stop(running))
    assert processes(spec) == []


def test_a_fork_that_outlives_the_engine_does_not_keep_the_folder(
    engine: Engine, spec: EngineSpec, connect: Connect
) -> None:
    from pyspark.sql.functions import udf
    from pyspark.sql.types import IntegerType

    running = asyncio.run(engine.start(spec))

    @udf(IntegerType())
    def fork(_: int) -> int:
        import os
        import time

        pid = os.fork()
        if pid == 0:
            time.sleep(600)
            os._exit(0)
        return pid

    with connect(running.address) as spark:
        fork_pid = spark.range(1).select(fork("id")).collect()[0][0]
    os.kill(running.process.pid, signal.SIGKILL)
    asyncio.run(process.wait(running.process))
    assert [found.pid for found in processes(spec)] == [fork_pid]
    assert asyncio.run(engine.healthy(asyncio.run(engine.start(spec))))


def test_spark_conf_travels_in_the_environment(
    engine: Engine, spec: EngineSpec, tmp_path: Path
) -> None:
    running = asyncio.run(engine.start(spec))
    conf = {"spark.sql.shuffle.partitions": "7", "spark.sql.session.timeZone": "Asia/Tokyo"}
    script = tmp_path / "script.py"
    script.write_text(READ_CONF)
    env = {"PATH": os.environ["PATH"], **sail.spark_environment(running.address, conf)}
    argv = [sys.executable, str(script)]
    shown = subprocess.run(argv, env=env, cwd=tmp_path, capture_output=True, check=True, text=True)
    assert shown.stdout.strip() == "['7', 'Asia/Tokyo']"
