databricks jobs configure --version=2.1
databricks workspace import --language PYTHON failing.py /Shared/failing
databricks workspace import --language PYTHON hanging.py /Shared/hanging
databricks runs submit --json-file submit.json --wait
databricks runs submit --json-file failing.json --wait
RUN=$(databricks runs submit --json-file submit.json | field run_id)
until_shows result_state databricks runs get --run-id $RUN
databricks runs get --run-id $RUN
databricks runs get-output --run-id $RUN | grep -A 3 notebook_output
databricks runs list --limit 1 --completed-only
RUN=$(databricks runs submit --json-file failing.json | field run_id)
until_shows result_state databricks runs get --run-id $RUN
databricks runs get --run-id $RUN | grep -E -A 4 '"state": .$' | head -n 5
databricks runs get-output --run-id $RUN | grep '"error"'
RUN=$(databricks runs submit --json-file hanging.json | field run_id)
until_shows '"RUNNING"' databricks runs get --run-id $RUN
databricks runs list --active-only --limit 1
databricks runs cancel --run-id $RUN
until_shows result_state databricks runs get --run-id $RUN
databricks runs get --run-id $RUN | grep result_state | sort -u
databricks workspace rm /Shared/failing
databricks workspace rm /Shared/hanging
