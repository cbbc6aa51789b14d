databricks jobs list --output JSON | grep -c '"jobs"'
databricks jobs create --json-file job.json > created.json
JOB=$(field job_id < created.json)
databricks jobs list | grep "transcript 2.0"
databricks jobs get --job-id $JOB
databricks jobs reset --job-id $JOB --json '{"name": "transcript 2.0 again", "notebook_task": {"notebook_path": "/path/to/notebook"}}'
databricks jobs list | grep "transcript 2.0"
databricks jobs get --job-id $JOB
databricks jobs run-now --job-id $JOB --notebook-params '{"region": "south"}' > started.json
RUN=$(field run_id < started.json)
cat started.json
until_shows result_state databricks runs get --run-id $RUN
databricks runs get --run-id $RUN
databricks jobs delete --job-id $JOB
databricks jobs get --job-id $JOB
