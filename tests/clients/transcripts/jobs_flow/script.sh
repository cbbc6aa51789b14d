databricks jobs configure --version=2.0
databricks jobs create --json-file single.json > created.json
JOB=$(field job_id < created.json)
databricks jobs get --job-id $JOB | grep -E '"(quartz_cron_expression|timezone_id|pause_status|max_retries|format)"'
databricks jobs create --json '{"name": "bad", "schedule": {"quartz_cron_expression": "61 * * * * ?", "timezone_id": "UTC"}, "spark_python_task": {"python_file": "/a.py"}}' | grep -c error_code
databricks jobs delete --job-id $JOB
databricks jobs configure --version=2.1
databricks jobs create --json-file flow.json > created.json
JOB=$(field job_id < created.json)
RUN=$(databricks jobs run-now --job-id $JOB | field run_id)
until_shows '"life_cycle_state": "TERMINATED"' databricks runs list --job-id $JOB --completed-only --output JSON
databricks runs get --run-id $RUN | grep -E '"(task_key|result_state|outcome|completed_iterations)"'
databricks jobs delete --job-id $JOB
