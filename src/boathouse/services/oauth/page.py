"""The pages that a browser sees while a user signs in: plain HTML, no script, a strict policy."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from boathouse.route import Raw

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: #f4f6f8; color: #1d2733; }
main { max-width: 24rem; margin: 12vh auto; padding: 2rem; background: #fff; border-radius: 12px;
  box-shadow: 0 1px 3px #0003; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
label { display: block; margin-top: 1rem; }
input { display: block; width: 100%; box-sizing: border-box; padding: .5rem; font: inherit;
  border: 1px solid #8795a5; border-radius: 6px; }
button { margin-top: 1.5rem; width: 100%; padding: .6rem; font: inherit; color: #fff;
  background: #0b5fa5; border: 0; border-radius: 6px; }
[role=alert] { color: #a4161a; }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


def form_page(
    *, action: str, ticket: str, application: str, returns_to: str, problem: str = ""
) -> str:
    """The form for name and password; everything that comes from a request is escaped."""
    alert = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    return _page(
        "Sign in",
        f"""<p><strong>{escape(application)}</strong> asks to act as you. Afterwards you are sent to
<code>{escape(returns_to)}</code>.</p>{alert}
<form method="post" action="{escape(action)}">
<input type="hidden" name="ticket" value="{escape(ticket)}">
<label>User name <input name="user_name" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required>
</label><button>Sign in</button></form>""",
    )


def problem_page(problem: str) -> str:
    """What cannot be sent back to the application, because nothing says that it is one."""
    return _page("Signing in failed", f'<p role="alert">{escape(problem)}</p>')


def html_answer(
    page: str, status: int = 200, *, form_target: str = "", cookie: str = "", retry_after: str = ""
) -> Raw:
    """A page with its headers. `form_target`: the origin that the form's answer leads to."""
    targets = f"'self' {form_target}".strip() if form_target else "'none'"
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{_STYLE_HASH}'",
            f"form-action {targets}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
    headers = {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }
    if cookie:
        headers["set-cookie"] = cookie
    if retry_after:
        headers["retry-after"] = retry_after
    return Raw(page.encode(), "text/html; charset=utf-8", headers, status)


def _page(title: str, body: str) -> str:
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} · Boathouse</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>
"""
