// One run, or one task of a run, followed live: states, times, tasks, and what a task put out.

import * as api from "./api.js";
import { button, crumbs, facts, h, link, notice } from "./dom.js";
import { active, duration, outcome, look, runBadge, time } from "./format.js";
import { runNow } from "./job.js";
import { outputPanel } from "./output.js";
import { poll } from "./poll.js";
import { compute, work } from "./task.js";
import { lasting, ticking } from "./tick.js";
import { taskTable } from "./timeline.js";

export async function run({ place, signal, job: jobId, run: id, title }) {
  const load = () => api.get("/api/2.1/jobs/runs/get", { run_id: id }, signal);
  const first = await load();
  const box = { status: h("div"), tasks: h("div"), banner: h("div", { role: "status" }) };
  const panel = outputPanel(signal);
  const actions = buttons(first);
  let shown = null;
  let chosen = null;

  const choose = (key) => { chosen = key; shown = null; draw(last); panel.show(task(last, chosen)); };
  let last = first;
  const draw = (found) => {
    last = found;
    const text = JSON.stringify(found);
    if (text === shown) return;
    shown = text;
    title(`${found.run_name} · ${outcome(found).toLowerCase()}`);
    box.status.replaceChildren(...status(found));
    box.banner.replaceChildren(...message(found));
    actions.update(found);
    const many = (found.tasks?.length ?? 0) > 1;
    box.tasks.replaceChildren(...(many ? taskTable(found, task(found, chosen), choose) : []));
  };

  place.replaceChildren(
    crumbs(...path(first, jobId)),
    h("div", { class: "head" }, h("h1", {}, first.run_name || "Untitled"), actions.element),
    box.status, box.banner, box.tasks, panel.element);
  draw(first);
  ticking(place, signal, () => box.tasks.querySelectorAll(".bar").forEach((bar) => bar.grow?.()));
  await poll(async () => {
    const found = await load();
    draw(found);
    const seen = await panel.show(task(found, chosen), found.tasks?.length === 1);
    return { more: active(found), mark: shown + seen };
  }, signal, (error) => {
    notice(error.message, "bad");
    return error.status === 0 || error.status >= 500;
  });
}

// The chosen task; else the first that failed, then the one at work, then the last.
function task(found, key) {
  const all = found.tasks ?? [];
  return all.find((one) => one.task_key === key)
    ?? all.find((one) => ["FAILED", "TIMEDOUT", "INTERNAL_ERROR"].includes(outcome(one)))
    ?? all.find((one) => outcome(one) === "RUNNING")
    ?? all.at(-1);
}

function path(found, jobId) {
  const whole = found.job_run_id;
  return [
    found.run_type === "JOB_RUN" ? link("jobs", "Jobs") : link("runs", "Runs"),
    ...(found.run_type === "JOB_RUN" ? [link(`job/${found.job_id}`, whole ? "Job" : found.run_name)] : []),
    ...(whole ? [link(`job/${jobId}/run/${whole}`, `Run ${whole}`), `Task ${found.run_name}`]
      : [`Run ${found.run_id}`]),
  ];
}

function status(found) {
  const only = found.tasks?.length === 1 ? found.tasks[0] : null;
  const parameters = Object.entries({
    ...Object.fromEntries((found.job_parameters ?? []).map((p) => [p.name, p.value ?? p.default])),
    ...found.overriding_parameters,
    ...only?.notebook_task?.base_parameters,
  });
  return [facts([
    ["State", runBadge(found)],
    ["Started", time(found.start_time)],
    ["Ended", found.end_time ? time(found.end_time) : null],
    ["Duration", lasting(found)],
    ["Waited", found.setup_duration > 500 ? duration(found.setup_duration) : null],
    ["Source", only ? work(only) : null],
    ["Compute", only ? compute(only) : null],
    ["Started by", found.creator_user_name],
    ["Parameters", parameters.map(([k, v]) => `${k} = ${typeof v === "string" ? v : JSON.stringify(v)}`).join(", ")],
    ["Run ID", h("code", {}, String(found.run_id))],
  ])];
}

function message(found) {
  const text = found.state?.state_message;
  if (!text || outcome(found) === "SUCCESS") return [];
  return [h("p", { class: `banner ${look(outcome(found))}` }, text)];
}

function buttons(first) {
  const whole = first.job_run_id ?? first.run_id;
  const cancel = button("Cancel run", () => api.post("/api/2.1/jobs/runs/cancel", { run_id: whole })
    .then(() => notice("Asked to cancel.")), { sure: "Really cancel?" });
  const again = button("Run again", () => runNow(first.job_id), { style: "main" });
  const element = h("div", { class: "actions" });
  return {
    element,
    update(found) {
      const wanted = active(found) ? [cancel] : found.run_type === "JOB_RUN" && !found.job_run_id ? [again] : [];
      if (wanted[0] !== element.firstChild) element.replaceChildren(...wanted);
    },
  };
}
