"""Federation policies as clients send and see them, and every check of what they hold."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from boathouse.errors import InvalidParameterValue
from boathouse.services.federation_policy.fetch import acceptable
from boathouse.services.federation_policy.store import ACCOUNT, Policy
from boathouse.wire.oauth2 import FederationPolicy

POLICY_ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
FIELDS = ("issuer", "audiences", "subject", "subject_claim", "jwks_uri", "jwks_json")
MAX_TEXT, MAX_JWKS, MAX_AUDIENCES = 512, 64 * 1024, 50


def new_policy(
    sent: FederationPolicy | None, owner: int, policy_id: str | None, now: int
) -> Policy:
    """The row of a new policy; InvalidParameterValue names what is wrong with it."""
    document: dict[str, Any] = dict(sent or {})
    uid = str(uuid.uuid4())
    chosen = uid if policy_id is None else policy_id
    if not POLICY_ID.fullmatch(chosen):
        raise InvalidParameterValue("policy_id may hold a-z, 0-9 and inner hyphens, at most 63.")
    oidc = _checked(document.get("oidc_policy"), owner)
    description = _text("description", document.get("description", ""))
    return Policy(uid, owner, chosen, description, oidc["issuer"], oidc, now, now)


def changed(policy: Policy, sent: FederationPolicy | None, mask: str | None, now: int) -> Policy:
    """The policy with the fields of an update mask replaced (without one: those that were sent)."""
    document: dict[str, Any] = dict(sent or {})
    paths = [path.strip() for path in mask.split(",")] if mask else ["*"]
    description, oidc = policy.description, dict(policy.oidc)
    for path in paths:
        whole, _, field = path.partition(".")
        if path == "*":
            description = document.get("description", description)
            oidc = document.get("oidc_policy", oidc)
        elif path == "description":
            description = document.get("description", "")
        elif path == "oidc_policy":
            oidc = document.get("oidc_policy") or {}
        elif whole == "oidc_policy" and field in FIELDS:
            value = (document.get("oidc_policy") or {}).get(field)
            oidc = {**oidc, field: value}
        else:
            raise InvalidParameterValue(f"update_mask: {path[:64]} cannot be changed.")
    checked = _checked(oidc, policy.owner)
    text = _text("description", description)
    return replace(policy, description=text, oidc=checked, issuer=checked["issuer"], updated_at=now)


def shown(policy: Policy, account_id: str) -> dict[str, Any]:
    """The policy as the API answers it."""
    place = f"accounts/{account_id}"
    if policy.owner != ACCOUNT:
        place = f"{place}/servicePrincipals/{policy.owner}"
    document: dict[str, Any] = {
        "name": f"{place}/federationPolicies/{policy.policy_id}",
        "policy_id": policy.policy_id,
        "uid": policy.uid,
        "create_time": _time(policy.created_at),
        "update_time": _time(policy.updated_at),
        "oidc_policy": policy.oidc,
    }
    if policy.description:
        document["description"] = policy.description
    return (
        document if policy.owner == ACCOUNT else {**document, "service_principal_id": policy.owner}
    )


def _checked(sent: Any, owner: int) -> dict[str, Any]:
    oidc = {key: sent[key] for key in FIELDS if sent.get(key)} if isinstance(sent, dict) else {}
    issuer = _text("issuer", oidc.get("issuer", ""))
    if not acceptable(issuer) or "?" in issuer:
        raise InvalidParameterValue("oidc_policy.issuer must be an https URL without a query.")
    uri = oidc.get("jwks_uri")
    if uri is not None and not acceptable(_text("jwks_uri", uri)):
        raise InvalidParameterValue("oidc_policy.jwks_uri must be an https URL.")
    if uri is not None and "jwks_json" in oidc:
        raise InvalidParameterValue("oidc_policy has either jwks_uri or jwks_json.")
    if "jwks_json" in oidc:
        _check_jwks(oidc["jwks_json"])
    audiences = oidc.get("audiences", [])
    if len(audiences) > MAX_AUDIENCES or not all(_text("audiences", one) for one in audiences):
        raise InvalidParameterValue(f"oidc_policy.audiences holds at most {MAX_AUDIENCES} texts.")
    _text("subject_claim", oidc.get("subject_claim", ""))
    if bool(_text("subject", oidc.get("subject", ""))) is (owner == ACCOUNT):
        raise InvalidParameterValue(
            "oidc_policy.subject must be given for a service principal, and for it alone."
        )
    return oidc


def _check_jwks(text: str) -> None:
    try:
        document = msgspec.json.decode(text) if len(text) <= MAX_JWKS else None
    except (ValueError, RecursionError):
        document = None
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise InvalidParameterValue("oidc_policy.jwks_json must be a JWKS of at most 64 KB.")
    if any(key.get("kty") not in ("RSA", "EC", "OKP") or "d" in key for key in keys):
        raise InvalidParameterValue("oidc_policy.jwks_json must hold public keys alone.")


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise InvalidParameterValue(f"{name} must be a text of at most {MAX_TEXT} characters.")
    return value


def _time(millis: int) -> str:
    return datetime.fromtimestamp(millis / 1000, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
