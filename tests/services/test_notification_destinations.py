"""Notification destinations: made and changed by admins, their secrets never shown again."""

from __future__ import annotations

from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    InvalidParameterValue,
    NotFound,
    NotImplemented,
    PermissionDenied,
)
from databricks.sdk.service import settings

from tests.conftest import Person
from tests.live import Api, LiveServer

URL = "https://hooks.example.com/T00/B00/a-key-nobody-sees"
KINDS: list[tuple[str, Any, str, dict[str, Any]]] = [
    (
        "EMAIL",
        settings.Config(email=settings.EmailConfig(addresses=["team@example.com"])),
        "team@example.com",
        {"email": {"addresses": ["team@example.com"]}},
    ),
    (
        "SLACK",
        settings.Config(slack=settings.SlackConfig(url=URL)),
        URL,
        {"slack": {"url_set": True}},
    ),
    (
        "MICROSOFT_TEAMS",
        settings.Config(microsoft_teams=settings.MicrosoftTeamsConfig(url=URL)),
        URL,
        {"microsoft_teams": {"url_set": True}},
    ),
    (
        "PAGERDUTY",
        settings.Config(pagerduty=settings.PagerdutyConfig(integration_key="a-pager-key")),
        "a-pager-key",
        {"pagerduty": {"integration_key_set": True}},
    ),
    (
        "WEBHOOK",
        settings.Config(
            generic_webhook=settings.GenericWebhookConfig(
                url=URL, username="a-user", password="a-password"
            )
        ),
        "a-password",
        {"generic_webhook": {"url_set": True, "username_set": True, "password_set": True}},
    ),
]


@pytest.mark.parametrize(("kind", "config", "secret", "shown"), KINDS, ids=[k[0] for k in KINDS])
def test_each_kind_is_made_shown_and_removed(
    w: WorkspaceClient,
    server: LiveServer,
    kind: str,
    config: settings.Config,
    secret: str,
    shown: dict[str, Any],
) -> None:
    made = w.notification_destinations.create(display_name=f"made {kind}", config=config)
    assert made.destination_type is not None
    assert made.destination_type.value == kind
    got = w.notification_destinations.get(made.id or "")
    assert got.as_dict() == made.as_dict()
    assert got.config is not None
    assert got.config.as_dict() == shown
    if kind != "EMAIL":
        database = (server.data_dir / "boathouse.db").read_bytes()
        database += (server.data_dir / "boathouse.db-wal").read_bytes()
        assert secret.encode() not in database
    w.notification_destinations.delete(made.id or "")
    with pytest.raises(NotFound):
        w.notification_destinations.get(made.id or "")


def test_a_change_keeps_what_it_does_not_name(w: WorkspaceClient) -> None:
    config = settings.Config(
        generic_webhook=settings.GenericWebhookConfig(url=URL, username="u", password="p")
    )
    made = w.notification_destinations.create(display_name="before", config=config)
    changed = w.notification_destinations.update(made.id or "", display_name="after")
    assert (changed.display_name, changed.config) == ("after", made.config)
    other = settings.Config(generic_webhook=settings.GenericWebhookConfig(password="other"))
    changed = w.notification_destinations.update(made.id or "", config=other)
    assert changed.config is not None
    assert changed.config == made.config
    slack = settings.Config(slack=settings.SlackConfig(url=URL))
    with pytest.raises(InvalidParameterValue, match="type"):
        w.notification_destinations.update(made.id or "", config=slack)
    with pytest.raises(InvalidParameterValue, match="needed"):
        w.notification_destinations.update(made.id or "")


def test_they_are_listed_page_by_page(w: WorkspaceClient, api: Api) -> None:
    config = settings.Config(email=settings.EmailConfig(addresses=["a@example.com"]))
    made = {
        w.notification_destinations.create(display_name=f"page {n}", config=config).id
        for n in range(3)
    }
    found = [*w.notification_destinations.list(page_size=2)]
    assert made <= {one.id for one in found}
    first = api.get("/api/2.0/notification-destinations", params={"page_size": 2}).json()
    assert len(first["results"]) == 2
    assert set(first["results"][0]) == {"id", "destination_type", "display_name"}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, "exactly one"),
        ({"config": {}}, "exactly one"),
        ({"config": {"email": {"addresses": []}}}, "addresses"),
        ({"config": {"email": {"addresses": ["no address"]}}}, "email address"),
        ({"config": {"email": {"addresses": ["a@b.c\r\nBcc: d@e.f"]}}}, "email address"),
        ({"config": {"email": {"addresses": ["a@b.c"]}, "slack": {"url": URL}}}, "exactly one"),
        ({"config": {"slack": {"url": "http://hooks.example.com/x"}}}, "https"),
        ({"config": {"slack": {"url": "ftp://hooks.example.com/x"}}}, "https"),
        ({"config": {"slack": {"url": "https://"}}}, "URL"),
        ({"config": {"slack": {"url": "https://u:p@hooks.example.com/"}}}, "URL"),
        ({"config": {"slack": {"url": "https://hooks.example.com:99999/"}}}, "URL"),
        ({"config": {"slack": {"url": "https://hooks.example.com/a b"}}}, "URL"),
        ({"config": {"slack": {"url": "https://hooks.example.com/\r\nX: y"}}}, "plain"),
        ({"config": {"slack": {"url": "https://h.example.com/" + "x" * 2100}}}, "plain"),
        ({"config": {"generic_webhook": {"url": URL, "password": "p"}}}, "username"),
        ({"config": {"pagerduty": {"integration_key": ""}}}, "integration_key"),
        ({"config": {"pagerduty": {"integration_key": "k"}}, "display_name": " "}, "display_name"),
    ],
)
def test_what_cannot_be_is_refused(api: Api, body: dict[str, Any], told: str) -> None:
    answer = api.post("/api/2.0/notification-destinations", json={"display_name": "bad", **body})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
    assert told in answer.json()["message"]


def test_apps_of_slack_and_teams_are_not_implemented(w: WorkspaceClient) -> None:
    config = settings.Config(slack=settings.SlackConfig(oauth_token="t", channel_id="c"))
    with pytest.raises(NotImplemented, match=r"\$\.config\.slack"):
        w.notification_destinations.create(display_name="app", config=config)


def test_others_see_names_and_change_nothing(w: WorkspaceClient, other: Person) -> None:
    config = settings.Config(slack=settings.SlackConfig(url=URL))
    made = w.notification_destinations.create(display_name="for all", config=config)
    assert made.id in {one.id for one in other.w.notification_destinations.list()}
    with pytest.raises(PermissionDenied):
        other.w.notification_destinations.create(display_name="mine", config=config)
    with pytest.raises(PermissionDenied):
        other.w.notification_destinations.get(made.id or "")
    with pytest.raises(PermissionDenied):
        other.w.notification_destinations.update(made.id or "", display_name="mine")
    with pytest.raises(PermissionDenied):
        other.w.notification_destinations.delete(made.id or "")
