// @databricks/sql as its users call it; prints one JSON document of what it saw.
// Standard input is {"host", "path", "token"}; the argument is the name of a schema in `main`.
'use strict';

const { DBSQLClient, DBSQLParameter, DBSQLParameterType } = require('@databricks/sql');

const TYPES = `
  SELECT true AS a_boolean, CAST(1 AS TINYINT) AS a_tinyint, CAST(2 AS SMALLINT) AS a_smallint,
         3 AS an_int, CAST(4 AS BIGINT) AS a_bigint, CAST(1.5 AS FLOAT) AS a_float,
         CAST(2.5 AS DOUBLE) AS a_double, CAST(1.10 AS DECIMAL(10, 2)) AS a_decimal,
         'text' AS a_string, CAST('bytes' AS BINARY) AS a_binary, DATE '2024-02-29' AS a_date,
         TIMESTAMP '2024-02-29 12:34:56.789' AS a_timestamp, array(1, 2) AS an_array,
         map('key', 1) AS a_map, named_struct('x', 1, 'y', 'z') AS a_struct,
         CAST(NULL AS STRING) AS a_null`;
const LARGE = 'SELECT id, id * 2 AS twice, CAST(id AS STRING) AS text FROM range(300000)';
const ENDLESS = 'SELECT count(*) FROM range(2000000000000) WHERE id % 7 = 3';

async function main(given, schema) {
  const client = new DBSQLClient();
  await client.connect(given);
  const session = await client.openSession({ initialCatalog: 'main', initialSchema: 'default' });
  const rows = async (statement, options) => {
    const operation = await session.executeStatement(statement, options);
    const found = await operation.fetchAll();
    await operation.close();
    return found;
  };
  const listed = async (operation) => {
    const found = await operation.fetchAll();
    await operation.close();
    return found;
  };
  const parts = {
    one: () => rows('SELECT 1 AS one'),
    namespace: () => rows('SELECT current_catalog() AS c, current_schema() AS s'),
    parameters: () => parameters(rows),
    types: () => types(rows),
    table: () => table(rows, `main.${schema}`),
    large: () => large(session, rows),
    errors: () => errors(rows),
    metadata: () => metadata(session, listed, schema),
    cancel: () => cancel(session),
    after: () => rows("SELECT 'still here' AS word"),
  };
  const seen = {};
  for (const [name, part] of Object.entries(parts)) {
    // The parts after one that fails are tried too.
    seen[name] = await part().catch((error) => `${error.name}: ${error.message}`);
  }
  await rows(`DROP SCHEMA main.${schema} CASCADE`);
  await session.close();
  await client.close();
  return seen;
}

async function parameters(rows) {
  const named = { i: 7, f: 0.5, s: "it's", b: true, none: null, l: 2n ** 40n };
  const date = new DBSQLParameter({ type: DBSQLParameterType.DATE, value: '2024-02-29' });
  return {
    named: await rows(
      'SELECT :i AS i, :f AS f, :s AS s, :b AS b, :none AS none, CAST(:l AS STRING) AS l, :d AS d',
      { namedParameters: { ...named, d: date } },
    ),
    ordinal: await rows('SELECT ? + ? AS sum, ? AS word', { ordinalParameters: [1, 2, 'x'] }),
  };
}

async function types(rows) {
  const [row] = await rows(TYPES);
  return { ...row, a_binary: Buffer.from(row.a_binary).toString('utf8') };
}

async function table(rows, schema) {
  await rows(`CREATE SCHEMA ${schema}`);
  await rows(`CREATE TABLE ${schema}.people (id BIGINT, name STRING COMMENT 'Full name')`);
  const inserted = await rows(`INSERT INTO ${schema}.people VALUES (1, 'Ada'), (2, 'Grace')`);
  const deleted = await rows(`DELETE FROM ${schema}.people WHERE id = 1`);
  return { inserted, deleted, rows: await rows(`SELECT * FROM ${schema}.people`) };
}

async function large(session, rows) {
  const compressed = await rows(LARGE, { useCloudFetch: true, useLZ4Compression: true });
  const plain = await rows(LARGE, { useCloudFetch: true, useLZ4Compression: false });
  const inline = await session.executeStatement(LARGE, { useCloudFetch: false, maxRows: 50000 });
  const first = await inline.fetchChunk({ maxRows: 1000 });
  let rest = 0;
  while (await inline.hasMoreRows()) {
    rest += (await inline.fetchChunk({ maxRows: 50000 })).length;
  }
  await inline.close();
  const sum = (found) => found.reduce((total, row) => total + Number(row.twice), 0);
  return {
    rows: [compressed.length, plain.length, first.length + rest],
    sums: [sum(compressed), sum(plain)],
    first: first.length,
  };
}

async function errors(rows) {
  const asked = {
    'no table': 'SELECT * FROM main.default.there_is_no_such_table',
    'no syntax': 'SELEKT 1',
  };
  const seen = {};
  for (const [name, statement] of Object.entries(asked)) {
    try {
      await rows(statement);
      seen[name] = 'nothing thrown';
    } catch (error) {
      seen[name] = /\[([A-Z_]+)/.exec(error.message)?.[1] ?? error.message;
    }
  }
  return seen;
}

async function metadata(session, listed, schema) {
  const within = { catalogName: 'main', schemaName: schema };
  const catalogs = await listed(await session.getCatalogs());
  const schemas = await listed(await session.getSchemas(within));
  const tables = await listed(await session.getTables(within));
  const columns = await listed(await session.getColumns({ ...within, tableName: 'people' }));
  const types = await listed(await session.getTypeInfo());
  const kinds = await listed(await session.getTableTypes());
  const functions = await listed(await session.getFunctions({ functionName: '%' }));
  const keys = await listed(await session.getPrimaryKeys({ ...within, tableName: 'people' }));
  return {
    catalogs: catalogs.some((row) => row.TABLE_CAT === 'main'),
    schemas: schemas.map((row) => row.TABLE_SCHEM),
    tables: tables.map((row) => [row.TABLE_NAME, row.TABLE_TYPE]),
    columns: columns.map((row) => [row.COLUMN_NAME, row.TYPE_NAME]),
    types: types.some((row) => row.TYPE_NAME === 'BIGINT'),
    kinds: kinds.some((row) => row.TABLE_TYPE === 'TABLE'),
    functions: Array.isArray(functions),
    keys: keys.length,
  };
}

async function cancel(session) {
  const operation = await session.executeStatement(ENDLESS, { runAsync: true });
  const waiting = operation.fetchAll().then(
    () => 'answered',
    () => 'thrown',
  );
  await new Promise((resolve) => setTimeout(resolve, 500));
  await operation.cancel();
  return { ended: await waiting };
}

let typed = '';
process.stdin.on('data', (piece) => (typed += piece));
process.stdin.on('end', () =>
  main(JSON.parse(typed), process.argv[2]).then(
    (seen) => console.log(JSON.stringify(seen, (_, v) => (typeof v === 'bigint' ? Number(v) : v))),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  ),
);
