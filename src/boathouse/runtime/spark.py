"""The task's Spark session: made late, configured from spark_conf, patient for a while only.

pyspark is never imported here before user code needs it (it costs over a second). What has to
change in it is changed by an import hook, so that a user's own
`SparkSession.builder.getOrCreate()` behaves like the `spark` that we hand out.
"""

import importlib.machinery
import os
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

PATIENCE_SECONDS = 15.0
# After an engine was given up, closing the session must not wait as long again.
IMPATIENCE_SECONDS = 0.2
_POLICY = "pyspark.sql.connect.client.retries"
_SESSION = "pyspark.sql.connect.session"


class AfterImport:
    """Runs a function on a module right after its first import, without importing it.

    A finder for sys.meta_path; importlib.abc would cost 10 ms only to be named here.
    """

    def __init__(self, changes: dict[str, Callable[[ModuleType], None]]) -> None:
        self._changes = changes

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find the module as usual, and put the change behind its loader."""
        change = self._changes.pop(fullname, None)
        if change is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def run(module: ModuleType) -> None:
                execute(module)
                change(module)

            spec.loader.exec_module = run  # type: ignore[method-assign]
        return spec


def prepare(spark_conf: dict[str, str]) -> None:
    """Arrange that pyspark, once it is imported, carries spark_conf and our patience."""
    # Or the engine keeps the session, and what it caches, after the task has ended.
    os.environ.setdefault("SPARK_CONNECT_RELEASE_SESSION_ON_EXIT", "true")
    patience = float(os.environ.get("BOATHOUSE_ENGINE_PATIENCE", PATIENCE_SECONDS))
    changes = {
        _POLICY: lambda module: _limit_retries(module, patience),
        _SESSION: lambda module: _carry_conf(module, spark_conf),
    }
    sys.meta_path.insert(0, AfterImport(changes))  # type: ignore[arg-type, unused-ignore]
    # Said by pyspark 4.2 at each import with pandas 3; a task's log is not the place for it.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)


def session() -> Any:
    """The one Spark session of this process. Errors: those of pyspark."""
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate()


def _carry_conf(module: ModuleType, spark_conf: dict[str, str]) -> None:
    """Set spark_conf on each new session.

    PYSPARK_REMOTE_INIT_CONF_<i> reaches pysail too, but pyspark takes only its spark.sql.* keys.
    """
    builder = module.SparkSession.Builder
    apply_options = builder._apply_options
    seen: set[str] = set()

    def apply(self: Any, session: Any) -> None:
        if spark_conf and session.session_id not in seen:
            seen.add(session.session_id)
            session.conf._set_all(configs=dict(spark_conf), silent=True)
        apply_options(self, session)

    builder._apply_options = apply


def _limit_retries(module: ModuleType, patience: float) -> None:
    """Give an engine that does not answer `patience` seconds instead of pyspark's ten minutes.

    The default policy counts 15 attempts up to a minute apart. Ours retries as long as the
    engine has been silent for less than `patience` seconds, at most a second apart, and then
    raises an error that says what happened. Each answer begins a new count.
    """
    policy = module.DefaultPolicy
    defaults = {"max_retries": None, "max_backoff": 1000}
    plain_init = policy.__init__
    silent: dict[str, bool] = {"given_up": False}

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        plain_init(self, *args, **(defaults | kwargs))

    class State(module.RetryPolicyState):  # type: ignore[name-defined, misc]
        def next_attempt(self, exception: BaseException | None = None) -> int | None:
            now = time.monotonic()
            self.since = getattr(self, "since", now)
            limit = IMPATIENCE_SECONDS if silent["given_up"] else patience
            left = self.since + limit - now
            if left <= 0:
                silent["given_up"] = True
                raise _engine_gone(patience) from None
            wait: int = super().next_attempt(exception)
            return min(wait, int(left * 1000) + 1)

    policy.__init__ = init
    policy.to_state = lambda self: State(self)


def _engine_gone(seconds: float) -> Exception:
    from pyspark.errors.exceptions.connect import SparkConnectGrpcException

    remote = os.environ.get("SPARK_REMOTE", "").split(";")[0]
    return SparkConnectGrpcException(  # type: ignore[no-any-return, unused-ignore]
        f"The Spark engine at {remote} has not answered for {seconds:g} seconds: "
        "it was stopped or it crashed."
    )
