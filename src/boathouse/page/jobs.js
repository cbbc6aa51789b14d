// Saved jobs, newest first, each with the state of its last run.

import * as api from "./api.js";
import { empty, h, link, row, table } from "./dom.js";
import { runBadge, short, time } from "./format.js";
import { moreButton } from "./list.js";
import { runRoute } from "./runs.js";

const COLUMNS = [["Name", "wide"], ["Last run", "state"], ["Started", ""], ["By", ""], ["Job ID", "id"]];

const page = (token, signal) =>
  api.get("/api/2.1/jobs/list", { limit: 20, page_token: token }, signal);

export async function jobs({ place, signal }) {
  const found = await page(undefined, signal);
  const heading = h("div", { class: "head" }, h("h1", {}, "Jobs"));
  if (!found.jobs.length) {
    place.replaceChildren(heading, empty("No job yet", "Make one with ",
      h("code", {}, "w.jobs.create(...)"), " or ", h("code", {}, "databricks jobs create"),
      "; see ", link("connect", "how to connect a client"), "."));
    return;
  }
  const list = table(COLUMNS, found.jobs.map((job) => cells(job, signal)), "Jobs");
  place.replaceChildren(heading, list, moreButton(found, async (token) => {
    const next = await page(token, signal);
    list.querySelector("tbody").append(...next.jobs.map((job) => row(COLUMNS, cells(job, signal))));
    return next;
  }));
}

function cells(job, signal) {
  const state = h("span", { class: "quiet" }, "…");
  const started = h("span", {}, "–");
  lastRun(job, state, started, signal);
  return [
    link(`job/${job.job_id}`, job.settings.name, { class: "name" }), state, started,
    h("span", { title: job.creator_user_name }, short(job.creator_user_name)), String(job.job_id),
  ];
}

// A row stands before its last run is known.
async function lastRun(job, state, started, signal) {
  try {
    const query = { job_id: job.job_id, limit: 1 };
    const { runs = [] } = await api.get("/api/2.1/jobs/runs/list", query, signal);
    state.replaceChildren(runs.length
      ? link(runRoute(runs[0]), runBadge(runs[0]), { class: "bare" }) : "Never run");
    if (runs.length) started.replaceChildren(time(runs[0].start_time));
  } catch (error) {
    if (!signal.aborted) state.replaceChildren(h("span", { title: error.message }, "Unknown"));
  }
}
