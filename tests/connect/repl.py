"""A process of its own that runs PySpark code line by line: pyspark takes seconds to import.

Reads JSON lines {"code": ...} and answers each with {"value": ...} or {"error": {...}}; the value
is that of the last expression.
"""

from __future__ import annotations

import ast
import json
import sys
import warnings
from typing import Any

warnings.filterwarnings("ignore")


def evaluated(code: str, names: dict[str, Any]) -> Any:
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<test>", "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "<test>", "eval"), names)


def plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value if isinstance(value, (str, int, float, bool, type(None), dict)) else str(value)


def told(error: Exception) -> dict[str, Any]:
    condition = getattr(error, "getCondition", lambda: None)()
    state = getattr(error, "getSqlState", lambda: None)()
    return {
        "type": type(error).__name__,
        "condition": condition,
        "state": state,
        "message": str(error),
    }


def main() -> None:
    from pyspark.sql import SparkSession, functions

    spark: Any = None
    names: dict[str, Any] = {"F": functions, "SparkSession": SparkSession}
    out, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "remote" in request:
                spark = SparkSession.builder.remote(request["remote"]).create()
                names["spark"] = spark
                answer = {"value": spark.session_id}
            else:
                answer = {"value": plain(evaluated(request["code"], names))}
        except Exception as error:
            answer = {"error": told(error)}
        print(json.dumps(answer), file=out, flush=True)


main()
