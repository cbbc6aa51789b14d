"""REST calls to the workspace with the task's own token, over urllib."""

import contextlib
import json
import os
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import http.client
    import urllib.error
    import urllib.request

TIMEOUT_SECONDS = 60
STREAM_SECONDS = 600
"""Of silence: a large upload is put onto the disk before it is answered."""


class WorkspaceError(Exception):
    """An answer other than 2xx. `code` is the API's error_code, `status` the HTTP status."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}" if code else message)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Rest:
    """The workspace's API. `host` as in DATABRICKS_HOST."""

    host: str
    token: str

    @classmethod
    def from_environment(cls) -> "Rest":
        """The workspace that DATABRICKS_HOST and DATABRICKS_TOKEN name."""
        host = os.environ.get("DATABRICKS_HOST", "").rstrip("/")
        if host and "://" not in host:
            host = f"https://{host}"
        return cls(host, os.environ.get("DATABRICKS_TOKEN", ""))

    def get(self, route: str, /, **query: Any) -> Any:
        """GET; the JSON answer. Errors: WorkspaceError."""
        wanted = {name: value for name, value in query.items() if value is not None}
        return self._send("GET", f"{route}?{urllib.parse.urlencode(wanted)}", None)

    def post(self, route: str, /, **body: Any) -> Any:
        """POST a JSON body; the JSON answer. Errors: WorkspaceError."""
        return self._send("POST", route, json.dumps(body).encode())

    def delete(self, route: str, /, **query: Any) -> Any:
        """DELETE; the JSON answer. Errors: WorkspaceError."""
        return self._send("DELETE", f"{route}?{urllib.parse.urlencode(query)}", None)

    def download(self, route: str, /) -> bytes:
        """GET; the bytes of the answer. Errors: WorkspaceError."""
        with self.stream("GET", route) as answer:
            return answer.read()

    @contextlib.contextmanager
    def stream(
        self, method: str, path: str, blocks: Iterator[bytes] | None = None
    ) -> "Iterator[http.client.HTTPResponse]":
        """A call whose body is `blocks` and whose answer is read as it comes. Errors:
        WorkspaceError, also for a connection that breaks while the answer is read."""
        kind = "application/octet-stream"
        with self._opened(method, path, blocks, kind, STREAM_SECONDS) as answer:
            yield answer

    def _send(self, method: str, path: str, body: bytes | None) -> Any:
        with self._opened(method, path, body, "application/json", TIMEOUT_SECONDS) as answer:
            return json.loads(answer.read() or b"{}")

    @contextlib.contextmanager
    def _opened(
        self, method: str, path: str, body: bytes | Iterator[bytes] | None, kind: str, seconds: int
    ) -> "Iterator[http.client.HTTPResponse]":
        if not self.host.startswith(("http://", "https://")):
            raise WorkspaceError(0, "", "DATABRICKS_HOST is not set for this task")
        # Late: most scripts make no call, and these cost as much as the rest of the start.
        import http.client
        import urllib.error
        import urllib.request

        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        request = urllib.request.Request(  # noqa: S310 (the scheme is checked above)
            self.host + path, data=body, headers=headers, method=method
        )
        try:
            with _opener().open(request, timeout=seconds) as answer:
                yield answer
        except urllib.error.HTTPError as error:
            raise _refused(error) from None
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise WorkspaceError(0, "", f"{self.host} cannot be reached: {reason}") from None


def _opener() -> "urllib.request.OpenerDirector":
    import urllib.request

    # The workspace is named by address: a proxy of the environment is not meant for it.
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _refused(error: "urllib.error.HTTPError") -> WorkspaceError:
    text = error.read().decode(errors="replace")
    try:
        document = json.loads(text)
        code, message = str(document.get("error_code", "")), str(document.get("message", text))
    except (ValueError, AttributeError):
        code, message = "", text or str(error)
    return WorkspaceError(error.code, code, message)
