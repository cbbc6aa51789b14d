"""The modules `dbruntime.*` that databricks-sdk looks for inside a workspace.

Made from plain module objects, so they cost nothing to a task that does not ask for them.
"""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

from boathouse.runtime import spark
from boathouse.runtime.dbutils.context import Context

_SDK = "databricks.sdk.runtime"


def install(names: dict[str, Any], context: Context) -> None:
    """Make `dbruntime`, `.databricks_repl_context` and `.sdk_credential_provider` importable."""

    def get_namespace_globals() -> dict[str, Any]:
        _spark_on_demand()
        return names

    initializer = SimpleNamespace(get_namespace_globals=get_namespace_globals)
    package = _module(
        "dbruntime",
        UserNamespaceInitializer=SimpleNamespace(getOrCreate=lambda: initializer),
    )
    package.__path__ = []
    package.databricks_repl_context = _module(  # type: ignore[attr-defined]
        "dbruntime.databricks_repl_context", get_context=lambda: context.repl()
    )
    package.sdk_credential_provider = _module(  # type: ignore[attr-defined]
        "dbruntime.sdk_credential_provider",
        # The other providers of the SDK put https:// before the host; this one takes it whole.
        init_runtime_native_auth=lambda: (context.host, context.authorization),
    )


def _spark_on_demand() -> None:
    """Let `from databricks.sdk.runtime import spark` make the session, and nothing sooner.

    The SDK copies our names while that module is imported, which every WorkspaceClient() does.
    """
    module = sys.modules.get(_SDK)
    if module is None:
        return

    def attribute(name: str) -> Any:
        if name == "spark":
            return spark.session()
        raise AttributeError(f"module {_SDK!r} has no attribute {name!r}")

    module.__getattr__ = attribute  # type: ignore[method-assign]


def _module(name: str, **attributes: Any) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(attributes)
    sys.modules[name] = module
    return module
