"""Trying a storage credential out on a place: really, and only on this machine's own disk."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from boathouse.context import Context, refuse_inside_write
from boathouse.errors import ApiError, InvalidParameterValue, NotImplementedHere
from boathouse.services.credentials.find import existing
from boathouse.services.credentials.store import CredentialRow
from boathouse.services.external_locations import find as locations
from boathouse.services.external_locations import places
from boathouse.services.grants import decide
from boathouse.services.volumes import folders

PASS, FAIL, SKIP = "PASS", "FAIL", "SKIP"


def named(
    ctx: Context, name: str | None, given: Mapping[str, Any], purpose: str | None = None
) -> CredentialRow:
    """The credential that is to be tried; who manages it, or may make locations with it, may try.

    Errors: NotImplementedHere for an identity in the request: no cloud is asked here;
    InvalidParameterValue without either, those of `existing`, PermissionDenied.
    """
    if given:
        raise NotImplementedHere(f"No cloud is asked about an identity here: {', '.join(given)}.")
    if not name:
        raise InvalidParameterValue("The name of a credential is required.")
    row = existing(ctx, name, purpose)
    if not decide.may(ctx, "MANAGE", row.entry):
        decide.require(ctx, "CREATE_EXTERNAL_LOCATION", row.entry)
    return row


def tried(
    ctx: Context,
    row: CredentialRow,
    location: str | None,
    url: str | None,
    *,
    read_only: bool,
) -> dict[str, Any]:
    """`isDir` and a result for each operation. One of `location` (a name) and `url` says where.

    Errors: InvalidParameterValue, ExternalLocationDoesNotExist, PermissionDenied,
    NotImplementedHere for object storage.
    """
    if location:
        found = locations.existing(ctx, location)
        decide.require(ctx, "BROWSE", found.entry)
        url, read_only = found.url, read_only or found.read_only
    if not url:
        raise InvalidParameterValue("external_location_name or url is required.")
    place = places.place_of(url)
    if not places.is_local(place) or not row.built_in:
        raise NotImplementedHere("Credentials are tried out on this machine's own disk alone.")
    try:
        folder = folders.allowed(ctx.parts.config, Path(place), url)
    except ApiError as error:
        return {"isDir": False, "results": [_result("PATH_EXISTS", FAIL, error.message)]}
    ctx.close()
    return {"isDir": folder.is_dir(), "results": _results(folder, read_only or row.read_only)}


def _results(folder: Path, read_only: bool) -> list[dict[str, str]]:
    refuse_inside_write("trying a credential out")
    if not folder.is_dir():
        return [_result("PATH_EXISTS", FAIL, "The path is not a directory.")]
    probe = folder / f".probe-{secrets.token_hex(8)}"
    results = [
        _result("PATH_EXISTS", PASS),
        _attempt("LIST", lambda: os.listdir(folder)),
        _attempt("READ", lambda: os.stat(folder)),
    ]
    if read_only:
        return [*results, _result("WRITE", SKIP), _result("DELETE", SKIP)]
    written = _attempt("WRITE", probe.touch)
    gone = (
        _attempt("DELETE", probe.unlink) if written["result"] == PASS else _result("DELETE", SKIP)
    )
    return [*results, written, gone]


def _attempt(operation: str, act: Callable[[], object]) -> dict[str, str]:
    try:
        act()
    except OSError as error:
        return _result(operation, FAIL, error.strerror or "The operation failed.")
    return _result(operation, PASS)


def _result(operation: str, result: str, message: str = "") -> dict[str, str]:
    return {"operation": operation, "result": result, "message": message}
