DATABRICKS_HOST=$HOST DATABRICKS_TOKEN=dapi-of-nobody databricks clusters list
databricks jobs get --job-id 9
databricks jobs run-now --job-id 9
databricks jobs create --json '{"name": "x", "notebook_task": {}}'
databricks jobs create --json '{"name": "x", "environment_variables": [{"environment_variables_key": "k"}]}'
databricks runs get --run-id 9
databricks clusters get --cluster-id nothing
databricks clusters create --json '{"num_workers": "many"}'
databricks secrets list --scope nothing
databricks fs cat dbfs:/nothing
databricks workspace export /nothing nothing.py
databricks pipelines list
databricks unity-catalog providers list
