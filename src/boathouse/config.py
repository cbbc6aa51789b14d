"""One frozen object of settings. Flags, environment and defaults meet here and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DEFAULT_ADMIN = "admin@boathouse.local"


def _default_data_dir() -> Path:
    return Path.home() / ".boathouse"


@dataclass(frozen=True)
class Config:
    """What `boathouse serve` was asked to be. Ports: 0 lets the system choose, None is off."""

    data_dir: Path = field(default_factory=_default_data_dir)
    host: str = "127.0.0.1"
    port: int = 8080
    tls_port: int | None = None
    connect_port: int = 0
    """Of Spark Connect. 0: that of last time, else 15002, else any that is free."""
    admin_user: str = DEFAULT_ADMIN
    admin_token: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    seed: str | None = None
    basic_auth: bool = False
    """Whether user name and password count at the API (the legacy CLI's way)."""
    rate_limit: float = 1.0
    """Multiplies the documented rates of requests a second; 0 switches the limits off."""
    audit_lines: bool = False
    """Whether audit rows are written to logs/audit.jsonl too."""
    isolation: str = "auto"
    """Of user code: "auto" uses what the machine has, "none" nothing, "required" insists."""
    allow_ports: tuple[int, ...] = ()
    """TCP ports that confined code may connect to beside those it needs."""
    external_locations: tuple[Path, ...] = ()
    """Folders beside the data folder: the bound of all external locations; each begins as one."""
    smtp_url: str | None = None
    """Of the server that takes mail, without its password: services/notifications/mail.py."""
    smtp_sender: str = "boathouse@localhost"
    smtp_password: str | None = field(default=None, repr=False)
    pagerduty_url: str = "https://events.pagerduty.com/v2/enqueue"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the store."""
        return f"sqlite:///{self.data_dir / 'boathouse.db'}"


def from_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The settings that the environment gives: those that are secrets."""
    names = {
        "admin_token": "BOATHOUSE_ADMIN_TOKEN",
        "secret_key": "BOATHOUSE_SECRET_KEY",
        "smtp_password": "BOATHOUSE_SMTP_PASSWORD",
    }
    return {key: environ[name] for key, name in names.items() if environ.get(name)}
