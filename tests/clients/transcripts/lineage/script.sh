TOKEN=$(sed -n 's/^token *= *//p' .databrickscfg)
WAREHOUSE=$(curl -s -H "Authorization: Bearer $TOKEN" $HOST/api/2.0/sql/warehouses | grep -o '"id": *"[0-9a-f]*"' | head -n 1 | grep -o '[0-9a-f]\{16\}')
sql() { curl -s -H "Authorization: Bearer $TOKEN" $HOST/api/2.0/sql/statements -d "{\"warehouse_id\": \"$WAREHOUSE\", \"wait_timeout\": \"50s\", \"statement\": \"$1\"}" | grep -o 'SUCCEEDED\|FAILED'; }
sql "CREATE TABLE main.default.menu AS SELECT 1 AS id, 'soup' AS dish"
sql "CREATE TABLE main.default.dinner AS SELECT id, upper(dish) AS full_menu FROM main.default.menu"
sql "CREATE VIEW main.default.shown AS SELECT full_menu FROM main.default.dinner"
databricks unity-catalog lineage table --table-name main.default.menu
databricks unity-catalog lineage table --table-name main.default.menu --level 2
databricks unity-catalog lineage column --table-name main.default.dinner --column-name full_menu | grep -v lineage_timestamp
databricks unity-catalog lineage column --table-name main.default.dinner --column-name price
databricks unity-catalog lineage table --table-name main.default.nowhere
sql "DROP VIEW main.default.shown"
sql "DROP TABLE main.default.dinner"
sql "DROP TABLE main.default.menu"
