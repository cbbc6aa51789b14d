"""Mail over SMTP, to the server that the workspace was started with."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import parse_qs, unquote, urlsplit

from boathouse.config import Config
from boathouse.services.notification_destinations.configs import loopback
from boathouse.services.notifications.webhook import Undelivered

SECONDS = 20.0
"""For each answer of the server."""


class BadSmtpUrl(ValueError):
    """The URL of the SMTP server is not one, or would send a password in the clear."""


@dataclass(frozen=True)
class SmtpServer:
    """How to reach the server. `tls`: "implicit", "starttls" (insisted on) or "none"."""

    host: str
    port: int
    tls: str
    sender: str
    user: str | None = None
    password: str = field(default="", repr=False)


def server_of(config: Config) -> SmtpServer | None:
    """The server of smtps://[user@]host[:465] or smtp://[user@]host[:587][?tls=none].

    None where none is configured. Errors: BadSmtpUrl.
    """
    if not config.smtp_url:
        return None
    try:
        parts = urlsplit(config.smtp_url)
        port, query = parts.port, parse_qs(parts.query)
    except ValueError:
        raise BadSmtpUrl("The SMTP URL is not a URL.") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadSmtpUrl("The SMTP URL must begin with smtp:// or smtps:// and name a host.")
    if parts.password is not None:
        raise BadSmtpUrl("The SMTP password belongs in BOATHOUSE_SMTP_PASSWORD, not in the URL.")
    implicit = parts.scheme == "smtps"
    plain = not implicit and query.get("tls") == ["none"]
    user = unquote(parts.username) if parts.username else None
    if plain and user and not loopback(parts.hostname):
        raise BadSmtpUrl("A password is only sent over TLS: leave tls=none out.")
    return SmtpServer(
        host=parts.hostname,
        port=port or (465 if implicit else 587),
        tls="implicit" if implicit else "none" if plain else "starttls",
        sender=config.smtp_sender,
        user=user,
        password=config.smtp_password or "",
    )


def send(
    server: SmtpServer, to: Sequence[str], subject: str, text: str, message_id: str
) -> list[str]:
    """Send one mail; the addresses that the server refused for now or for good.

    Waits for the server: call it in a thread. Errors: Undelivered when nobody got it.
    """
    message = EmailMessage()
    message["From"], message["To"] = server.sender, ", ".join(to)
    message["Subject"], message["Date"] = subject, formatdate(localtime=False)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    try:
        with _connected(server) as smtp:
            return sorted(smtp.send_message(message, server.sender, list(to)))
    except smtplib.SMTPRecipientsRefused:
        raise Undelivered("the SMTP server refused every recipient") from None
    except smtplib.SMTPResponseException as error:
        raise Undelivered(f"the SMTP server answered {error.smtp_code}") from None
    except ssl.SSLError as error:
        raise Undelivered(f"TLS with the SMTP server failed: {error.reason}") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Undelivered(f"the SMTP server cannot be used: {type(error).__name__}") from None


def _connected(server: SmtpServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls == "implicit":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=SECONDS, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.tls == "starttls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp
