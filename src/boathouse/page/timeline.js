// The tasks of a run as a table with a bar for when each ran.

import { h, table } from "./dom.js";
import { active, look, outcome, runBadge } from "./format.js";
import { after, work } from "./task.js";
import { lasting } from "./tick.js";

const COLUMNS = [["Task", "wide"], ["State", "state"], ["Depends on", "wrap"], ["Duration", "number"], ["When", "when"]];

export function taskTable(run, chosen, choose) {
  const rows = run.tasks.map((task) => [
    h("div", {}, h("button", {
      type: "button", class: "pick", "aria-pressed": String(task === chosen),
      onclick: () => choose(task.task_key),
    }, task.task_key), h("div", { class: "sub" }, work(task))),
    runBadge(task), after(task), began(task) ? lasting(task) : "–", bar(run, task),
  ]);
  const made = table(COLUMNS, rows, "Tasks");
  const at = run.tasks.indexOf(chosen);
  made.querySelectorAll("tbody tr")[at]?.classList.add("chosen");
  return [h("h2", {}, "Tasks"), made];
}

const began = (task) => task.start_time && outcome(task) !== "BLOCKED"
  && !outcome(task).startsWith("UPSTREAM");

function bar(run, task) {
  const fill = h("span", { class: `fill ${look(outcome(task))}` });
  const box = h("span", { class: "bar", "aria-hidden": "true" }, fill);
  const end = (one) => (active(one) ? Date.now() : one.end_time);
  box.grow = () => {
    const whole = Math.max(1, end(run) - run.start_time);
    fill.style.left = `${100 * Math.max(0, task.start_time - run.start_time) / whole}%`;
    fill.style.width = `${100 * Math.max(0, end(task) - task.start_time) / whole}%`;
  };
  if (began(task)) box.grow(); else fill.hidden = true;
  return box;
}
