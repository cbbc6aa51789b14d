"""The `boathouse` command. Each subcommand is imported only when it is asked for."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from boathouse.config import Config


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand; its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


def _run(arguments: argparse.Namespace) -> int:
    if arguments.command == "serve":
        # Nothing of what is imported is garbage; serve.py switches collecting on again.
        gc.disable()
        from boathouse.cli.serve import serve

        return serve(arguments)
    if arguments.command == "password":
        from boathouse.cli.password import password

        return password(arguments)
    from boathouse.cli.demo import demo

    return demo(arguments)


def _parser() -> argparse.ArgumentParser:
    from boathouse import __version__

    parser = argparse.ArgumentParser(
        prog="boathouse", description="A lakehouse workspace that speaks the Databricks API."
    )
    parser.add_argument("--version", action="version", version=f"boathouse {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    _serve_options(commands.add_parser("serve", help="start a workspace"))
    _demo_options(commands.add_parser("demo", help="import a notebook, run it as a job, watch"))
    _password_options(commands.add_parser("password", help="set a user's password"))
    return parser


def _serve_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    serve.add_argument("--port", type=int, default=8080, help="HTTP port (%(default)s)")
    serve.add_argument("--data-dir", type=Path, help="where everything is kept (~/.boathouse)")
    serve.add_argument(
        "--tls-port",
        type=int,
        nargs="?",
        const=8443,
        help="serve TLS too, on this port (8443 when none is given)",
    )
    serve.add_argument(
        "--connect-port",
        type=int,
        default=0,
        help="Spark Connect port (that of last time, else 15002, else any that is free)",
    )
    serve.add_argument(
        "--basic-auth",
        action="store_true",
        help="take user name and password at the API too, as the legacy CLI sends them",
    )
    serve.add_argument(
        "--rate-limit",
        type=float,
        default=1.0,
        metavar="SCALE",
        help="multiply the documented limits of requests a second; 0 is off (%(default)s)",
    )
    serve.add_argument(
        "--audit-lines",
        action="store_true",
        help="write audit rows to logs/audit.jsonl in the data folder too",
    )
    _reach_options(serve)
    _notification_options(serve)
    serve.add_argument("--seed", choices=["handbook"], help="make the objects of the handbook")


def _notification_options(serve: argparse.ArgumentParser) -> None:
    """How jobs tell people and systems of their runs."""
    serve.add_argument(
        "--smtp-url",
        metavar="URL",
        help="send mail through smtps://[user@]host or smtp://[user@]host (STARTTLS; tls=none "
        "switches it off); the password comes from BOATHOUSE_SMTP_PASSWORD",
    )
    serve.add_argument(
        "--smtp-sender",
        default=Config.smtp_sender,
        metavar="ADDRESS",
        help="whom mail is from (%(default)s)",
    )
    serve.add_argument(
        "--pagerduty-url",
        default=Config.pagerduty_url,
        metavar="URL",
        help="where PagerDuty takes events (%(default)s)",
    )


def _reach_options(serve: argparse.ArgumentParser) -> None:
    """What user code and statements may reach of this machine."""
    serve.add_argument(
        "--isolation",
        choices=["auto", "none", "required"],
        default="auto",
        help="keep user code apart with what the machine has, not at all, or not start without",
    )
    serve.add_argument(
        "--allow-port",
        type=int,
        action="append",
        default=[],
        metavar="PORT",
        help="a TCP port that isolated code may connect to, beside 443, 80 and 53; repeatable",
    )
    serve.add_argument(
        "--external-location",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder that becomes an external location of the admins; repeatable",
    )


def _demo_options(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--host", help="workspace address (default: DATABRICKS_HOST)")
    demo.add_argument(
        "--keep", action="store_true", help="leave the notebook, cluster and job in the workspace"
    )


def _password_options(password: argparse.ArgumentParser) -> None:
    password.add_argument("user", help="the user's name, such as admin@boathouse.local")
    password.add_argument("--data-dir", type=Path, help="where everything is kept (~/.boathouse)")
