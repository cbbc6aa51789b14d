databricks tokens create --lifetime-seconds 3600 --comment transcript > created.json
cat created.json
SECRET=$(field token_value < created.json)
DATABRICKS_HOST=$HOST DATABRICKS_TOKEN=$SECRET databricks workspace ls /path/to
databricks tokens list | grep -B 3 transcript
databricks tokens revoke --token-id $(field token_id < created.json)
DATABRICKS_HOST=$HOST DATABRICKS_TOKEN=$SECRET databricks workspace ls /path/to
databricks tokens list | grep -c transcript
