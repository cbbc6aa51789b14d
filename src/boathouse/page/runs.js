// All runs, newest first.

import * as api from "./api.js";
import { empty, h, link, row, table } from "./dom.js";
import { runBadge, short, time } from "./format.js";
import { moreButton } from "./list.js";
import { poll } from "./poll.js";
import { lasting, ticking } from "./tick.js";

export const runRoute = (run) => `job/${run.job_id}/run/${run.run_id}`;

const COLUMNS = [["State", "state"], ["Run", "wide"], ["Started", ""], ["Duration", "number"],
  ["By", ""], ["Run ID", "id"]];

const cells = (run) => [
  runBadge(run),
  link(runRoute(run), run.run_name || "Untitled", { class: "name" }),
  time(run.start_time),
  lasting(run),
  h("span", { title: run.creator_user_name }, short(run.creator_user_name)),
  String(run.run_id),
];

const page = (query, signal) => api.get("/api/2.1/jobs/runs/list", query, signal);

// A list of runs that follows what happens as long as only its first page is shown.
export function runList(query, signal, nothing) {
  const box = h("div", {}, h("p", { class: "loading" }, "Loading…"));
  let drawn = "";
  let onlyFirst = true;
  const draw = (found) => {
    const now = JSON.stringify(found);
    if (now === drawn) return;
    drawn = now;
    const runs = found.runs ?? [];
    if (!runs.length) { box.replaceChildren(nothing()); return; }
    const list = table(COLUMNS, runs.map(cells), "Runs");
    box.replaceChildren(list, moreButton(found, async (token) => {
      onlyFirst = false;
      const next = await page({ ...query, page_token: token }, signal);
      list.querySelector("tbody").append(...(next.runs ?? []).map((run) => row(COLUMNS, cells(run))));
      return next;
    }));
  };
  ticking(box, signal);
  poll(async () => {
    const found = await page(query, signal);
    if (onlyFirst) draw(found);
    return { more: onlyFirst, mark: JSON.stringify(found) };
  }, signal, (error) => {
    if (!drawn) box.replaceChildren(empty("The runs could not be shown", error.message));
    return error.status === 0;
  });
  return box;
}

export function runs({ place, signal, filter }) {
  const onlyActive = filter === "active";
  const tab = (route, text, on) => link(route, text, { "aria-current": on ? "true" : null });
  const query = onlyActive ? { active_only: true, limit: 25 } : { limit: 25 };
  const none = () => onlyActive
    ? empty("Nothing is running", "Start a job from ", link("jobs", "the jobs"), ".")
    : empty("No run yet", "Start with ", h("code", {}, "boathouse demo"), ", or see ",
      link("connect", "how to connect a client"), ".");
  place.replaceChildren(
    h("div", { class: "head" }, h("h1", {}, "Runs"),
      h("nav", { class: "tabs", "aria-label": "Filter" },
        tab("runs", "All", !onlyActive), tab("runs/active", "Active", onlyActive))),
    runList(query, signal, none));
}
