"""What other services may do with the libraries of clusters. All take an open transaction.

After a change wake "libraries"; when libraries are settled, "runs" is woken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from boathouse.errors import InvalidParameterValue, NotImplementedHere
from boathouse.services.libraries import store

KINDS = ("jar", "egg", "whl", "pypi", "maven", "cran", "requirements")
MAX_LIBRARIES = 500
_PLACES = ("/", "dbfs:/", "file:/")


def checked(library: Mapping[str, Any], path: str) -> dict[str, Any]:
    """A Library as it is kept. Raises InvalidParameterValue; NotImplementedHere for clouds."""
    kinds = [kind for kind in KINDS if library.get(kind)]
    if len(kinds) != 1 or set(library) - {kinds[0]}:
        raise InvalidParameterValue(f"{path}: exactly one of {', '.join(KINDS)} is needed.")
    kind = kinds[0]
    if kind == "egg":
        raise InvalidParameterValue(f"{path}: egg libraries are no longer supported; use a wheel.")
    if kind in ("whl", "requirements"):
        _check_file(str(library[kind]), ".whl" if kind == "whl" else ".txt", path)
    if kind == "pypi":
        _check_package(library["pypi"], path)
    needed = {"maven": "coordinates", "cran": "package"}.get(kind)
    if needed is not None and not library[kind].get(needed):
        raise InvalidParameterValue(f"Missing required field: {path}.{kind}.{needed}")
    return {kind: library[kind]}


def add(tx: Connection, cluster_id: str, libraries: Sequence[Mapping[str, Any]]) -> bool:
    """Ask for libraries; those that are there stay, those that failed are tried again. Whether
    anything is to be installed now."""
    known = store.of_cluster(tx, cluster_id)
    if len(known) + len(libraries) > MAX_LIBRARIES:
        raise InvalidParameterValue(f"A cluster may have {MAX_LIBRARIES} libraries at most.")
    changed = False
    for library in libraries:
        same = [row for row in known if row.library == dict(library)]
        if not same and library not in [dict(one) for one in libraries[: libraries.index(library)]]:
            store.add(tx, cluster_id, dict(library))
            changed = True
        again = [row.library_id for row in same if row.status in ("FAILED", "UNINSTALL_ON_RESTART")]
        if again:
            store.settle(tx, again, store.PENDING, [])
            changed = True
    return changed


def remove(
    tx: Connection, cluster_id: str, libraries: Sequence[Mapping[str, Any]], *, alive: bool
) -> None:
    """Give libraries up: with the next start, where the cluster's engine lives (`alive`)."""
    wanted = [dict(library) for library in libraries]
    rows = [row for row in store.of_cluster(tx, cluster_id) if row.library in wanted]
    later = [row.library_id for row in rows if alive and row.status != store.FAILED]
    store.settle(tx, later, store.UNINSTALL_ON_RESTART, [])
    store.remove(tx, {row.library_id for row in rows} - set(later))


def renew(tx: Connection, cluster_id: str) -> None:
    """The cluster gets a new engine: what was given up goes, the rest is installed again."""
    rows = store.of_cluster(tx, cluster_id)
    gone = {row.library_id for row in rows if row.status == store.UNINSTALL_ON_RESTART}
    if rows:
        store.remove(tx, gone)
        store.settle(tx, {row.library_id for row in rows} - gone, store.PENDING, [])


def waits(tx: Connection, cluster_id: str) -> bool:
    """Whether libraries of a cluster are still to be installed."""
    return any(row.status in store.UNSETTLED for row in store.of_cluster(tx, cluster_id))


def failure(
    tx: Connection, cluster_id: str, libraries: Sequence[Mapping[str, Any]] | None
) -> str | None:
    """How one of these libraries (None: any) failed to install; None where none did."""
    for row in store.of_cluster(tx, cluster_id):
        asked = libraries is None or row.library in [dict(one) for one in libraries]
        if row.status == store.FAILED and asked:
            return f"Library installation failed for {shown(row.library)}: {' '.join(row.messages)}"
    return None


def shown(library: Mapping[str, Any]) -> str:
    """A library in a message."""
    from boathouse.services.environments.install import redacted

    kind, value = next(iter(library.items()))
    text = value.get("package") or value.get("coordinates") if isinstance(value, Mapping) else value
    return redacted(str(text) if kind == "dependency" else f"{kind} {text}")


def _check_file(place: str, ending: str, path: str) -> None:
    if "\n" in place or not place.endswith(ending):
        raise InvalidParameterValue(f"{path}: {place[:200]!r} must end with {ending}.")
    if not place.startswith(_PLACES):
        raise NotImplementedHere(f"{path}: libraries of a cloud's storage are not implemented.")


def _check_package(pypi: Mapping[str, Any], path: str) -> None:
    package = str(pypi.get("package") or "")
    if not package:
        raise InvalidParameterValue(f"Missing required field: {path}.pypi.package")
    # What begins with a dash would be an option of the installer.
    if package.startswith("-") or "\n" in package or "/" in package.split("@")[0]:
        raise InvalidParameterValue(f"{path}.pypi.package: {package[:200]!r} is no package.")
    repo = pypi.get("repo") or ""
    if repo and not str(repo).startswith(("https://", "http://")):
        raise InvalidParameterValue(f"{path}.pypi.repo: an http(s) URL is needed.")
