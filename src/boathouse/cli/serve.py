"""`boathouse serve`: start a workspace, say how to reach it, stop it on SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path

from boathouse.app import AlreadyServed, App
from boathouse.config import Config, from_environment
from boathouse.http.listener import CannotListen
from boathouse.store.migrate import SchemaTooNew


def serve(arguments: argparse.Namespace) -> int:
    """Serve until a signal; 0 after a clean stop, 1 with a message when it cannot start."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        app = App(_config(arguments))
    except (AlreadyServed, CannotListen, SchemaTooNew) as error:
        print(f"boathouse: {error}", file=sys.stderr)
        return 1
    asyncio.run(_serve(app))
    return 0


def _config(arguments: argparse.Namespace) -> Config:
    data_dir = arguments.data_dir.expanduser().absolute() if arguments.data_dir else None
    return Config(
        data_dir=data_dir or Config().data_dir,
        host=arguments.host,
        port=arguments.port,
        tls_port=arguments.tls_port,
        seed=arguments.seed,
        **from_environment(),
    )


async def _serve(app: App) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await app.start()
    print(_greeting(app), flush=True)
    await stopping.wait()
    print("Stopping; running tasks and clusters go on and are found again.", flush=True)
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
        *_tls_lines(app, config.data_dir / "tls" / "bundle.pem"),
        "",
        "Paste into a shell:",
        f"  export DATABRICKS_HOST={app.address}",
        f"  export DATABRICKS_TOKEN={token}",
        "  python -c 'from databricks.sdk import *; print(WorkspaceClient().current_user.me())'",
        f"  boathouse demo  # or look at {app.address}/",
    ]
    return "\n".join(lines)


def _tls_lines(app: App, bundle: Path) -> list[str]:
    if app.config.tls_port is None:
        return []
    port = app.listeners[1].port
    suffix = "" if port == 443 else f":{port}"
    return [
        f"  TLS at https://localhost{suffix}; for clients that check certificates:",
        f"  export REQUESTS_CA_BUNDLE={bundle} SSL_CERT_FILE={bundle}",
    ]
