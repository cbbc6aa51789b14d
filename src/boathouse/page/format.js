// Times, durations and states as people read them.

import { h } from "./dom.js";

const DAY = 86_400_000;
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const near = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const far = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function time(millis) {
  if (!millis) return "–";
  const moment = new Date(millis);
  const today = new Date().toDateString() === moment.toDateString();
  const shown = today ? clock : Date.now() - millis < 300 * DAY ? near : far;
  const iso = moment.toISOString();
  return h("time", { datetime: iso, title: iso }, shown.format(moment));
}

export function duration(millis) {
  if (millis === undefined || millis === null) return "–";
  const seconds = Math.max(0, millis) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export const took = (run) =>
  run.start_time ? duration((run.end_time || Date.now()) - run.start_time) : "–";

const ENDED = new Set(["TERMINATED", "SKIPPED", "INTERNAL_ERROR"]);
export const active = (run) => !ENDED.has(run.state?.life_cycle_state);

const LOOKS = {
  SUCCESS: "good", RUNNING: "live", RESIZING: "live",
  PENDING: "wait", QUEUED: "wait", BLOCKED: "wait", RESTARTING: "wait", TERMINATING: "wait",
  WAITING_FOR_RETRY: "wait",
  FAILED: "bad", TIMEDOUT: "bad", INTERNAL_ERROR: "bad", UPSTREAM_FAILED: "bad", ERROR: "bad",
};

const words = (state) => {
  const text = state.replaceAll("_", " ").toLowerCase().replace("timedout", "timed out");
  return text.charAt(0).toUpperCase() + text.slice(1);
};

export const look = (state) => LOOKS[state] ?? "quiet";

export const badge = (state, title) =>
  h("span", { class: `badge ${look(state)}`, title: title || null }, words(state ?? "unknown"));

export const outcome = (run) => run.state?.result_state ?? run.state?.life_cycle_state ?? "UNKNOWN";
export const runBadge = (run) => badge(outcome(run), run.state?.state_message);

// A cluster that is up is a good end, not an activity.
export const clusterBadge = (cluster) =>
  h("span", { class: `badge ${cluster.state === "RUNNING" ? "good" : look(cluster.state)}` },
    words(cluster.state ?? "unknown"));

// Terminals' colours and cursor moves, which a page does not show.
export const plain = (text) => text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "");

export const short = (user) => (user ?? "").split("@")[0];
