"""The path of a request: who? which route? bind, act, answer. One file to read top to bottom."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import msgspec

from boathouse.context import Context, Parts, Principal
from boathouse.errors import ApiError, InternalError, PermissionDenied
from boathouse.http.access_log import AccessLog
from boathouse.http.auth import Gate, PasswordReader, TokenReader, authenticate
from boathouse.http.binding import Binder, decode_json
from boathouse.http.events import Event, Trail, event_of
from boathouse.http.fields import refuse_unsupported
from boathouse.http.metrics import Metrics
from boathouse.http.request import Disconnected, Receive, Request
from boathouse.http.routing import Match, Router
from boathouse.http.surface import unserved
from boathouse.route import DEFAULT_BODY_LIMIT, Access, Raw, Route, Upload

# Four threads beat forty here: the work is short, and more threads only contend for the GIL.
HANDLER_THREADS = 4
MEMORY_LIMIT = 100 * 1024 * 1024
NOBODY = Principal(user_id=0, user_name="", admin=False)

log = logging.getLogger("boathouse.http")


@dataclass
class Answer:
    """What goes back: status, body, headers, and for the log who asked and which error it was."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    user: str | None = None
    error_code: str | None = None
    event: Event | None = None
    operation: str = "unknown"


class Api:
    """The ASGI application of the public API."""

    def __init__(
        self,
        parts: Parts,
        routes: Iterable[Route],
        read_token: TokenReader,
        access_log: AccessLog,
        *,
        read_password: PasswordReader | None = None,
        gates: Sequence[Gate] = (),
        trail: Trail | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._parts, self._read_token, self._log = parts, read_token, access_log
        self._read_password, self._gates = read_password, gates
        self._trail, self._metrics = trail, metrics
        self._pool = ThreadPoolExecutor(HANDLER_THREADS, thread_name_prefix="handler")
        self._binders: dict[Any, Binder] = {}
        self._router: Router[Route] = Router()
        for route in routes:
            for path in route.paths:
                self._router.add(route.verb, path, route)

    async def __call__(self, scope: Any, receive: Receive, send: Any) -> None:
        if scope["type"] != "http":
            return
        started = time.monotonic()
        request = Request(scope, receive)
        request_id = str(uuid.uuid4())
        try:
            answer = await self._answer(request, request_id)
        except Disconnected:
            return
        if answer.event is not None and self._trail is not None:
            await self._trail(answer.event.row, wait=answer.event.wait)
        await self._send(send, request, request_id, answer)
        self._record(request, request_id, answer, time.monotonic() - started)

    def close(self) -> None:
        """Let the handlers that run finish."""
        self._pool.shutdown(wait=True)
        self._log.close()

    async def _answer(self, request: Request, request_id: str) -> Answer:
        try:
            match = self._find(request)
            loop = asyncio.get_running_loop()
            if _large(match.found):
                # Nobody may make us take in a large body before we know who sends it.
                turned_away = await loop.run_in_executor(
                    self._pool, self._admit_early, request, request_id, match.found
                )
                if turned_away is not None:
                    return turned_away
            document, body = await self._read(request, match.found)
            return await loop.run_in_executor(
                self._pool, self._act, request, request_id, match, document, body
            )
        except ApiError as error:
            return _failure(error, request_id)

    def _find(self, request: Request) -> Match[Route]:
        try:
            match = self._router.match(request.verb, request.path)
        except UnicodeDecodeError:
            match = None
        if match is None:
            raise unserved(request.verb, request.path)
        return match

    async def _read(self, request: Request, route: Route) -> tuple[dict[str, Any], bytes]:
        """The body as a document, or its bytes when the route wants them raw."""
        if route.upload and request.is_multipart:
            return await request.form(route.body_limit, route.upload), b""
        # The largest limits are for uploads, which go to disk: other bodies stay in memory.
        body = await request.body(min(route.body_limit, MEMORY_LIMIT))
        return ({}, body) if route.raw_body else (decode_json(body), b"")

    def _act(
        self,
        request: Request,
        request_id: str,
        match: Match[Route],
        document: dict[str, Any],
        body: bytes,
    ) -> Answer:
        """In a handler thread: authenticate, bind, call, encode."""
        route, arguments = match.found, {**document, **match.parameters}
        ctx = _context(self._parts, request, request_id)
        try:
            self._admit(ctx, route, () if _large(route) else self._gates)
            arguments = self._bind(route, request, match, document)
            if route.raw_body:
                arguments["body"] = body
            answer = _success(route.handler(ctx, **arguments), ctx.principal)
        except ApiError as error:
            answer = _failure(error, request_id, ctx.principal)
        except Exception:
            log.exception("%s failed", route.operation, extra={"request_id": request_id})
            answer = _failure(InternalError(), request_id, ctx.principal)
        finally:
            ctx.close()
            for part in document.values():
                if isinstance(part, Upload):
                    part.file.close()
        return _with_event(answer, ctx, request, route, arguments)

    def _admit_early(self, request: Request, request_id: str, route: Route) -> Answer | None:
        """The refusal of a request whose body we will not take in, or None."""
        ctx = _context(self._parts, request, request_id)
        try:
            self._admit(ctx, route, self._gates)
        except ApiError as error:
            answer = _failure(error, request_id, ctx.principal)
            return _with_event(answer, ctx, request, route, {})
        finally:
            ctx.close()
        return None

    def _admit(self, ctx: Context, route: Route, gates: Sequence[Gate]) -> None:
        """Each gate sees a request once: a rate that counted it twice would be half the rate."""
        try:
            if route.access is not Access.PUBLIC:
                ctx.principal = authenticate(ctx, self._read_token, self._read_password)
        finally:
            # Failed or not: whom a gate turns away must not learn whether the credential was right.
            for gate in gates:
                gate(ctx)
        if route.access is Access.ADMIN and not ctx.principal.admin:
            raise PermissionDenied("Only workspace admins can do this.")

    def _bind(
        self, route: Route, request: Request, match: Match[Route], document: dict[str, Any]
    ) -> dict[str, Any]:
        binder = self._binders.get(route.handler)
        if binder is None:
            binder = self._binders[route.handler] = Binder(route.handler)
        uploads = {key: value for key, value in document.items() if isinstance(value, Upload)}
        plain = {key: value for key, value in document.items() if key not in uploads}
        sent = {**binder.query(request.query()), **plain, **match.parameters}
        arguments = binder.bind(sent)
        refuse_unsupported(arguments, route.fields.refused)
        return {**binder.known(arguments), **uploads}

    async def _send(self, send: Any, request: Request, request_id: str, answer: Answer) -> None:
        headers = [
            ("content-type", answer.content_type),
            ("content-length", str(len(answer.body))),
            ("x-databricks-org-id", str(self._parts.workspace_id)),
            ("x-request-id", request_id),
            *answer.headers,
        ]
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
        body = b"" if request.verb == "HEAD" else answer.body
        await send({"type": "http.response.body", "body": body})

    def _record(self, request: Request, request_id: str, answer: Answer, seconds: float) -> None:
        if self._metrics is not None:
            self._metrics.count(answer.operation, answer.status, seconds)
        self._log.write(
            time=self._parts.clock(),
            request_id=request_id,
            verb=request.verb,
            path=request.path,
            status=answer.status,
            error_code=answer.error_code,
            user=answer.user,
            agent=request.header("user-agent"),
            milliseconds=round(seconds * 1000, 2),
        )


def _large(route: Route) -> bool:
    """Whether who asks is looked at before the body is taken in."""
    return route.body_limit > DEFAULT_BODY_LIMIT


def _context(parts: Parts, request: Request, request_id: str = "") -> Context:
    return Context(
        parts,
        NOBODY,
        parts.clock(),
        request_id,
        request.host,
        request.verb,
        request.path,
        request.client,
        request.headers,
    )


def _with_event(
    answer: Answer, ctx: Context, request: Request, route: Route, arguments: dict[str, Any]
) -> Answer:
    answer.operation = route.operation
    answer.event = event_of(ctx, request, route, arguments, answer.status, answer.error_code)
    return answer


def _success(result: Any, principal: Principal) -> Answer:
    user = principal.user_name or None
    if isinstance(result, Raw):
        headers = tuple(result.headers.items())
        return Answer(result.status, result.content, result.content_type, headers, user)
    return Answer(200, msgspec.json.encode(result if result is not None else {}), user=user)


def _failure(error: ApiError, request_id: str, principal: Principal = NOBODY) -> Answer:
    body = msgspec.json.encode(error.document(request_id))
    headers = tuple(error.headers.items())
    user = principal.user_name or None
    return Answer(error.status, body, headers=headers, user=user, error_code=error.error_code)
