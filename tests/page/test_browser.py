"""The page in a real browser: sign-in, lists, live runs, output, and text that attacks it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient
from playwright.sync_api import Page, expect

from tests.conftest import Person
from tests.live import LiveServer
from tests.page.conftest import Tab, Works

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ATTACK = '<img src=x onerror="top.owned=1"><script>top.owned=1</script>'
FOREVER = "import time\nprint('first line', flush=True)\nwhile True:\n    time.sleep(0.2)\n"


@pytest.fixture(autouse=True)
def _patience() -> None:
    expect.set_options(timeout=30_000)


def no_harm(tab: Tab) -> None:
    """What the text asked for did not happen."""
    assert tab.page.evaluate("globalThis.owned") is None
    assert tab.page.locator("main img").count() == 0


def test_a_wrong_token_is_told_and_not_kept(
    new_tab: Callable[..., Tab], server: LiveServer
) -> None:
    tab = new_tab()
    tab.open("jobs")
    tab.sign_in("dapi00000000000000000000000000000000")
    tab.sees("This token is not valid here")
    assert tab.page.evaluate("sessionStorage.length") == 0
    assert not tab.page.locator("#nav a").count()
    tab.sign_in(server.token)
    expect(tab.page.get_by_role("heading", name="Jobs", exact=True)).to_be_visible()


def test_the_token_stays_in_the_tab_until_sign_out(tab: Tab, server: LiveServer) -> None:
    addresses: list[str] = []
    tab.page.on("request", lambda request: addresses.append(request.url))
    tab.page.reload()
    tab.page.wait_for_selector("#nav a")
    assert not [address for address in addresses if server.token in address]
    assert tab.page.evaluate("localStorage.length") == 0
    assert tab.page.context.cookies() == []
    tab.page.get_by_role("button", name="Sign out").click()
    tab.page.wait_for_selector("#token")
    assert tab.page.evaluate("sessionStorage.length") == 0
    assert tab.complaints() == []


def test_a_token_that_is_revoked_ends_the_session(
    new_tab: Callable[..., Tab], w: WorkspaceClient
) -> None:
    made = w.tokens.create(comment="page", lifetime_seconds=600)
    assert made.token_value
    assert made.token_info
    assert made.token_info.token_id
    tab = new_tab()
    tab.open("connect")
    tab.sign_in(made.token_value)
    tab.page.wait_for_selector("#nav a")
    w.tokens.delete(made.token_info.token_id)
    tab.open("jobs")
    tab.sees("This session has ended")


def test_how_to_connect_is_ready_to_copy(tab: Tab, server: LiveServer) -> None:
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.open("connect")
    tab.page.get_by_role("button", name="Environment: copy").click()
    expect(tab.page.get_by_text("Copied")).to_be_visible()
    copied = tab.page.evaluate("navigator.clipboard.readText()")
    assert f"export DATABRICKS_HOST={server.address}\n" in copied
    assert f"export DATABRICKS_TOKEN={server.token}" in copied
    assert server.token not in tab.page.content()
    for title in ("Python SDK", "requests", "curl", "databricks-cli"):
        expect(tab.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    assert tab.complaints() == []


def test_jobs_are_listed_page_by_page(tab: Tab, works: Works) -> None:
    task = works.script("hello.py", "print('hello')")
    oldest = works.job("The oldest of many", task)
    works.finished(works.run(oldest))
    for number in range(20):
        works.job(f"One of many {number}", task)
    tab.open("jobs")
    rows = tab.page.locator("tbody tr")
    expect(rows).to_have_count(20)
    expect(rows.first).to_contain_text("Never run")
    tab.page.get_by_role("button", name="Show more").click()
    row = tab.page.locator("tbody tr", has_text="The oldest of many")
    expect(row).to_contain_text("Success")
    row.get_by_role("link", name="The oldest of many").click()
    expect(tab.page.get_by_role("heading", name="The oldest of many")).to_be_visible()
    assert tab.complaints() == []


def test_a_job_is_run_from_its_page_and_deleted(tab: Tab, works: Works) -> None:
    job_id = works.job("Run me", works.script("hello.py", "print('hello from the page')"))
    tab.open(f"job/{job_id}")
    tab.sees("This job has not run yet")
    tab.page.get_by_role("button", name="Run now").click()
    expect(tab.page.locator("pre.log")).to_contain_text("hello from the page")
    expect(tab.page.locator(".facts .badge")).to_have_text("Success")
    tab.open(f"job/{job_id}")
    tab.page.get_by_role("button", name="Delete").click()
    tab.page.get_by_role("button", name="Really delete this job?").click()
    expect(tab.page.get_by_role("heading", name="Jobs", exact=True)).to_be_visible()
    tab.open(f"job/{job_id}")
    tab.sees(f"Job {job_id} does not exist.")


def test_a_run_is_followed_live_and_canceled(tab: Tab, works: Works) -> None:
    run = works.run(works.job("Endless", works.script("endless.py", FOREVER)))
    tab.page.goto(run["run_page_url"])
    expect(tab.page.locator("pre.log")).to_contain_text("first line")
    expect(tab.page.locator(".facts .badge")).to_have_text("Running")
    tab.page.get_by_role("button", name="Cancel run").click()
    tab.page.get_by_role("button", name="Really cancel?").click()
    expect(tab.page.locator(".facts .badge")).to_have_text("Canceled")
    expect(tab.page.get_by_role("button", name="Run again")).to_be_visible()
    assert works.get(run["run_id"])["state"]["result_state"] == "CANCELED"
    assert tab.complaints() == []


def test_tasks_show_what_they_wait_for_and_why_they_failed(tab: Tab, works: Works) -> None:
    good = works.script("good.py", "print('all is well')")
    bad = works.script("bad.py", "def f():\n    raise ValueError('the sum is off')\nf()\n")
    after = {"depends_on": [{"task_key": "task_1"}]}
    run = works.run(works.job("Three tasks", good, bad, {**good, **after}))
    done = works.finished(run)
    tab.page.goto(run["run_page_url"])
    rows = tab.page.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("Success")
    expect(rows.nth(1)).to_contain_text("Failed")
    expect(rows.nth(2)).to_contain_text("Upstream failed")
    expect(rows.nth(2)).to_contain_text("task_1")
    expect(tab.page.locator(".failure > p")).to_have_text("ValueError: the sum is off")
    tab.page.get_by_text("Traceback", exact=True).click()
    expect(tab.page.locator("pre.trace")).to_contain_text("raise ValueError")
    rows.nth(0).get_by_role("button").click()
    expect(tab.page.locator("pre.log")).to_contain_text("all is well")
    expect(tab.page.locator(".failure")).to_have_count(0)
    tab.page.goto(done["tasks"][0]["run_page_url"])
    expect(tab.page.get_by_role("link", name=f"Run {run['run_id']}")).to_be_visible()
    expect(tab.page.locator("pre.log")).to_contain_text("all is well")
    assert tab.complaints() == []


def test_an_executed_notebook_is_shown_with_its_result(tab: Tab, works: Works) -> None:
    works.put(
        "/Shared/page/sums",
        "# Databricks notebook source\nprint('two and two')\n\n# COMMAND ----------\n\n"
        "display(spark.sql('SELECT 4 AS four, \"<b>x</b>\" AS marked'))\n\n"
        "# COMMAND ----------\n\ndbutils.notebook.exit('{\"sum\": 4}')\n",
    )
    task = {"notebook_task": {"notebook_path": "/Shared/page/sums"}}
    run = works.run(works.job("Sums", task))
    tab.page.goto(run["run_page_url"])
    expect(tab.page.locator("pre.result")).to_contain_text('"sum": 4')
    inside = tab.page.frame_locator(".framed iframe")
    expect(inside.locator("pre.stdout")).to_have_text("two and two\n")
    expect(inside.locator("th").first).to_have_text("four")
    expect(inside.locator("td").nth(1)).to_have_text("<b>x</b>")
    assert style_of_frame(tab.page, "td", "borderCollapse") == "collapse"
    assert overflow_of_frame(tab.page) <= 1
    assert tab.complaints() == []


def style_of_frame(page: Page, selector: str, name: str) -> str:
    """A computed style inside the notebook's frame: whether our style block is let through."""
    script = f"""getComputedStyle(document.querySelector(".framed iframe").contentDocument
        .querySelector("{selector}")).{name}"""
    return str(page.evaluate(script))


def overflow_of_frame(page: Page) -> int:
    """Pixels of the notebook that its frame does not show."""
    return int(
        page.evaluate(
            """() => { const frame = document.querySelector(".framed iframe");
            return frame.contentDocument.documentElement.scrollHeight - frame.clientHeight }"""
        )
    )


def test_html_of_a_notebook_runs_no_script(tab: Tab, works: Works) -> None:
    attack = (
        ATTACK
        + '<meta http-equiv="refresh" content="0;url=https://example.invalid/">'
        + '<a id="out" href="https://example.invalid/" target="_top">leave</a>'
        + "<svg onload=\"top.owned=1\"></svg><p id='end'>the end</p>"
    )
    works.put("/Shared/page/attack", f"# Databricks notebook source\ndisplayHTML({attack!r})\n")
    task = {"notebook_task": {"notebook_path": "/Shared/page/attack"}}
    run = works.run(works.job("Attack", task))
    works.finished(run)
    tab.page.goto(run["run_page_url"])
    inner = tab.page.frame_locator(".framed iframe").frame_locator("iframe")
    expect(inner.locator("#end")).to_have_text("the end")
    inner.locator("#out").click()
    tab.page.wait_for_function("performance.now() > 0")
    assert tab.page.url == run["run_page_url"]
    assert all(frame.url.startswith(("about:", tab.address)) for frame in tab.page.frames)
    no_harm(tab)
    blocked = [said for said in tab.errors if "sandbox" in said or "Content Security" in said]
    assert blocked, "the browser tells what it blocked"


def test_names_and_logs_are_text(tab: Tab, works: Works) -> None:
    script = works.script("attack.py", f"print({ATTACK!r})\nraise ValueError({ATTACK!r})")
    job_id = works.job(f"Text {ATTACK}", script)
    run = works.run(job_id)
    works.finished(run)
    works.put(f"/Shared/page/{ATTACK.replace('/', '')}", "# Databricks notebook source\n" + ATTACK)
    for route in ("jobs", f"job/{job_id}", "runs"):
        tab.open(route)
        tab.sees(f"Text {ATTACK}")
        no_harm(tab)
    tab.page.goto(run["run_page_url"])
    expect(tab.page.locator("pre.log")).to_contain_text(ATTACK)
    expect(tab.page.locator(".failure > p")).to_contain_text(ATTACK)
    no_harm(tab)
    tab.open("workspace/Shared/page")
    tab.page.get_by_role("link", name="onerror").click()
    expect(tab.page.locator("pre")).to_contain_text(ATTACK)
    no_harm(tab)
    assert tab.complaints() == []


def test_only_what_the_user_may_see_is_shown(
    new_tab: Callable[..., Tab], works: Works, other: Person
) -> None:
    run = works.run(works.job("Not for others", works.script("hello.py", "print('hello')")))
    tab = new_tab()
    tab.page.goto(run["run_page_url"])
    tab.sign_in(other.token)
    tab.sees("This could not be shown")
    tab.open("jobs")
    tab.page.wait_for_selector(".empty, tbody")
    assert "Not for others" not in tab.page.inner_text("main")


def test_clusters_show_their_state_and_events(tab: Tab, w: WorkspaceClient) -> None:
    name = "Page <b>cluster</b>"
    made = w.clusters.create(spark_version="14.3.x-scala2.12", cluster_name=name, num_workers=0)
    assert made.cluster_id
    try:
        tab.open("clusters")
        tab.page.get_by_role("link", name=name).click()
        expect(tab.page.locator(".facts .badge")).to_have_text("Running")
        tab.sees("CREATING")
        tab.page.get_by_role("button", name="Terminate").click()
        tab.page.get_by_role("button", name="Really terminate?").click()
        expect(tab.page.locator(".facts .badge")).to_have_text("Terminated")
        expect(tab.page.get_by_role("button", name="Start", exact=True)).to_be_visible()
        # Before the cluster goes: the open page asks for it again, and a 400 is the right answer.
        assert tab.complaints() == []
    finally:
        w.clusters.permanent_delete(made.cluster_id)


def test_a_hidden_tab_asks_nothing(tab: Tab, works: Works) -> None:
    run = works.run(works.job("Hidden", works.script("endless.py", FOREVER)))
    tab.page.clock.install()
    tab.page.goto(run["run_page_url"])
    tab.page.reload()
    tab.page.wait_for_selector(".facts .badge")
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    tab.page.clock.run_for(15_000)
    assert [address for address in asked if "/jobs/runs/get" in address]
    visibility(tab.page, hidden=True)
    tab.page.clock.run_for(15_000)  # lets what was already asked for end
    asked.clear()
    tab.page.clock.run_for(120_000)
    assert asked == []
    with tab.page.expect_request(lambda request: "/jobs/runs/get" in request.url):
        visibility(tab.page, hidden=False)
    works.api.post("/api/2.1/jobs/runs/cancel", json={"run_id": run["run_id"]})


def visibility(page: Page, *, hidden: bool) -> None:
    value = "true" if hidden else "false"
    page.evaluate(
        f"""Object.defineProperty(document, "hidden", {{ get: () => {value}, configurable: true }});
        document.dispatchEvent(new Event("visibilitychange"))"""
    )


def test_the_keyboard_is_enough(new_tab: Callable[..., Tab], server: LiveServer) -> None:
    tab = new_tab()
    tab.open()
    expect(tab.page.locator("#token")).to_be_focused()
    tab.page.keyboard.type(server.token)
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("#nav a")
    tab.page.keyboard.press("Tab")
    expect(tab.page.get_by_text("Skip to content")).to_be_focused()
    for _ in range(3):
        tab.page.keyboard.press("Tab")
    expect(tab.page.get_by_role("link", name="Jobs", exact=True)).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("heading", name="Jobs", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1200), ("dark", 1200), ("light", 375)], ids=str
)
def test_every_view_fits_and_breaks_no_rule(
    new_tab: Callable[..., Tab],
    server: LiveServer,
    works: Works,
    tmp_path: Path,
    scheme: str,
    width: int,
) -> None:
    """Leaves pictures of the views in the test's temporary folder."""
    job_id = works.job("Pictures", works.script("hello.py", "print('hello ' * 50)"))
    run = works.finished(works.run(job_id))
    tab = new_tab(color_scheme=scheme, viewport={"width": width, "height": 800})
    tab.open("runs")
    picture(tab, tmp_path / "sign-in.png")
    tab.sign_in(server.token)
    tab.page.wait_for_selector("#nav a")
    views = {"runs": "table", "jobs": "table", f"job/{job_id}": "table", "clusters": "h1"}
    views |= {f"job/{job_id}/run/{run['run_id']}": "pre.log", "connect": "pre", "nonsense": "h2"}
    for route, shows in {**views, "workspace/": "table", "runs/active": "h1"}.items():
        tab.open(route)
        tab.page.locator(f"main {shows}").first.wait_for()
        picture(tab, tmp_path / f"{route.split('/')[0]}-{len(route)}.png")
    assert tab.complaints() == []


def picture(tab: Tab, path: Path) -> None:
    tab.page.screenshot(path=path, full_page=True)
    assert path.stat().st_size > 5_000
    overflow = tab.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0, f"{path.stem} is wider than the window by {overflow} pixels"


def test_a_server_that_goes_away_is_told(tab: Tab, works: Works) -> None:
    tab.open("jobs")
    tab.page.wait_for_selector("main h1")
    tab.page.route("**/api/**", lambda route: route.abort())
    tab.open("clusters")
    tab.sees("The server does not answer")
    tab.page.unroute("**/api/**")
    deadline = time.monotonic() + 30
    while "does not answer" in tab.page.inner_text("main") and time.monotonic() < deadline:
        tab.page.wait_for_timeout(100)
    assert "does not answer" not in tab.page.inner_text("main")
