# Permissions of Unity Catalog: the CLI's words, our answers.
databricks unity-catalog schemas create --catalog-name main --name granted > /dev/null
databricks unity-catalog permissions get --schema main.granted
databricks unity-catalog permissions update --schema main.granted --json '{"changes": [{"principal": "account users", "add": ["USE SCHEMA", "SELECT"]}]}'
databricks unity-catalog permissions get --schema main.granted
databricks unity-catalog permissions get --schema main.granted --effective
databricks unity-catalog permissions update --schema main.granted --json '{"changes": [{"principal": "nobody", "add": ["SELECT"]}]}'
databricks unity-catalog permissions update --schema main.granted --json '{"changes": [{"principal": "account users", "add": ["CREATE_CATALOG"]}]}'
databricks unity-catalog permissions get --external-location none
databricks unity-catalog schemas delete --full-name main.granted
