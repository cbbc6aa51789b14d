"""`boathouse password USER`: set a password in the store of a stopped or a running server."""

from __future__ import annotations

import argparse
import sys
import time
from getpass import getpass

from boathouse.config import Config
from boathouse.services.oauth.passwords import UnfitPassword, hash_password, set_password
from boathouse.services.principals import store as principals
from boathouse.store.db import SqliteDatabase


def password(arguments: argparse.Namespace) -> int:
    """Ask twice (or read one line of what is piped in), keep the hash; 1 with a message if not."""
    config = Config()
    if arguments.data_dir:
        config = Config(data_dir=arguments.data_dir.expanduser().absolute())
    if not (config.data_dir / "boathouse.db").exists():
        return _fail(f"{config.data_dir} holds no workspace; start one with boathouse serve.")
    try:
        hashed = hash_password(_ask())
    except (UnfitPassword, EOFError) as error:
        return _fail(str(error) or "no password was given.")
    return _keep(config, arguments.user, hashed)


def _keep(config: Config, user_name: str, hashed: str) -> int:
    database = SqliteDatabase(config.database)
    try:
        with database.write() as tx:
            user = principals.by_name(tx, user_name, principals.USER)
            if user is None:
                return _fail(f"there is no user {user_name}.")
            set_password(tx, user, hashed, time.time_ns() // 1_000_000)
    finally:
        database.close()
    print(f"The password of {user.name} is set; their sign-ins until now have ended.")
    return 0


def _ask() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass("New password: ")
    if getpass("Once more: ") != first:
        raise UnfitPassword("the two are not the same.")
    return first


def _fail(message: str) -> int:
    print(f"boathouse password: {message}", file=sys.stderr)
    return 1
