"""A server in a process of its own, with a second user: `python -m tests.security.serving ...`.

Arguments: the data folder, a file for {"address", "tokens", "summary", "complete"}, a mode.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from boathouse.app import App
from boathouse.config import Config, from_environment
from boathouse.services.principals import store as principals
from boathouse.services.tokens import store as tokens
from boathouse.store.ids import new_id

SECOND = "mallory@example.com"


async def serve(data: Path, answer: Path, mode: str) -> None:
    os.umask(0o077)  # as `boathouse serve` does: what keeps engines out of folders is part of it
    app = App(Config(data_dir=data, port=0, isolation=mode, **from_environment()))
    value, now = tokens.new_value(), app.parts.clock()
    with app.parts.database.write() as tx:
        user_id = new_id(now)
        principals.insert_user(tx, user_id, SECOND, now=now)
        tokens.insert_token(tx, value, user_id, now=now)
    await app.start()
    isolation = app.parts.isolation
    document = {
        "address": app.address,
        "tokens": {"first": (data / "admin.token").read_text().strip(), "second": value},
        "summary": isolation.summary,
        "complete": isolation.complete,
    }
    draft = answer.with_suffix(".draft")
    draft.write_text(json.dumps(document))
    draft.rename(answer)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
