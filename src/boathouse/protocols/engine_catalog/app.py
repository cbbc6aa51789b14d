"""The facade: an engine is told of the tables that running statements and plans were given, a
cluster's engine of those that it was given itself; none can make one.

Sail's Unity client shows its user the status and the final URL of a refused call, never the body.
So whatever would make something by name is redirected to a path that says why it is refused.
Sail looks its schema up before it makes a table in it, and before it gives up on things that it
finds unsupported by itself (REPLACE, buckets), so refusing that look-up explains these as well.
"""

from collections.abc import Callable
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from boathouse.protocols.engine_catalog import tokens
from boathouse.protocols.engine_catalog.issued import Issued, NothingIssued, answer, respond

Denied = Callable[[str, str], None]
BASE_PATH = "/api/2.1/unity-catalog"
REFUSAL = (
    "Tables by name need Unity Catalog, which this version does not serve yet;"
    " write files or Delta by path"
)
# Underscores stay readable in a URL where spaces would turn into %20.
_REFUSAL_PATH = f"{BASE_PATH}/refused/{quote(REFUSAL.replace(' ', '_'), safe=';,')}"
_EVERY_VERB = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def engine_catalog(
    secret: bytes, issued: Issued | None = None, denied: Denied | None = None
) -> ASGIApp:
    """The app to serve on loopback; a CatalogAddress for it is its origin plus BASE_PATH.

    `secret`: the key of `tokens.mint`. A call without a genuine token is answered 401.
    `issued`: what the engines of warehouses (`tokens.mint_warehouse`) find. `denied`: told of each
    such call by its verb and the caller's address.
    """
    routes = [
        Route(f"{BASE_PATH}/tables", _no_tables, methods=["GET"]),
        Route(f"{BASE_PATH}/schemas", _no_schemas, methods=["GET"]),
        Route(f"{BASE_PATH}/tables/{{full_name}}", _table_missing, methods=["GET"]),
        Route(f"{BASE_PATH}/refused/{{reason}}", _refused, methods=_EVERY_VERB),
        Route("/{path:path}", _refuse, methods=_EVERY_VERB),
    ]
    return _Authenticated(Starlette(routes=routes), secret, issued or NothingIssued(), denied)


class _Authenticated:
    def __init__(self, app: ASGIApp, secret: bytes, issued: Issued, denied: Denied | None) -> None:
        self._app, self._secret, self._issued, self._denied = app, secret, issued, denied

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        engine = self._engine(scope)
        found = self._found(scope, engine) if engine else None
        if engine is None:
            if self._denied is not None:
                self._denied(scope["method"], (scope.get("client") or ("",))[0])
            await _error(401, "UNAUTHENTICATED", "no engine's token")(scope, receive, send)
        elif found is not None:
            await respond(send, *found)
        else:
            await self._app(scope, receive, send)

    def _found(self, scope: Scope, engine: str) -> tuple[int, bytes] | None:
        path = scope.get("raw_path", b"").decode("ascii").partition("?")[0]
        if not path.startswith(f"{BASE_PATH}/"):
            return None
        verb, rest = scope["method"], path.removeprefix(BASE_PATH)
        if tokens.is_warehouse(engine):
            return answer(self._issued, verb, rest)
        # What a cluster's engine was not given, it is told in words about.
        found = answer(self._issued.of_engine(engine), verb, rest)
        return found if found is not None and found[0] == 200 else None

    def _engine(self, scope: Scope) -> str | None:
        """The engine whose token the call carries; None without a genuine one."""
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        scheme, _, token = given.decode("latin-1").partition(" ")
        engine = tokens.engine_of(self._secret, token.strip())
        return engine if scheme.lower() == "bearer" else None


async def _no_tables(request: Request) -> Response:
    return JSONResponse({"tables": []})


async def _no_schemas(request: Request) -> Response:
    return JSONResponse({"schemas": []})


async def _table_missing(request: Request) -> Response:
    name = request.path_params["full_name"]
    return _error(404, "TABLE_DOES_NOT_EXIST", f"Table '{name}' does not exist. {REFUSAL}")


async def _refuse(request: Request) -> Response:
    # 307 keeps verb and body, and the same origin keeps the Authorization header.
    return RedirectResponse(_REFUSAL_PATH, status_code=307)


async def _refused(request: Request) -> Response:
    # Nothing exists by name, so there is nothing to drop: 404 lets DROP ... IF EXISTS pass.
    if request.method == "DELETE":
        return _error(404, "RESOURCE_DOES_NOT_EXIST", REFUSAL)
    return _error(501, "NOT_IMPLEMENTED", REFUSAL)


def _error(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error_code": code, "message": message}, status_code=status)
