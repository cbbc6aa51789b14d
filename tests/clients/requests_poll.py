"""Starts the job of argv[1] and waits for its end; exit code 0 only when it succeeded."""

import os
import sys
import time

import requests

host, token, job_id = os.environ["HOST"], os.environ["TOKEN"], int(sys.argv[1])
session = requests.Session()
session.headers["Authorization"] = f"Bearer {token}"

jobs = session.get(f"{host}/api/2.1/jobs/list", params={"limit": 100}).json()["jobs"]
if job_id not in [job["job_id"] for job in jobs]:
    sys.exit(f"there is no job {job_id}")

started = session.post(f"{host}/api/2.1/jobs/run-now", json={"job_id": job_id})
started.raise_for_status()
run_id = started.json()["run_id"]

while True:
    answer = session.get(f"{host}/api/2.1/jobs/runs/get", params={"run_id": run_id})
    answer.raise_for_status()
    state = answer.json()["state"]
    print(state["life_cycle_state"], state.get("result_state", ""))
    if state["life_cycle_state"] in ("TERMINATED", "SKIPPED", "INTERNAL_ERROR"):
        sys.exit(0 if state["result_state"] == "SUCCESS" else 1)
    time.sleep(5)
