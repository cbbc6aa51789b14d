databricks jobs configure --version=2.1
cat .databrickscfg | grep version
databricks jobs create --json-file job.json > created.json
JOB=$(field job_id < created.json)
databricks jobs list --name "transcript 2.1"
databricks jobs list --all | grep -c "transcript 2.1"
databricks jobs list --limit 1 --offset 0 --expand-tasks --output JSON | grep -c "task_key"
databricks jobs get --job-id $JOB
databricks jobs get --job-id $JOB --version=2.0 | grep -c '"tasks"'
databricks jobs run-now --job-id $JOB > started.json
RUN=$(field run_id < started.json)
until_shows $RUN databricks runs list --job-id $JOB --completed-only
databricks runs get --run-id $RUN | grep -E '"(task_key|result_state)"'
databricks runs list --job-id $JOB --completed-only
databricks jobs reset --job-id $JOB --json '{"name": "transcript 2.1 again", "tasks": []}'
databricks jobs get --job-id $JOB
databricks jobs delete --job-id $JOB
databricks jobs list --name "transcript 2.1"
