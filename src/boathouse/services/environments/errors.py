"""How the making of an environment fails."""

from __future__ import annotations


class InstallFailed(Exception):
    """The dependencies do not install; the message is the installer's, without secrets."""
