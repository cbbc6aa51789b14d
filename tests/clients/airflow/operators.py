"""Runs in Airflow's environment: one operator of the provider, executed outside a scheduler.

On standard input a JSON document {operator, arguments, kill_at}; on the last line of the output
another: {pushed, failure, event}. `pushed` is what the operator left for other tasks. A deferrable
operator hands over to its trigger, whose event is waited for and given back, as the triggerer
does it. With `kill_at` the operator is asked to end once its run's state is that.
"""

import asyncio
import json
import sys
import threading
import time

from airflow.exceptions import TaskDeferred
from airflow.providers.databricks.hooks.databricks import DatabricksHook
from airflow.providers.databricks.operators import databricks as operators


class Pushed:
    """The part of a task instance that operators use: it takes what they push."""

    def __init__(self):
        self.values = {}

    def xcom_push(self, key, value):
        self.values[key] = value


def main():
    asked = json.load(sys.stdin)
    operator = getattr(operators, asked["operator"])(task_id="task", **asked["arguments"])
    pushed, failure, event = Pushed(), None, None
    context = {"ti": pushed}
    if asked.get("kill_at"):
        threading.Thread(target=kill, args=(operator, asked["kill_at"]), daemon=True).start()
    try:
        event = execute(operator, context)
    except Exception as error:
        failure = f"{type(error).__name__}: {error}"
    print(json.dumps({"pushed": pushed.values, "failure": failure, "event": event}))


def execute(operator, context):
    """Run it to its end; what its trigger said, when it handed over to one."""
    try:
        operator.execute(context)
    except TaskDeferred as deferred:
        event = asyncio.run(first_event(deferred.trigger))
        getattr(operator, deferred.method_name)(context=context, event=event)
        return event
    return None


async def first_event(trigger):
    async for event in trigger.run():
        return event.payload
    return None


def kill(operator, state):
    """What a worker does when its task is cleared, once the run is far enough."""
    hook = DatabricksHook(operator.databricks_conn_id)
    while not operator.run_id or hook.get_run_state(operator.run_id).life_cycle_state != state:
        time.sleep(0.2)
    operator.on_kill()


main()
