"""The JDBC driver, by Thrift and by REST, over TLS and over plain http."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients import environment
from tests.clients.sql.conftest import SCRIPTS, Warehouse

STORE_PASSWORD = "not-a-secret"
ROWS = 600_000
TYPES = {
    "a_boolean": "BOOLEAN Boolean true",
    "a_tinyint": "TINYINT Byte 1",
    "a_smallint": "SMALLINT Short 2",
    "an_int": "INT Integer 3",
    "a_bigint": "BIGINT Long 4",
    "a_float": "FLOAT Float 1.5",
    "a_double": "DOUBLE Double 2.5",
    "a_decimal": "DECIMAL(10,2) BigDecimal 1.10",
    "a_string": "STRING String text",
    "a_date": "DATE Date 2024-02-29",
    "a_timestamp": "TIMESTAMP Timestamp 2024-02-29 12:34:56.789",
    "a_null": "STRING  null",
}


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The class path of the driver and of our program, compiled."""
    [jar] = (environment.CLIENTS / "jdbc").glob("databricks-jdbc-*.jar") or [None]
    if jar is None:
        environment.absent("the client jdbc is not there: run `make clients`")
    folder = tmp_path_factory.mktemp("jdbc")
    argv = [environment.program("javac"), "-d", str(folder), str(SCRIPTS / "Drive.java")]
    done = environment.run(argv, {"PATH": ""}, folder)
    assert done.code == 0, done.output
    return f"{jar}:{folder}"


@pytest.fixture(scope="session")
def trust_store(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our certificate authority as a JVM wants it."""
    store = tmp_path_factory.mktemp("store") / "trust.p12"
    authority = warehouse.gate.data_dir / "tls/ca.pem"
    argv = [environment.program("keytool"), "-importcert", "-noprompt", "-alias", "boathouse"]
    argv += ["-file", str(authority), "-keystore", str(store), "-storepass", STORE_PASSWORD]
    done = environment.run(argv, {"PATH": ""}, store.parent)
    assert done.code == 0, done.output
    return store


@pytest.mark.parametrize("thrift", [True, False], ids=["thrift", "rest"])
@pytest.mark.parametrize("transport", ["http", "https"])
def test_jdbc(
    warehouse: Warehouse,
    compiled: str,
    trust_store: Path,
    tmp_path: Path,
    transport: str,
    thrift: bool,
) -> None:
    schema = f"jdbc_{transport}_{'thrift' if thrift else 'rest'}"
    url = _url(warehouse, transport, trust_store) + f";UseThriftClient={int(thrift)}"
    java = [environment.program("java"), "-Duser.timezone=UTC", "-cp", compiled]
    token = {"DATABRICKS_TOKEN": warehouse.gate.token}
    done = warehouse.run([*java, "Drive", url, schema], tmp_path, **token)
    assert done.code == 0, done.output
    lines = [line.partition("\t") for line in done.output.splitlines() if "\t" in line]
    seen = {what: value for what, _, value in lines}
    assert {name: seen.pop(name) for name in TYPES} == TYPES
    when = "2024-02-29 12:34:56.0"
    assert seen == {
        "one": "[[1]]",
        "namespace": "[[main, default]]",
        "parameters": f"[[7, {2**40}, 0.5, it's, true, 2024-02-29, 12.34, {when}]]",
        "inserted": "2",
        "deleted": "1",
        "rows": "[[2, Grace]]",
        "large": f"{ROWS} {ROWS * (ROWS - 1)}",
        "no table": "TABLE_OR_VIEW_NOT_FOUND 42P01",
        "no syntax": "PARSE_SYNTAX_ERROR 42601",
        "catalogs": "true",
        "schemas": f"[{schema}]",
        "tables": "[people]",
        "columns": "[id BIGINT, name STRING]",
        "types": "true",
        "kinds": "true",
        "functions": "[]",
        "keys": "[]",
        "cancel": "thrown",
        "after": "[[still here]]",
    }


def _url(warehouse: Warehouse, transport: str, trust_store: Path) -> str:
    common = f"AuthMech=3;httpPath={warehouse.http_path};ConnCatalog=main"
    if transport == "http":
        return f"jdbc:databricks://{warehouse.host}:{warehouse.plain_port}/default;ssl=0;{common}"
    # A private authority publishes no revocations; without the option the driver insists on some.
    trust = f"SSLTrustStore={trust_store};SSLTrustStorePwd={STORE_PASSWORD};CheckCertRevocation=0"
    return f"jdbc:databricks://{warehouse.host}:443/default;{common};{trust}"
