// PUT, GET, LIST and REMOVE as users of @databricks/sql call them; prints one JSON document.
// Standard input is {"host", "path", "token"}; the arguments are a volume's path and a local folder.
'use strict';

const fs = require('node:fs');
const { DBSQLClient } = require('@databricks/sql');

async function main(given, volume, folder) {
  fs.writeFileSync(`${folder}/local.txt`, 'from node');
  const client = new DBSQLClient();
  await client.connect(given);
  const session = await client.openSession({ initialCatalog: 'main', initialSchema: 'default' });
  const run = async (statement) => {
    const operation = await session.executeStatement(statement, {
      stagingAllowedLocalPath: [folder],
    });
    return operation;
  };
  const error = (statement) =>
    run(statement).then(() => '', (failure) => failure.message.split('\n')[0]);
  const path = `${volume}/a folder/#1 50%?.txt`;
  const seen = {};
  await run(`PUT '${folder}/local.txt' INTO '${path}'`);
  seen.again = await error(`PUT '${folder}/local.txt' INTO '${path}'`);
  await run(`PUT '${folder}/local.txt' INTO '${path}' OVERWRITE`);
  await run(`GET '${path}' TO '${folder}/back.txt'`);
  seen.back = fs.readFileSync(`${folder}/back.txt`, 'utf8');
  seen.elsewhere = await error(`GET '${path}' TO '/etc/outside.txt'`);
  const listing = await run(`LIST '${volume}/a folder'`);
  seen.listed = (await listing.fetchAll()).map((row) => [row.path, row.name, Number(row.size)]);
  await run(`REMOVE '${path}'`);
  seen.gone = await error(`GET '${path}' TO '${folder}/gone.txt'`);
  await session.close();
  await client.close();
  return seen;
}

main(JSON.parse(fs.readFileSync(0, 'utf8')), process.argv[2], process.argv[3])
  .then((seen) => console.log(JSON.stringify(seen)))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
