"""Which version of the jobs API a request came through; its answers differ by it [B5.1]."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from boathouse.context import Context

Version = Literal["2.0", "2.1", "2.2"]
Handler = TypeVar("Handler", bound=Callable[..., Any])


def versioned(handler: Handler) -> Handler:
    """Hand the API version to a handler as its second argument, out of sight of the binding."""

    @functools.wraps(handler)
    def with_version(ctx: Context, **arguments: Any) -> Any:
        return handler(ctx, ctx.path.split("/")[2], **arguments)

    signature = inspect.signature(handler)
    shown = [p for name, p in signature.parameters.items() if name != "version"]
    with_version.__signature__ = signature.replace(parameters=shown)  # type: ignore[attr-defined]
    return with_version  # type: ignore[return-value]
