"""dbutils.secrets: reading secrets, which from then on are hidden in the output."""

import base64
from typing import NamedTuple

from boathouse.runtime.dbutils.refused import overview
from boathouse.runtime.redact import Redact
from boathouse.runtime.rest import Rest, WorkspaceError


class SecretScope(NamedTuple):
    """A scope, as listed."""

    name: str

    def getName(self) -> str:
        """The scope's name."""
        return self.name


class SecretMetadata(NamedTuple):
    """A secret, as listed: never its value."""

    key: str


class Secrets:
    """The noun `secrets`."""

    def __init__(self, rest: Rest, redact: Redact) -> None:
        self._rest = rest
        self._redact = redact

    def get(self, scope: str, key: str) -> str:
        """A secret as text. Errors: ValueError if there is none or it is not UTF-8."""
        return self.getBytes(scope, key).decode()

    def getBytes(self, scope: str, key: str) -> bytes:
        """A secret as bytes. Errors: ValueError if there is none."""
        try:
            answer = self._rest.get("/api/2.0/secrets/get", scope=scope, key=key)
        except WorkspaceError as error:
            if error.code != "RESOURCE_DOES_NOT_EXIST":
                raise
            message = f"Secret does not exist with scope: {scope} and key: {key}"
            raise ValueError(message) from None
        encoded = answer.get("value", "")
        value = base64.b64decode(encoded)
        self._redact.add(value.decode(errors="replace"))
        return value

    # Named like the operation: inside this class `list` would not be the built-in any more.
    def list(self, scope: str) -> "list[SecretMetadata]":
        """The keys of a scope."""
        answer = self._rest.get("/api/2.0/secrets/list", scope=scope)
        return [SecretMetadata(one["key"]) for one in answer.get("secrets", [])]

    def listScopes(self) -> "list[SecretScope]":  # type: ignore[valid-type]
        """The scopes that this run may see."""
        answer = self._rest.get("/api/2.0/secrets/scopes/list")
        return [SecretScope(one["name"]) for one in answer.get("scopes", [])]

    def help(self) -> None:
        """Print what there is."""
        print(overview("dbutils.secrets", self))
