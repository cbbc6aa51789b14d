// What a task put out: its error, the notebook's result, the executed notebook, the log.

import * as api from "./api.js";
import { copyButton, h } from "./dom.js";
import { active, outcome, plain, runBadge } from "./format.js";
import { frame } from "./frame.js";

const TAIL = 200_000;

// `show(task)` loads and draws, and answers with what was seen, to be compared for changes.
export function outputPanel(signal) {
  const element = h("section", { class: "output", "aria-label": "Output" });
  let drawn = "";
  async function show(task, alone) {
    if (!task) return "";
    const found = await load(task, signal);
    const seen = JSON.stringify([task.run_id, outcome(task), found]);
    if (seen === drawn || signal.aborted) return seen;
    const follows = drawn.startsWith(`[${task.run_id},`);
    drawn = seen;
    draw(element, task, found, { follows, alone });
    return seen;
  }
  return { element, show };
}

async function load(task, signal) {
  const query = { run_id: task.run_id };
  const output = await api.get("/api/2.1/jobs/runs/get-output", query, signal);
  delete output.metadata;
  if (!task.notebook_task || ["BLOCKED", "PENDING"].includes(outcome(task))) return output;
  try {
    const { views } = await api.get("/api/2.1/jobs/runs/export", query, signal);
    output.page = views?.[0]?.content;
  } catch (error) {
    if (error.name === "AbortError" || error.status === 401) throw error;
    output.page_error = error.message;
  }
  return output;
}

function draw(element, task, found, { follows, alone }) {
  const kept = follows ? element.querySelector("iframe") : null;
  const log = element.querySelector("pre.log");
  const atEnd = !log || log.scrollTop + log.clientHeight > log.scrollHeight - 40;
  const parts = [heading(task, alone), ...errors(found), ...result(found), ...notebook(found, kept), ...logs(found)];
  if (parts.length === 1) parts.push(h("p", { class: "hint" }, waiting(task)));
  // The frame stays where it is: a frame that is moved loads anew.
  const old = kept?.closest(".framed");
  if (old && found.page) {
    const at = parts.findIndex((part) => part === old);
    while (element.firstChild !== old) element.firstChild.remove();
    while (element.lastChild !== old) element.lastChild.remove();
    old.before(...parts.slice(0, at));
    old.after(...parts.slice(at + 1));
  } else {
    element.replaceChildren(...parts);
  }
  const now = element.querySelector("pre.log");
  if (now && atEnd && active(task)) now.scrollTop = now.scrollHeight;
}

// A run of one task shows the state above.
const heading = (task, alone) => (alone ? h("h2", {}, "Output") : h("div", { class: "head" },
  h("h2", {}, `Output of ${task.task_key}`), runBadge(task)));

function waiting(task) {
  if (outcome(task) === "BLOCKED") return "Waits for the tasks before it.";
  if (outcome(task) === "PENDING") return "Starting. Output appears here as it comes.";
  return active(task) ? "Nothing yet. Output appears here as it comes." : "This task put out nothing.";
}

function errors(found) {
  if (!found.error) return [];
  const trace = found.error_trace ? plain(found.error_trace) : "";
  return [h("div", { class: "failure" }, h("h3", {}, "Error"), h("p", {}, plain(found.error)),
    trace ? h("details", {}, h("summary", {}, "Traceback"), block(trace, "trace")) : null)];
}

function result(found) {
  const text = found.notebook_output?.result;
  if (!text) return [];
  return [h("h3", {}, "Result"), block(pretty(text), "result"),
    ...(found.notebook_output.truncated ? [h("p", { class: "hint" }, "The result is longer; this is its first part.")] : [])];
}

function pretty(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? JSON.stringify(value, null, 2) : text;
  } catch { return text; }
}

function notebook(found, kept) {
  if (found.page_error) return [h("p", { class: "hint" }, found.page_error)];
  if (!found.page) return [];
  return [h("h3", {}, "Notebook"), frame(found.page, kept)];
}

function logs(found) {
  if (!found.logs) return [];
  const text = plain(found.logs);
  const cut = text.length > TAIL;
  const log = block(cut ? text.slice(-TAIL) : text, "log");
  const pre = log.querySelector("pre");
  const all = h("button", { type: "button", onclick: () => { pre.textContent = text; all.remove(); } }, "Show all");
  return [h("h3", {}, "Log"),
    ...(found.logs_truncated ? [h("p", { class: "hint" }, "The log is longer; this is its last part.")] : []),
    ...(cut ? [h("p", { class: "hint" }, "The end of the log. ", all)] : []), log];
}

const block = (text, style) => h("div", { class: "code" },
  h("pre", { class: style, tabindex: "0" }, text), copyButton(text, style));
