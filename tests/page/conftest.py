"""A headless Chromium, tabs that keep what went wrong in them, and work for the page to show."""

from __future__ import annotations

import base64
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.live import Api, LiveServer

ARGUMENTS = [
    "--no-sandbox",  # CI runs as root in a container, where Chromium's own sandbox cannot start
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
VIOLATIONS = """
globalThis.violations = [];
addEventListener("securitypolicyviolation", (event) =>
  violations.push(`${event.effectiveDirective} ${event.blockedURI}`), true);
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Module-wide: Playwright's event loop must not be running when other suites start theirs."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Tab:
    """A tab on the server's page; `errors` holds what it complained about."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)

    def open(self, route: str = "") -> None:
        """Show a view, as a link out of the API would."""
        self.page.goto(f"{self.address}/?o=1#{route}")

    def sign_in(self, token: str) -> None:
        self.page.fill("#token", token)
        self.page.get_by_role("button", name="Sign in").click()

    def sees(self, text: str) -> None:
        """Wait until the text is shown somewhere."""
        self.page.get_by_text(text, exact=False).first.wait_for(timeout=30_000)

    def complaints(self) -> list[str]:
        """Errors of the console and of scripts, and violations of the policy."""
        found: list[str] = self.page.evaluate("violations")
        return [*self.errors, *found]


def _listen(tab: Tab) -> None:
    tab.page.add_init_script(VIOLATIONS)
    tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.page.on("dialog", lambda dialog: tab.errors.append(f"dialog {dialog.message}"))
    tab.page.on(
        "console", lambda said: tab.errors.append(said.text) if said.type == "error" else None
    )


@pytest.fixture
def new_tab(browser: Browser, server: LiveServer) -> Iterator[Callable[..., Tab]]:
    """Makes tabs that are not signed in; options are those of a browser context."""
    made = []

    def make(**options: Any) -> Tab:
        context = browser.new_context(**options)
        made.append(context)
        tab = Tab(context.new_page(), server.address)
        _listen(tab)
        return tab

    yield make
    for context in made:
        context.close()


@pytest.fixture
def tab(new_tab: Callable[..., Tab], server: LiveServer) -> Tab:
    """A tab of the admin's."""
    tab = new_tab()
    tab.open()
    tab.sign_in(server.token)
    tab.page.wait_for_selector("#nav a")
    return tab


@dataclass
class Works:
    """Puts code into the workspace and runs it."""

    api: Api

    def put(self, path: str, source: str) -> None:
        self._post("/api/2.0/workspace/mkdirs", path=path.rpartition("/")[0])
        content = base64.b64encode(source.encode()).decode()
        self._post(
            "/api/2.0/workspace/import",
            path=path,
            content=content,
            format="SOURCE",
            language="PYTHON",
            overwrite=True,
        )

    def script(self, name: str, source: str) -> dict[str, Any]:
        """A task that runs the script."""
        contents = base64.b64encode(source.encode()).decode()
        self._post("/api/2.0/dbfs/put", path=f"/page/{name}", contents=contents, overwrite=True)
        return {"spark_python_task": {"python_file": f"dbfs:/page/{name}"}}

    def job(self, name: str, *tasks: dict[str, Any]) -> int:
        keyed = [{"task_key": f"task_{at}", **task} for at, task in enumerate(tasks)]
        made = self._post("/api/2.1/jobs/create", name=name, tasks=keyed)
        return int(made["job_id"])

    def run(self, job_id: int) -> dict[str, Any]:
        """Start a run; its document."""
        run_id = self._post("/api/2.1/jobs/run-now", job_id=job_id)["run_id"]
        return self.get(run_id)

    def get(self, run_id: int) -> dict[str, Any]:
        answer = self.api.get("/api/2.1/jobs/runs/get", params={"run_id": run_id})
        found: dict[str, Any] = answer.json()
        return found

    def finished(self, run: dict[str, Any]) -> dict[str, Any]:
        """The run's document once it has ended."""
        for _ in range(300):
            found = self.get(run["run_id"])
            if "result_state" in found["state"]:
                return found
            time.sleep(0.1)
        raise AssertionError(f"the run goes on: {found['state']}")

    def _post(self, path: str, /, **body: Any) -> dict[str, Any]:
        answer = self.api.post(path, json=body)
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document


@pytest.fixture
def works(api: Api) -> Works:
    return Works(api)
