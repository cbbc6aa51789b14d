"""The path of a request: who? which route? bind, act, answer. One file to read top to bottom."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from boathouse.context import Context, Parts, Principal
from boathouse.errors import (
    ApiError,
    InternalError,
    PermissionDenied,
    RequestLimitExceeded,
    Unauthenticated,
)
from boathouse.http.access_log import AccessLog
from boathouse.http.answer import (
    Answer,
    client_gone,
    failure,
    send_stream,
    success,
    unless_gone,
)
from boathouse.http.auth import Gate, PasswordReader, TokenReader, authenticate
from boathouse.http.binding import Binder, decode_json
from boathouse.http.events import Trail, event_of
from boathouse.http.fields import refuse_unsupported
from boathouse.http.metrics import Metrics
from boathouse.http.request import Disconnected, Receive, Request
from boathouse.http.routing import Match, Router
from boathouse.http.surface import unserved
from boathouse.route import DEFAULT_BODY_LIMIT, Access, Body, Route, Upload

# Four threads beat forty here: the work is short, and more threads only contend for the GIL.
HANDLER_THREADS = 4
MEMORY_LIMIT = 100 * 1024 * 1024
QUICK_BYTES = 64 * 1024
"""A document of this size is checked on the event loop in less time than a thread's turn takes."""
NOBODY = Principal(user_id=0, user_name="", admin=False)

log = logging.getLogger("boathouse.http")


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
            if match.found.waits:
                return await self._wait_for(request, request_id, match)
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
            return failure(error, request_id, NOBODY)

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
            answer = success(route.handler(ctx, **arguments), ctx.principal)
        except ApiError as error:
            answer = failure(error, request_id, ctx.principal)
        except Exception:
            answer = _broken(ctx, route)
        finally:
            ctx.close()
            _close_uploads(document)
        return _with_event(answer, ctx, request, route, arguments)

    async def _wait_for(self, request: Request, request_id: str, match: Match[Route]) -> Answer:
        """An `async def` handler: admitted in a handler thread, then awaited here."""
        route, ctx = match.found, _context(self._parts, request, request_id)
        ctx.waits, ctx.executor = True, self._pool
        arguments: dict[str, Any] = dict(match.parameters)
        try:
            await ctx.in_thread(self._admit, ctx, route, self._gates)
            arguments = await self._arguments(ctx, request, match)
            call = route.handler(ctx, **arguments)
            result = await (unless_gone(request, call) if route.cancels else call)
            answer = success(result, ctx.principal)
        except ApiError as error:
            answer = failure(error, request_id, ctx.principal)
        except Disconnected:
            answer = client_gone(ctx.principal)
        except Exception:
            answer = _broken(ctx, route)
        finally:
            _close_uploads(arguments)
        return _with_event(answer, ctx, request, route, arguments)

    async def _arguments(
        self, ctx: Context, request: Request, match: Match[Route]
    ) -> dict[str, Any]:
        """What an async handler is called with; its body is taken in now."""
        route = match.found
        if route.stream_body:
            body = Body(request.stream(route.body_limit), request.length)
            return {**self._bind(route, request, match, {}), "body": body}
        document, content = await self._read(request, route)
        # Chunked: of any length.
        length = QUICK_BYTES if request.length is None else request.length
        try:
            if length < QUICK_BYTES or route.raw_body:
                arguments = self._bind(route, request, match, document)
            else:
                arguments = await ctx.in_thread(self._bind, route, request, match, document)
        except BaseException:
            _close_uploads(document)
            raise
        return {**arguments, "body": content} if route.raw_body else arguments

    def _admit_early(self, request: Request, request_id: str, route: Route) -> Answer | None:
        """The refusal of a request whose body we will not take in, or None."""
        ctx = _context(self._parts, request, request_id)
        try:
            self._admit(ctx, route, self._gates)
        except ApiError as error:
            answer = failure(error, request_id, ctx.principal)
            return _with_event(answer, ctx, request, route, {})
        finally:
            ctx.close()
        return None

    def _admit(self, ctx: Context, route: Route, gates: Sequence[Gate]) -> None:
        """Each gate sees a request once: a rate that counted it twice would be half the rate."""
        try:
            if route.access is not Access.PUBLIC:
                ctx.principal = authenticate(ctx, self._read_token, self._read_password)
        except RequestLimitExceeded as error:
            raise (Unauthenticated(error.message) if route.queued else error) from None
        finally:
            # Failed or not: whom a gate turns away must not learn whether the credential was right.
            for gate in gates:
                _pass(gate, ctx, route)
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
        stream = answer.stream
        length = len(answer.body) if stream is None else stream.length
        headers = [
            ("content-type", answer.content_type),
            *(() if length is None else [("content-length", str(length))]),
            ("x-databricks-org-id", str(self._parts.workspace_id)),
            ("x-request-id", request_id),
            *answer.headers,
        ]
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers]
        if stream is not None:
            await send_stream(send, request, encoded, answer, stream)
            return
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


def _pass(gate: Gate, ctx: Context, route: Route) -> None:
    try:
        gate(ctx)
    except RequestLimitExceeded:
        if not route.queued:
            raise


def _broken(ctx: Context, route: Route) -> Answer:
    log.exception("%s failed", route.operation, extra={"request_id": ctx.request_id})
    return failure(InternalError(), ctx.request_id, ctx.principal)


def _close_uploads(arguments: dict[str, Any]) -> None:
    for part in arguments.values():
        if isinstance(part, Upload):
            part.file.close()
