"""Token exchange [RFC 8693]: an outside issuer's JWT, or a personal access token, for our own."""

from __future__ import annotations

from boathouse.context import Context, Principal
from boathouse.route import Raw
from boathouse.services.federation_policy import store as policies
from boathouse.services.federation_policy.verify import invalid, subject_of, unverified_issuer
from boathouse.services.oauth import access
from boathouse.services.oauth.errors import OAuthError
from boathouse.services.oauth.form import Form, required
from boathouse.services.oauth.keys import ACCESS_TOKEN_SECONDS
from boathouse.services.oauth.scopes import OFFLINE, granted
from boathouse.services.principals import store as principals
from boathouse.services.tokens import store as tokens

_TYPES = "urn:ietf:params:oauth:token-type:"
ACCESS_TOKEN = f"{_TYPES}access_token"
FEDERATED = (f"{_TYPES}jwt", f"{_TYPES}id_token")
PERSONAL = "urn:databricks:params:oauth:token-type:personal-access-token"


def token_exchange(ctx: Context, form: Form) -> Raw:
    """An access token for the principal that the subject token stands for."""
    for name in ("actor_token", "audience"):
        if name in form:
            raise OAuthError("invalid_request", f"The parameter {name} is not implemented.")
    if form.get("requested_token_type", ACCESS_TOKEN) != ACCESS_TOKEN:
        raise OAuthError("invalid_request", f"requested_token_type must be {ACCESS_TOKEN}.")
    subject, kind = required(form, "subject_token"), required(form, "subject_token_type")
    scopes = granted(form.get("scope", "")) - {OFFLINE}
    principal, origin, seconds = _find(ctx, form, subject, kind)
    client_id = form.get("client_id", "")
    token = access.issue(ctx, principal, scopes, origin, client_id=client_id, seconds=seconds)
    return access.token_answer(token, scopes, seconds, issued_token_type=ACCESS_TOKEN)


def _find(ctx: Context, form: Form, subject: str, kind: str) -> tuple[Principal, str, int]:
    if kind == PERSONAL:
        return _personal(ctx, subject)
    if kind in FEDERATED:
        return _federated(ctx, subject, form.get("client_id"))
    raise OAuthError("invalid_request", "The subject_token_type is not supported.")


def _personal(ctx: Context, subject: str) -> tuple[Principal, str, int]:
    principal = tokens.principal_of(ctx.tx, subject, ctx.now)
    if principal is None or principal.token_id is None:
        raise OAuthError("invalid_grant", "The subject token is not valid.")
    return principal, f"token:{principal.token_id}", ACCESS_TOKEN_SECONDS


def _federated(ctx: Context, subject: str, client_id: str | None) -> tuple[Principal, str, int]:
    issuer = unverified_issuer(subject)
    owner = policies.ACCOUNT
    if client_id:
        found = principals.by_name(ctx.tx, client_id, principals.SERVICE_PRINCIPAL)
        if found is None:
            raise invalid()
        owner = found.principal_id
    for policy in policies.of_owner(ctx.tx, owner, issuer=issuer):
        principal = _under(ctx, policy, subject)
        if principal is not None:
            return principal, f"policy:{policy.uid}", ACCESS_TOKEN_SECONDS
    raise invalid()


def _under(ctx: Context, policy: policies.Policy, subject: str) -> Principal | None:
    """Who the token is under a policy: its service principal, or whom the subject names."""
    name = subject_of(ctx, policy, subject)
    if name is None:
        return None
    if policy.owner == policies.ACCOUNT:
        return principals.acting_as(ctx.tx, name)
    if name != policy.oidc.get("subject"):
        return None
    return principals.principal_of(ctx.tx, policy.owner)
