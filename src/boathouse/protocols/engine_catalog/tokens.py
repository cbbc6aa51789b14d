"""Tokens that name one engine: derived from one secret, so none is stored and none can be lost."""

import hashlib
import hmac

_WAREHOUSE = "warehouse:"


def mint(secret: bytes, engine_id: str) -> str:
    """The token of an engine, the same every time: engines outlive the server that started them."""
    return f"{engine_id}.{_seal(secret, engine_id)}"


def mint_warehouse(secret: bytes, warehouse_id: str) -> str:
    """The token of a warehouse's engine, which is told of what its statements were given."""
    return mint(secret, f"{_WAREHOUSE}{warehouse_id}")


def is_warehouse(engine_id: str) -> bool:
    """Whether an engine, as `engine_of` names it, is a warehouse's."""
    return engine_id.startswith(_WAREHOUSE)


def engine_of(secret: bytes, token: str) -> str | None:
    """The engine that a token names, or None where it is not one of ours. Constant time."""
    engine_id, _, seal = token.rpartition(".")
    genuine = hmac.compare_digest(seal.encode(), _seal(secret, engine_id).encode())
    return engine_id if genuine else None


def _seal(secret: bytes, engine_id: str) -> str:
    return hmac.new(secret, b"engine-catalog:" + engine_id.encode(), hashlib.sha256).hexdigest()
