"""`boathouse serve`: start a workspace, say how to reach it, stop it on SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import signal
import sys
from pathlib import Path

from boathouse.app import AlreadyServed, App, BadSmtpUrl, IsolationMissing
from boathouse.cli.server_log import open_log
from boathouse.config import Config, from_environment
from boathouse.http.listener import CannotListen
from boathouse.store.migrate import SchemaTooNew


def serve(arguments: argparse.Namespace) -> int:
    """Serve until a signal; 0 after a clean stop, 1 with a message when it cannot start."""
    # What we write is ours alone, also where other users must pass through the data folder.
    os.umask(0o077)
    config = _config(arguments)
    try:
        app = App(config)
    except (AlreadyServed, BadSmtpUrl, CannotListen, IsolationMissing, SchemaTooNew) as error:
        print(f"boathouse: {error}", file=sys.stderr)
        return 1
    # Only now: the folder is ours, no other server logs into it.
    open_log(config.data_dir / "logs")
    asyncio.run(_serve(app))
    return 0


def _config(arguments: argparse.Namespace) -> Config:
    data_dir = arguments.data_dir.expanduser().absolute() if arguments.data_dir else None
    return Config(
        data_dir=data_dir or Config().data_dir,
        host=arguments.host,
        port=arguments.port,
        tls_port=arguments.tls_port,
        connect_port=arguments.connect_port,
        seed=arguments.seed,
        basic_auth=arguments.basic_auth,
        rate_limit=arguments.rate_limit,
        audit_lines=arguments.audit_lines,
        isolation=arguments.isolation,
        allow_ports=tuple(arguments.allow_port),
        external_locations=tuple(
            path.expanduser().absolute() for path in arguments.external_location
        ),
        smtp_url=arguments.smtp_url,
        smtp_sender=arguments.smtp_sender,
        pagerduty_url=arguments.pagerduty_url,
        **from_environment(),
    )


async def _serve(app: App) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await app.start()
    gc.freeze()  # what stands now stays: looking through it again would pause requests
    gc.enable()
    print(_greeting(app), flush=True)
    await stopping.wait()
    print("Stopping; running tasks, clusters, warehouses go on and are found again.", flush=True)
    await app.stop()


def _greeting(app: App) -> str:
    config = app.config
    token_file = config.data_dir / "admin.token"
    token = "$BOATHOUSE_ADMIN_TOKEN" if config.admin_token else f"$(cat {token_file})"
    where = "from BOATHOUSE_ADMIN_TOKEN" if config.admin_token else f"in {token_file}"
    lines = [
        "",
        f"Boathouse serves workspace {app.workspace_id} at {app.address}",
        f"  admin {config.admin_user}, token {where}",
        f"  isolation of user code: {app.parts.isolation.summary}",
        *_isolation_lines(app),
        *_tls_lines(app, config.data_dir / "tls" / "bundle.pem"),
        f"  Spark Connect on port {app.connect.port}{' (TLS)' if app.connect.endpoint.tls else ''}",
        "",
        "Paste into a shell:",
        f"  export DATABRICKS_HOST={app.address}",
        f"  export DATABRICKS_TOKEN={token}",
        "  python -c 'from databricks.sdk import *; print(WorkspaceClient().current_user.me())'",
        f"  boathouse demo  # or look at {app.address}/",
    ]
    return "\n".join(lines)


def _isolation_lines(app: App) -> list[str]:
    if app.parts.isolation.complete:
        return []
    return ["  WARNING: only the first principal's notebooks and jobs will run; others are refused"]


def _tls_lines(app: App, bundle: Path) -> list[str]:
    if app.config.tls_port is None:
        return []

    port = app.listeners[1].port
    suffix = "" if port == 443 else f":{port}"
    # Every interface, or the first loopback address: the certificate's first name is clearer.
    everywhere = app.config.host in ("127.0.0.1", "0.0.0.0", "::", "::1")  # noqa: S104
    host = "localhost" if everywhere else app.config.host
    return [
        f"  TLS at https://{host}{suffix}; for clients that check certificates:",
        f"  export REQUESTS_CA_BUNDLE={bundle} SSL_CERT_FILE={bundle}",
    ]
