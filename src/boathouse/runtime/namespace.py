"""The names that user code finds without importing anything, as on Databricks.

`spark` alone is a real session made ahead of use, and only when the text mentions it; the others
make or find the session when they are called.
"""

import re
from collections.abc import Callable
from typing import Any

from boathouse.runtime import databricks_modules, display, spark
from boathouse.runtime.dbutils import DbUtils
from boathouse.runtime.redact import Redact
from boathouse.runtime.rest import Rest
from boathouse.runtime.task import Task

_MENTIONS_SPARK = re.compile(r"\bspark\b")
Show = Callable[[display.Bundle], None]


class NoSparkContext:
    """Stands for `sc`: Spark Connect has no SparkContext."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(f"sc.{name} is not available: use the Spark session `spark`")


class SqlContext:
    """Stands for `sqlContext`: the old name of what `spark` does."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(spark.session(), name)


class Namespace:
    """Builds the names and keeps what they share."""

    def __init__(self, task: Task, redact: Redact, show: Show | None = None) -> None:
        self.rest = Rest.from_environment()
        redact.add(self.rest.token)
        self.dbutils = DbUtils(task, self.rest, redact)
        self._show = show or _print_text
        self.names: dict[str, Any] = {
            "dbutils": self.dbutils,
            "display": self._display,
            "displayHTML": self._display_html,
            "getArgument": self.dbutils.widgets.getArgument,
            "sc": NoSparkContext(),
            "sql": lambda query, *args, **kwargs: spark.session().sql(query, *args, **kwargs),
            "sqlContext": SqlContext(),
            "table": lambda name: spark.session().table(name),
            "udf": _udf,
        }
        databricks_modules.install(self.names, self.dbutils.context)

    def bring_spark(self, text: str, names: dict[str, Any]) -> None:
        """Put `spark` into `names` if `text` mentions it and it is not there."""
        if "spark" not in names and _MENTIONS_SPARK.search(text):
            names["spark"] = spark.session()

    def _display(self, value: Any = None, *_args: Any, **_options: Any) -> None:
        """Show a DataFrame (its first 1,000 rows), a figure, or any value."""
        if value is not None:
            self._show(display.bundle(value))

    def _display_html(self, html: Any) -> None:
        """Show HTML as it is."""
        self._show({"text/html": str(html), "text/plain": "<HTML>"})


def _print_text(bundle: display.Bundle) -> None:
    print(bundle["text/plain"])


def _udf(f: Any = None, returnType: Any = None, **options: Any) -> Any:
    """pyspark.sql.functions.udf, imported at its first use."""
    from pyspark.sql.functions import udf

    given = {} if returnType is None else {"returnType": returnType}
    return udf(**given, **options) if f is None else udf(f, **given, **options)
