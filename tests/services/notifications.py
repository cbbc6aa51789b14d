"""What the tests of notifications share: a mail server and a web server that keep what comes."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import trustme


@dataclass
class Mail:
    """One mail as it was handed in: the envelope's recipients, and the message."""

    to: list[str]
    message: EmailMessage
    secure: bool

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return str(self.message.get_content())


class MailServer:
    """A small SMTP server on loopback. `refused` addresses get a 550, `busy` answers are 451."""

    def __init__(self, certificate: trustme.LeafCert | None = None, *, implicit: bool = False):
        self.mails: list[Mail] = []
        self.refused: set[str] = set()
        self.busy = 0
        self.logins: list[str] = []
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(self._tls)
        self._implicit = implicit
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mail-server", daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)

    def to(self, address: str) -> list[Mail]:
        """The mails for one address."""
        return [mail for mail in self.mails if address in mail.to]

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        tls = self._tls if self._implicit else None
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        async with server:
            await self._stopping.wait()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._session(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")

        secure, to = self._implicit, list[str]()
        say("220 test ESMTP")
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].upper()
            if word == "EHLO":
                say("250-test")
                if self._tls is not None and not secure:
                    say("250-STARTTLS")
                say("250 AUTH PLAIN")
            elif word == "STARTTLS" and self._tls is not None:
                say("220 go on")
                await writer.drain()
                await writer.start_tls(self._tls)
                secure = True
            elif word == "AUTH":
                self.logins.append(line)
                say("235 welcome")
            elif word == "MAIL":
                to, self.busy, busy = [], max(0, self.busy - 1), self.busy
                say("451 later" if busy else "250 ok")
            elif word == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                if address in self.refused:
                    say("550 nobody here")
                else:
                    to.append(address)
                    say("250 ok")
            elif word == "DATA":
                say("354 go on")
                await writer.drain()
                data = await reader.readuntil(b"\r\n.\r\n")
                message = email.message_from_bytes(data[:-3], policy=email.policy.default)
                assert isinstance(message, EmailMessage)
                self.mails.append(Mail([*to], message, secure))
                say("250 taken")
            elif word == "QUIT":
                say("221 bye")
                await writer.drain()
                return
            else:
                say("250 ok")
            await writer.drain()


@dataclass
class Hook:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Hooks:
    """A web server on loopback that keeps what is posted to it. `status` says how it answers."""

    status: Callable[[str], tuple[int, dict[str, str]]] = lambda path: (200, {})
    got: list[Hook] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def at(self, path: str) -> list[Hook]:
        """What came to one path."""
        return [hook for hook in self.got if hook.path == path]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hooks = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                hooks.got.append(Hook(self.path, dict(self.headers.items()), body))
                status, headers = hooks.status(self.path)
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            do_GET = do_POST

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
