"""The `boathouse` command. Each subcommand is imported only when it is asked for."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


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
        from boathouse.cli.serve import serve

        return serve(arguments)
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
    serve.add_argument("--seed", choices=["handbook"], help="make the objects of the handbook")


def _demo_options(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--host", help="workspace address (default: DATABRICKS_HOST)")
    demo.add_argument(
        "--keep", action="store_true", help="leave the notebook, cluster and job in the workspace"
    )
