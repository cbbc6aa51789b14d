"""Notifications of runs: who is told what and when, and that nothing that was queued is lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from boathouse.app import App, BadSmtpUrl, system_clock
from boathouse.config import Config
from boathouse.services.notifications import delivery, outbox, store
from tests.live import Api, LiveServer
from tests.services import jobs
from tests.services.clusters import eventually
from tests.services.notifications import Hooks, MailServer

MINUTE = 60_000
ON = "on_duration_warning_threshold_exceeded"


class Town:
    """A workspace with a clock that can be moved, and who gets its notifications."""

    def __init__(self, folder: Path) -> None:
        self.ahead = 0
        self.mail, self.hooks = MailServer(), Hooks()
        self.live = LiveServer(
            folder,
            rate_limit=0,
            clock=lambda: system_clock() + self.ahead,
            smtp_url=f"smtp://127.0.0.1:{self.mail.port}?tls=none",
            smtp_sender="workspace@example.com",
            pagerduty_url=f"{self.hooks.address}/pagerduty",
        )
        self.api = Api(self.live.address, self.live.token)

    def close(self) -> None:
        self.live.stop()
        self.live.end_engines()
        self.mail.close()
        self.hooks.close()

    def destination(self, name: str, **config: Any) -> str:
        """A notification destination; its id."""
        body = {"display_name": name, "config": config}
        made = jobs.accepted(self.api.post("/api/2.0/notification-destinations", json=body))
        return str(made["id"])

    def webhook(self, path: str, **more: str) -> str:
        return self.destination(path, generic_webhook={"url": self.hooks.address + path, **more})

    def queue(self, kind: str, target: str, event: str = "on_failure", **more: Any) -> int:
        """Queue something as a run's end does; the run's id."""
        parts = self.live.app.parts
        run_id = parts.clock() * 1000 + threading.get_ident() % 1000 + len(self.hooks.got)
        told = {
            "event": event,
            "job_id": 11,
            "job_name": "nightly",
            "job_run_id": run_id,
            "run_id": run_id,
            "life_cycle_state": "TERMINATED",
            "result_state": "FAILED",
            "message": "it broke",
            **more,
        }
        with parts.database.write() as tx:
            store.insert_notifications(tx, run_id, told, [(kind, target)], parts.clock())
        parts.signals.wake(outbox.KIND)
        return run_id

    def row(self, run_id: int) -> store.Notification:
        with self.live.app.parts.database.read() as tx:
            (found,) = store.of_run(tx, run_id)
        return found

    def tried(self, run_id: int, times: int) -> store.Notification:
        """The row once it was tried that often and the try is settled."""

        def look() -> store.Notification | None:
            row = self.row(run_id)
            settled = row.due_at is None or row.error is not None
            return row if row.tries >= times and settled else None

        found: store.Notification = eventually(look)
        return found

    def later(self, milliseconds: int) -> None:
        self.ahead += milliseconds
        self.live.app.parts.signals.wake(outbox.KIND)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = Town(tmp_path_factory.mktemp("town"))
    yield made
    made.close()


# What is told, and to whom.


def test_a_job_tells_of_its_start_and_success(town: Town) -> None:
    hook = town.webhook("/start")
    settings = {
        "email_notifications": {
            "on_start": ["start@example.com"],
            "on_success": ["success@example.com"],
            "on_failure": ["failure@example.com"],
        },
        "webhook_notifications": {"on_start": [{"id": hook}], "on_success": [{"id": hook}]},
    }
    path = jobs.script(town.api, "print('fine')")
    run_id = jobs.submit(town.api, jobs.script_task(path), run_name="tells", **settings)
    run = jobs.await_end(town.api, run_id)
    assert jobs.result(run) == ("TERMINATED", "SUCCESS")
    (mail,) = eventually(lambda: town.mail.to("success@example.com"))
    assert mail.subject == "Job tells succeeded"
    assert str(run_id) in mail.text
    assert f"/run/{run_id}" in mail.text
    assert mail.message["From"] == "workspace@example.com"
    assert [one.subject for one in town.mail.to("start@example.com")] == ["Job tells started"]
    assert not town.mail.to("failure@example.com")
    hooks = eventually(lambda: len(town.hooks.at("/start")) == 2 and town.hooks.at("/start"))
    assert [one.body["event_type"] for one in hooks] == ["jobs.on_start", "jobs.on_success"]
    assert hooks[0].body == {
        "event_type": "jobs.on_start",
        "workspace_id": str(town.live.app.workspace_id),
        "run": {"run_id": str(run_id)},
        "job": {"job_id": str(run["job_id"]), "name": "tells"},
    }


def test_a_task_tells_for_itself(town: Town) -> None:
    hook = town.webhook("/task")
    failing = jobs.script(town.api, "raise ValueError('no')")
    task = jobs.script_task(
        failing,
        key="sorry",
        email_notifications={"on_failure": ["task@example.com"]},
        webhook_notifications={"on_start": [{"id": hook}], "on_failure": [{"id": hook}]},
    )
    run_id = jobs.submit(town.api, task, run_name="with task")
    run = jobs.await_end(town.api, run_id)
    (mail,) = eventually(lambda: town.mail.to("task@example.com"))
    assert mail.subject == "Task sorry of job with task failed"
    hooks = eventually(lambda: len(town.hooks.at("/task")) == 2 and town.hooks.at("/task"))
    task_id = jobs.task_ids(run)["sorry"]
    assert hooks[1].body["event_type"] == "jobs.on_failure"
    assert hooks[1].body["task"] == {"task_key": "sorry"}
    assert hooks[1].body["run"] == {"run_id": str(task_id), "parent_run_id": str(run_id)}


def test_who_is_muted_hears_nothing(town: Town) -> None:
    loud, quiet = ({"on_failure": [f"{name}@example.com"]} for name in ("loud", "quiet"))
    path = jobs.script(town.api, "import time; time.sleep(60)")
    muted = {"no_alert_for_canceled_runs": True}
    runs = [
        jobs.submit(town.api, jobs.script_task(path), email_notifications=loud),
        jobs.submit(
            town.api,
            jobs.script_task(path),
            email_notifications=quiet,
            notification_settings=muted,
        ),
    ]
    for run_id in reversed(runs):
        jobs.accepted(town.api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    for run_id in runs:
        assert jobs.result(jobs.await_end(town.api, run_id)) == ("TERMINATED", "CANCELED")
    (mail,) = eventually(lambda: town.mail.to("loud@example.com"))
    assert "ended as CANCELED" in mail.subject
    assert not _queued(town, runs[1])


@pytest.mark.parametrize("muted", [False, True])
def test_a_skipped_run_is_a_failure_unless_muted(town: Town, muted: bool) -> None:
    address = f"skipped-{muted}@example.com"
    body = {
        "tasks": [jobs.script_task(jobs.script(town.api, "1"))],
        "max_concurrent_runs": 0,
        "queue": {"enabled": False},
        "email_notifications": {"on_failure": [address]},
        "notification_settings": {"no_alert_for_skipped_runs": muted},
    }
    job_id = jobs.accepted(town.api.post("/api/2.2/jobs/create", json=body))["job_id"]
    started = jobs.accepted(town.api.post("/api/2.2/jobs/run-now", json={"job_id": job_id}))
    assert jobs.life(jobs.await_end(town.api, started["run_id"])) == "SKIPPED"
    assert bool(_queued(town, started["run_id"])) != muted


def test_failures_wait_for_the_last_attempt_where_asked(town: Town) -> None:
    failing = jobs.script(town.api, "raise ValueError('never')")
    lists = {"on_start": ["tries@example.com"], "on_failure": ["tries@example.com"]}
    every = jobs.script_task(failing, key="every", max_retries=1, email_notifications=lists)
    last = {**every, "task_key": "last", "notification_settings": {"alert_on_last_attempt": True}}
    run_id = jobs.submit(town.api, every, last)
    jobs.await_end(town.api, run_id)
    told = [(row.event["task_key"], row.event["event"]) for row in _queued(town, run_id)]
    assert sorted(told) == [
        ("every", "on_failure"),
        ("every", "on_failure"),
        ("every", "on_start"),
        ("every", "on_start"),
        ("last", "on_failure"),
        ("last", "on_start"),
    ]


def test_a_run_that_takes_too_long_is_told_of_once(town: Town) -> None:
    rule = {"metric": "RUN_DURATION_SECONDS", "op": "GREATER_THAN", "value": 3600}
    settings: dict[str, Any] = {
        "health": {"rules": [rule]},
        "email_notifications": {ON: ["slow@example.com"]},
    }
    path = jobs.script(town.api, "import time; time.sleep(60)")
    task = jobs.script_task(path, **settings)
    run_id = jobs.submit(town.api, task, run_name="slow", **settings)
    jobs.await_life(town.api, run_id, "RUNNING")
    assert not town.mail.to("slow@example.com")
    town.later(61 * MINUTE)
    eventually(lambda: len(town.mail.to("slow@example.com")) == 2)
    subjects = {mail.subject for mail in town.mail.to("slow@example.com")}
    assert subjects == {
        "Job slow takes longer than expected",
        "Task main of job slow takes longer than expected",
    }
    town.later(61 * MINUTE)
    jobs.accepted(town.api.post("/api/2.2/jobs/runs/cancel", json={"run_id": run_id}))
    jobs.await_end(town.api, run_id)
    assert len(town.mail.to("slow@example.com")) == 2


def _queued(town: Town, run_id: int) -> list[store.Notification]:
    with town.live.app.parts.database.read() as tx:
        return store.of_run(tx, run_id)


# Settings.


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"email_notifications": {"on_start": ["nobody"]}}, "on_start: 'nobody'"),
        ({"email_notifications": {"on_start": ["a@b.c\nBcc: d@e.f"]}}, "on_start"),
        ({"webhook_notifications": {"on_failure": [{}]}}, r"on_failure[0].id"),
        ({"webhook_notifications": {"on_failure": [{"id": "x"}] * 4}}, "at most 3"),
        ({"webhook_notifications": {"on_failure": [{"id": "x"}]}}, "x does not exist"),
        ({"health": {"rules": [{"metric": "RUN_DURATION_SECONDS"}]}}, "health.rules[0].op"),
        (
            {"health": {"rules": [{"metric": "RUN_DURATION_SECONDS", "op": "GREATER_THAN",
                                   "value": 0}]}},
            "health.rules[0].value",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_notified_is_refused(api: Api, settings: dict[str, Any], told: str) -> None:
    task = jobs.script_task("/Shared/none.py")
    for body in ({"tasks": [task], **settings}, {"tasks": [{**task, **settings}]}):
        for path in ("/api/2.2/jobs/create", "/api/2.2/jobs/runs/submit"):
            answer = api.post(path, json=body)
            assert answer.status_code == 400, answer.text
            assert told in answer.json()["message"]


def test_a_job_keeps_a_destination_that_was_removed(town: Town) -> None:
    hook = town.webhook("/removed")
    body = {
        "tasks": [jobs.script_task("/Shared/none.py")],
        "webhook_notifications": {"on_failure": [{"id": hook}]},
    }
    job_id = jobs.accepted(town.api.post("/api/2.2/jobs/create", json=body))["job_id"]
    town.api.request("DELETE", f"/api/2.0/notification-destinations/{hook}")
    change = {"job_id": job_id, "new_settings": {"name": "renamed"}}
    jobs.accepted(town.api.post("/api/2.2/jobs/update", json=change))
    refused = town.api.post("/api/2.2/jobs/create", json=body)
    assert refused.status_code == 400


# Each kind of system.


def test_a_webhook_s_user_and_password_are_sent(town: Town) -> None:
    hook = town.webhook("/basic", username="user", password="pass")
    row = town.row(town.queue("destination", hook))
    (got,) = eventually(lambda: town.hooks.at("/basic"))
    assert got.headers["Authorization"] == "Basic dXNlcjpwYXNz"
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["X-Boathouse-Notification-Id"] == str(row.notification_id)


def test_slack_gets_a_text(town: Town) -> None:
    slack = town.destination("slack", slack={"url": town.hooks.address + "/slack"})
    run_id = town.queue("destination", slack, job_name="a <b> & c")
    (got,) = eventually(lambda: town.hooks.at("/slack"))
    assert set(got.body) == {"text"}
    assert got.body["text"].startswith("*Job a &lt;b&gt; &amp; c failed*\n")
    assert f"/run/{run_id}|View run>" in got.body["text"]


def test_teams_gets_an_adaptive_card(town: Town) -> None:
    teams = town.destination("teams", microsoft_teams={"url": town.hooks.address + "/teams"})
    town.queue("destination", teams)
    (got,) = eventually(lambda: town.hooks.at("/teams"))
    (attachment,) = got.body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"]["type"] == "AdaptiveCard"
    assert "nightly" in json.dumps(attachment["content"]["body"])


def test_pagerduty_gets_an_event(town: Town) -> None:
    pager = town.destination("pager", pagerduty={"integration_key": "routing"})
    run_id = town.queue("destination", pager)
    (got,) = eventually(lambda: town.hooks.at("/pagerduty"))
    assert got.body["routing_key"] == "routing"
    assert got.body["event_action"] == "trigger"
    assert got.body["payload"]["severity"] == "error"
    assert got.body["payload"]["summary"] == "Job nightly failed"
    assert str(run_id) in got.body["dedup_key"]


def test_an_email_destination_writes_to_all_of_it(town: Town) -> None:
    addresses = ["one@example.com", "two@example.com"]
    team = town.destination("team", email={"addresses": addresses})
    town.queue("destination", team)
    (mail,) = eventually(lambda: town.mail.to("one@example.com"))
    assert mail.to == addresses


def test_a_name_with_line_breaks_makes_no_header(town: Town) -> None:
    town.queue("email", "header@example.com", job_name="a\r\nBcc: evil@example.com\r\n\r\nb é")
    (mail,) = eventually(lambda: town.mail.to("header@example.com"))
    assert mail.to == ["header@example.com"]
    assert mail.message["Bcc"] is None
    assert "é" in mail.subject


# At least once.


def test_a_failure_is_tried_again_later_and_later(town: Town) -> None:
    hook = town.webhook("/flaky")
    answers = iter([500, 429, 200])
    town.hooks.status = lambda path: (next(answers) if path == "/flaky" else 200, {})
    run_id = town.queue("destination", hook)
    for tries, pause in ((1, 10_000), (2, 20_000)):
        row = town.tried(run_id, tries)
        assert row.due_at is not None
        assert row.delivered_at is None
        assert 0 <= row.due_at - town.live.app.parts.clock() <= pause
        town.later(pause)
    eventually(lambda: town.row(run_id).delivered_at)
    assert town.row(run_id).due_at is None
    assert town.row(run_id).error is None
    assert len(town.hooks.at("/flaky")) == 3
    town.hooks.status = lambda path: (200, {})


def test_it_is_given_up_after_the_last_try(town: Town) -> None:
    hook = town.webhook("/never")
    town.hooks.status = lambda path: (503 if path == "/never" else 200, {})
    run_id = town.queue("destination", hook)
    for tries in range(1, delivery.MAX_TRIES + 1):
        row = town.tried(run_id, tries)
        town.later(delivery.FIRST_PAUSE_MS * 2**tries)
    assert (row.due_at, row.delivered_at) == (None, None)
    assert row.error == "the server answered 503"
    assert len(town.hooks.at("/never")) == delivery.MAX_TRIES
    town.hooks.status = lambda path: (200, {})


def test_redirects_are_not_followed(town: Town) -> None:
    hook = town.webhook("/moved")
    to = {"Location": town.hooks.address + "/elsewhere"}
    town.hooks.status = lambda path: (307, to) if path == "/moved" else (200, {})
    row = town.tried(town.queue("destination", hook), 1)
    assert row.error == "the server answered 307"
    assert not town.hooks.at("/elsewhere")
    town.hooks.status = lambda path: (200, {})


def test_what_a_dead_server_had_claimed_is_delivered(town: Town) -> None:
    parts = town.live.app.parts
    hook = town.webhook("/claimed")
    told = {"event": "on_start", "job_id": 1, "job_name": "n", "job_run_id": 5, "run_id": 5}
    told |= {"life_cycle_state": "RUNNING", "result_state": None, "message": ""}
    # The server dies after its claim and before the delivery: the claim alone is committed.
    with parts.database.write() as tx:
        now = parts.clock()
        store.insert_notifications(tx, 5, told, [("destination", hook)], now)
        (row,) = [
            one for one in store.claim_due(tx, now, now + delivery.CLAIM_MS, 50)
            if one.job_run_id == 5
        ]  # fmt: skip
    parts.signals.wake(outbox.KIND)
    assert row.tries == 1
    assert not town.hooks.at("/claimed")
    town.later(delivery.CLAIM_MS)
    eventually(lambda: town.row(5).delivered_at)
    assert len(town.hooks.at("/claimed")) == 1
    assert town.row(5).tries == 2


def test_an_address_that_is_refused_keeps_no_other_waiting(town: Town) -> None:
    town.mail.refused = {"gone@example.com"}
    addresses = ["gone@example.com", "here@example.com"]
    team = town.destination("half", email={"addresses": addresses})
    run_id = town.queue("destination", team)
    row = town.tried(run_id, 1)
    assert row.error == "the SMTP server refused some of the recipients"
    town.mail.refused = set()
    town.later(20_000)
    eventually(lambda: town.row(run_id).delivered_at)
    assert len(town.mail.to("here@example.com")) == 1
    assert len(town.mail.to("gone@example.com")) == 1


def test_a_busy_mail_server_is_asked_again(town: Town) -> None:
    town.mail.busy = 1
    run_id = town.queue("email", "busy@example.com")
    assert town.tried(run_id, 1).error == "the SMTP server answered 451"
    town.later(20_000)
    eventually(lambda: town.mail.to("busy@example.com"))


def test_a_removed_destination_is_given_up_at_once(town: Town) -> None:
    hook = town.webhook("/gone")
    town.api.request("DELETE", f"/api/2.0/notification-destinations/{hook}")
    row = town.tried(town.queue("destination", hook), 1)
    assert (row.due_at, row.error) == (None, "the notification destination was removed")


def test_errors_hold_no_secret(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    url = "http://127.0.0.1:9/a-key-nobody-sees"
    hook = town.destination("closed", generic_webhook={"url": url})
    row = town.tried(town.queue("destination", hook), 1)
    assert row.error == "the server cannot be reached: Connection refused"
    assert "a-key-nobody-sees" not in caplog.text


# Mail and TLS.


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_mail_goes_over_tls_and_the_server_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    mail = MailServer(certificate, implicit=scheme == "smtps")
    live = LiveServer(
        tmp_path / "data",
        smtp_url=f"{scheme}://user@localhost:{mail.port}",
        smtp_password="a-mail-password",
    )
    try:
        event = {"event": "on_start", "job_id": 1, "job_name": "n", "job_run_id": 5, "run_id": 5}
        event |= {"life_cycle_state": "RUNNING", "result_state": None, "message": ""}
        parts = live.app.parts

        def tell(run_id: int) -> store.Notification:
            with parts.database.write() as tx:
                recipient = ("email", "tls@example.com")
                store.insert_notifications(tx, run_id, event, [recipient], parts.clock())
            parts.signals.wake(outbox.KIND)

            def look() -> store.Notification | None:
                with parts.database.read() as tx:
                    (row,) = store.of_run(tx, run_id)
                return row if row.error or row.delivered_at else None

            found: store.Notification = eventually(look)
            return found

        assert "TLS" in (tell(1).error or "")
        assert not mail.mails
        assert not mail.logins
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert tell(2).delivered_at
        assert [one.secure for one in mail.to("tls@example.com")] == [True]
        assert mail.logins
    finally:
        live.stop()
        mail.close()


@pytest.mark.parametrize(
    "url", ["http://host", "smtp://", "smtp://u:p@host", "smtp://u@host?tls=none", "smtp://h:x"]
)
def test_a_bad_smtp_url_keeps_the_server_from_starting(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSmtpUrl):
        App(Config(data_dir=tmp_path, port=0, smtp_url=url))


def test_without_a_mail_server_it_says_so(tmp_path: Path) -> None:
    live = LiveServer(tmp_path)
    try:
        parts = live.app.parts
        event = {"event": "on_start", "job_id": 1, "job_name": "n", "job_run_id": 5, "run_id": 5}
        event |= {"life_cycle_state": "RUNNING", "result_state": None, "message": ""}
        with parts.database.write() as tx:
            store.insert_notifications(tx, 5, event, [("email", "a@example.com")], parts.clock())
        parts.signals.wake(outbox.KIND)

        def look() -> str | None:
            with parts.database.read() as tx:
                (row,) = store.of_run(tx, 5)
            return row.error

        assert "--smtp-url" in eventually(look)
    finally:
        live.stop()
