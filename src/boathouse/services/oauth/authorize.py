"""/oidc/v1/authorize: a user signs in with name and password, and the application gets a code.

Nobody is sent anywhere before the application and its address are known to belong together; what
is wrong before that is shown to the user, what is wrong afterwards goes back to the application.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from boathouse.context import Context, Principal
from boathouse.errors import RequestLimitExceeded
from boathouse.route import Access, Raw, route
from boathouse.services.oauth import clients, sessions, ticket
from boathouse.services.oauth.account import require_account
from boathouse.services.oauth.errors import OAuthError
from boathouse.services.oauth.form import read_form
from boathouse.services.oauth.page import form_page, html_answer, problem_page
from boathouse.services.oauth.passwords import sign_in as check_password
from boathouse.services.oauth.scopes import granted
from boathouse.services.oauth.ticket import Asked

MAX_STATE_CHARS = 2000
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_PATHS = ("/oidc/v1/authorize", "/oidc/accounts/{account_id}/v1/authorize")


@route("GET", *_PATHS, access=Access.PUBLIC)
def authorize(
    ctx: Context,
    account_id: str = "",
    response_type: str = "",
    response_mode: str = "query",
    client_id: str = "",
    redirect_uri: str = "",
    scope: str = "",
    state: str = "",
    code_challenge: str = "",
    code_challenge_method: str = "",
    assume_group: str = "",
) -> Raw:
    """The login page, or an error sent back to the application."""
    require_account(ctx, account_id)
    client = clients.find(ctx.tx, client_id)
    if client is None or not client.may_return_to(redirect_uri):
        text = "The application is not known here, or may not be returned to at this address."
        return html_answer(problem_page(text), 400)
    asked = Asked(client_id, redirect_uri, scope, state, code_challenge)
    try:
        _check(asked, response_type, response_mode, code_challenge_method, assume_group)
        granted(asked.scope, client.limit)
    except OAuthError as error:
        return _redirect(asked, error=error.error, error_description=error.description)
    return _form(ctx, asked, client)


@route("POST", *_PATHS, access=Access.PUBLIC, raw_body=True, body_limit=64 * 1024)
def sign_in(ctx: Context, account_id: str = "", body: bytes = b"") -> Raw:
    """The login page's form: back to the application with a code, or to the form once more."""
    require_account(ctx, account_id)
    try:
        form = read_form(ctx, body)
    except OAuthError as error:
        return html_answer(problem_page(error.description), 400)
    asked = ticket.unseal(ctx, form.get("ticket", ""), ticket.browser_of(ctx))
    client = clients.find(ctx.tx, asked.client_id) if asked else None
    if asked is None or client is None or not client.may_return_to(asked.redirect_uri):
        text = "This page is too old, or was not shown to this browser. Begin anew."
        return html_answer(problem_page(text), 400)
    try:
        user = check_password(ctx, form.get("user_name", ""), form.get("password", ""))
    except RequestLimitExceeded as error:
        wait = error.headers.get("Retry-After", "")
        return _form(ctx, asked, client, error.message, 429, wait)
    if user is None:
        return _form(ctx, asked, client, "User name or password is wrong.", 401)
    ctx.principal = user  # for the audit row and the access log
    return _with_code(ctx, asked, client, user)


def _check(asked: Asked, kind: str, mode: str, method: str, group: str) -> None:
    if kind != "code":
        raise OAuthError("unsupported_response_type", "response_type must be code.")
    if mode != "query":
        raise OAuthError("invalid_request", "response_mode must be query.")
    if group:
        raise OAuthError("invalid_request", "The parameter assume_group is not implemented.")
    if method != "S256" or not CHALLENGE.fullmatch(asked.challenge):
        raise OAuthError("invalid_request", "A code_challenge by S256 is required.")
    if len(asked.state) > MAX_STATE_CHARS:
        raise OAuthError("invalid_request", "The state is too long.")


def _form(
    ctx: Context,
    asked: Asked,
    client: clients.Client,
    problem: str = "",
    status: int = 200,
    retry_after: str = "",
) -> Raw:
    # Several tabs may stand open: each of them goes on with the cookie that is there.
    browser = ticket.browser_of(ctx) or ticket.new_browser()
    target = clients.origin_of(asked.redirect_uri)
    page = form_page(
        # One slash: two would make the first segment a host.
        action="/" + quote(ctx.path.strip("/"), safe="/%"),
        ticket=ticket.seal(ctx, asked, browser),
        application=client.name,
        returns_to=target,
        problem=problem,
    )
    return html_answer(
        page,
        status,
        form_target=target,
        cookie=ticket.cookie(ctx, browser),
        retry_after=retry_after,
    )


def _with_code(ctx: Context, asked: Asked, client: clients.Client, user: Principal) -> Raw:
    try:
        scopes = " ".join(sorted(granted(asked.scope, client.limit)))
    except OAuthError as error:  # the application was narrowed while the page stood open
        return _redirect(asked, error=error.error, error_description=error.description)
    with ctx.write() as tx:
        session = sessions.begin(tx, user.user_id, asked.client_id, scopes, ctx.now)
        code = sessions.add_code(tx, session, asked.redirect_uri, asked.challenge, ctx.now)
    return _redirect(asked, cookie=ticket.cookie(ctx, ""), code=code)


def _redirect(asked: Asked, cookie: str = "", **answer: str) -> Raw:
    """To the application's address, which was checked; the values are encoded, so no header or
    other address can come of them."""
    values = {**answer, "state": asked.state} if asked.state else answer
    joint = "&" if "?" in asked.redirect_uri else "?"
    headers = {
        "location": f"{asked.redirect_uri}{joint}{urlencode(values)}",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
    }
    if cookie:
        headers["set-cookie"] = cookie
    return Raw(b"", "text/plain", headers, 303)
