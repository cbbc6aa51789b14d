"""unitycatalog-client: its pydantic models take every answer."""

import asyncio
import json
import os
from importlib.metadata import version

import unitycatalog.client as uc

SCHEMA = os.environ["LAKE_SCHEMA"]


async def main():
    host = os.environ["LAKE_HOST"] + "/api/2.1/unity-catalog"
    async with uc.ApiClient(uc.Configuration(host=host)) as api:
        api.set_default_header("Authorization", f"Bearer {os.environ['LAKE_TOKEN']}")
        tables = uc.TablesApi(api)
        catalogs = await uc.CatalogsApi(api).list_catalogs()
        schemas = await uc.SchemasApi(api).list_schemas("main")
        listed = await tables.list_tables("main", SCHEMA)
        table = await tables.get_table(f"main.{SCHEMA}.t")
        wanted = uc.GenerateTemporaryTableCredential(table_id=table.table_id, operation="READ")
        given = await uc.TemporaryCredentialsApi(api).generate_temporary_table_credentials(wanted)
        column = uc.ColumnInfo(
            name="id",
            type_text="bigint",
            type_name="LONG",
            type_json='{"name":"id","type":"long","nullable":true,"metadata":{}}',
            position=0,
        )
        place = os.environ["LAKE_FOLDER"] + "/by_open_client"
        made = await tables.create_table(
            uc.CreateTable(
                name="by_open_client",
                catalog_name="main",
                schema_name=SCHEMA,
                table_type="EXTERNAL",
                data_source_format="DELTA",
                columns=[column],
                storage_location=place,
            )
        )
        grants = await uc.GrantsApi(api).get(uc.SecurableType.SCHEMA, f"main.{SCHEMA}")
        held = [one.value for each in grants.privilege_assignments for one in each.privileges]
    print(
        json.dumps(
            {
                "version": version("unitycatalog-client"),
                "catalogs": [one.name for one in catalogs.catalogs],
                "schemas": [one.name for one in schemas.schemas],
                "tables": sorted([one.name, one.table_type.value] for one in listed.tables),
                "columns": [[one.name, one.type_text] for one in table.columns],
                "expires": given.expiration_time > 0,
                "made": made.storage_location == place,
                "granted": sorted(set(held)),
            }
        )
    )


asyncio.run(main())
