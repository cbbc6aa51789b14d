"""What a browser lets the page do: its own scripts, styles and API, and nothing else.

A frame with `srcdoc` inherits this policy, so the page of an executed notebook may use the one
style that we wrote for it, known by its hash, and no script at all.
"""

from __future__ import annotations

import base64
import hashlib

from boathouse.services.jobs.export import STYLE


def _hash(text: str) -> str:
    """An inline block as a CSP source."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {_hash(STYLE)}",
        "connect-src 'self'",
        "img-src 'self' data:",
        # srcdoc needs no source; so no frame can be led anywhere else.
        "frame-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        # Text becomes HTML in one place of the scripts only: frame.js.
        "require-trusted-types-for 'script'",
        "trusted-types frame",
    )
)

HEADERS = {
    "content-security-policy": _CONTENT_SECURITY_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
