// One job: its tasks, its settings, its runs; run it, delete it.

import * as api from "./api.js";
import { button, copyButton, crumbs, empty, facts, h, link, table } from "./dom.js";
import { duration, time } from "./format.js";
import { go } from "./router.js";
import { runList } from "./runs.js";
import { after, compute, work } from "./task.js";

const TASKS = [["Task", "name wrap"], ["Source", "wide"], ["Compute", ""], ["Depends on", "wrap"]];

export async function job({ place, signal, job: id, title }) {
  const found = await api.get("/api/2.1/jobs/get", { job_id: id }, signal);
  const { settings } = found;
  title(settings.name);
  place.replaceChildren(
    crumbs(link("jobs", "Jobs"), settings.name),
    h("div", { class: "head" }, h("h1", {}, settings.name), h("div", { class: "actions" },
      button("Run now", () => runNow(found.job_id), { style: "main" }),
      button("Delete", () => remove(found.job_id), { sure: "Really delete this job?" }))),
    facts([
      ["Job ID", h("code", {}, String(found.job_id))],
      ["Created", time(found.created_time)],
      ["Created by", found.creator_user_name],
      ["Description", settings.description],
      ["At a time", `${settings.max_concurrent_runs ?? 1} ${settings.max_concurrent_runs > 1 ? "runs" : "run"}`],
      ["Timeout", settings.timeout_seconds ? duration(settings.timeout_seconds * 1000) : "None"],
      ["Tags", Object.entries(settings.tags ?? {}).map(([k, v]) => (v ? `${k}: ${v}` : k)).join(", ")],
      ["Parameters", (settings.parameters ?? []).map((p) => `${p.name} = ${p.default}`).join(", ")],
    ]),
    h("h2", {}, "Tasks"), tasks(settings.tasks ?? []),
    h("h2", {}, "Runs"),
    runList({ job_id: id, limit: 20 }, signal, () =>
      empty("This job has not run yet", "“Run now” starts it; its page follows it live.")),
    h("details", {}, h("summary", {}, "Settings as JSON"), code(JSON.stringify(settings, null, 2))));
}

const code = (text) =>
  h("div", { class: "code" }, h("pre", { tabindex: "0" }, text), copyButton(text, "Settings"));

const tasks = (all) => all.length
  ? table(TASKS, all.map((task) => [task.task_key, work(task), compute(task), after(task)]), "Tasks")
  : empty("No task", "A job without a task cannot run.");

export async function runNow(id) {
  const started = await api.post("/api/2.1/jobs/run-now", { job_id: id });
  go(`job/${id}/run/${started.run_id}`);
}

async function remove(id) {
  await api.post("/api/2.1/jobs/delete", { job_id: id });
  go("jobs");
}
