"""USE, SET, RESET: they change the session on our side, and nothing in the engine."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping

from boathouse.sql.errors import NotSupported, SqlError
from boathouse.sql.grammar.session import ResetConf, SetConf, SetTimeZone, Use
from boathouse.sql.planning import Plan, Planning
from boathouse.sql.session import DEFAULT_SCHEMA
from boathouse.sql.statements.local import InSession, Rows
from boathouse.sql.statements.show import catalog_named, schema_named

SETTINGS: Mapping[str, str] = {
    "ansi_mode": "true",
    "enable_photon": "true",
    "legacy_time_parser_policy": "EXCEPTION",
    "max_file_partition_bytes": "128m",
    "query_tags": "",
    "read_only_external_metastore": "false",
    "spark.sql.sources.partitionoverwritemode": "STATIC",
    "statement_timeout": "172800",
    "timezone": "Etc/UTC",
    "use_cached_result": "true",
}
"""The configuration parameters of SQL warehouses, with what they are unless set."""
UTC = frozenset(("utc", "etc/utc", "z", "gmt", "etc/gmt", "+00:00", "zulu", "uct", "local"))
ANSI_ONLY = "ANSI_MODE is always true: the engine follows the ANSI rules."


def plan_use(planning: Planning) -> Plan:
    """USE CATALOG c; USE [SCHEMA] s; USE c.s."""
    use, session = planning.parsed.tree, planning.session
    assert isinstance(use, Use)
    if use.kind == "CATALOG":
        catalog, schema = catalog_named(planning, use.names[0]), DEFAULT_SCHEMA
    else:
        catalog, schema = schema_named(planning, use.names)

    def change() -> None:
        session.catalog, session.schema = catalog, schema

    return InSession(change)


def plan_set(planning: Planning) -> Plan:
    """SET; SET key; SET key = value."""
    tree, conf = planning.parsed.tree, planning.session.conf
    assert isinstance(tree, SetConf)
    fields = (("key", "string"), ("value", "string"))
    if tree.setting is None:
        return Rows(fields, sorted({**SETTINGS, **conf}.items()))
    key = tree.setting.lower()
    if tree.value is None:
        return Rows(fields, [(tree.setting, conf.get(key, SETTINGS.get(key, "<undefined>")))])
    value = _checked(key, tree.value)
    return InSession(lambda: conf.__setitem__(key, value))


def plan_time_zone(planning: Planning) -> Plan:
    """SET TIME ZONE zone."""
    tree, conf = planning.parsed.tree, planning.session.conf
    assert isinstance(tree, SetTimeZone)
    zone = _checked("timezone", tree.zone)
    return InSession(lambda: conf.__setitem__("timezone", zone))


def plan_reset(planning: Planning) -> Plan:
    """RESET [key]."""
    tree, conf = planning.parsed.tree, planning.session.conf
    assert isinstance(tree, ResetConf)
    if tree.setting is None:
        return InSession(conf.clear)
    key = tree.setting.lower()
    if key not in SETTINGS:
        raise _unknown(key)

    def reset() -> None:
        conf.pop(key, None)

    return InSession(reset)


def checked_conf(conf: Mapping[str, str]) -> dict[str, str]:
    """What a client opens its session with, as it is kept. Raises SqlError as SET does."""
    return {key.lower(): _checked(key.lower(), value) for key, value in conf.items()}


def _checked(key: str, value: str) -> str:
    """The value as it is kept. Raises SqlError for what is not a setting, or none that we keep."""
    if key not in SETTINGS:
        raise _unknown(key)
    value = value.strip().strip("'\"")
    if key == "ansi_mode" and value.lower() != "true":
        raise NotSupported(ANSI_ONLY)
    if key == "statement_timeout" and not value.isdecimal():
        raise _invalid(key, value)
    return _zone(value) if key == "timezone" else value


def _zone(value: str) -> str:
    if value.lower() in UTC:
        return "Etc/UTC"
    try:
        zoneinfo.ZoneInfo(value)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise _invalid("TIMEZONE", value) from None
    raise NotSupported(f"The time zone {value} is not supported: sessions are in UTC.")


def _unknown(key: str) -> SqlError:
    return SqlError("CONFIG_NOT_AVAILABLE", f"Configuration {key} is not available.", "42K0I")


def _invalid(key: str, value: str) -> SqlError:
    return SqlError(
        "INVALID_CONF_VALUE", f"The value '{value}' in the config \"{key}\" is invalid.", "22022"
    )
