// One cluster, followed live: state, settings, events; start, restart, terminate.

import * as api from "./api.js";
import { button, copyButton, crumbs, facts, h, link, notice, table } from "./dom.js";
import { clusterBadge, time } from "./format.js";
import { size } from "./clusters.js";
import { poll } from "./poll.js";

const EVENTS = [["When", ""], ["Event", "name"], ["Details", "wide"]];

export async function cluster({ place, signal, cluster: id, title }) {
  const load = () => api.get("/api/2.1/clusters/get", { cluster_id: id }, signal);
  const first = await load();
  const name = first.cluster_name || first.cluster_id;
  title(name);
  const status = h("div");
  const events = h("div");
  const actions = h("div", { class: "actions" });
  const act = (text, what, options) =>
    button(text, async () => { await api.post(`/api/2.1/clusters/${what}`, { cluster_id: id }); await refresh(); }, options);
  const start = act("Start", "start", { style: "main" });
  const restart = act("Restart", "restart", { sure: "Really restart?" });
  const stop = act("Terminate", "delete", { sure: "Really terminate?" });
  let drawn = "";

  async function refresh() {
    const found = await load();
    const { events: list = [] } = await api.post("/api/2.1/clusters/events", { cluster_id: id, limit: 50 }, signal);
    const mark = JSON.stringify([found, list]);
    if (mark !== drawn) {
      drawn = mark;
      status.replaceChildren(...describe(found));
      events.replaceChildren(table(EVENTS, list.map((e) => [time(e.timestamp), e.type, details(e.details)]), "Events"));
      const wanted = { RUNNING: [restart, stop], PENDING: [stop], TERMINATED: [start] }[found.state] ?? [];
      actions.replaceChildren(...wanted);
    }
    return { more: true, mark };
  }

  const settings = JSON.stringify(first.spec ?? {}, null, 2);
  place.replaceChildren(
    crumbs(link("clusters", "Clusters"), name),
    h("div", { class: "head" }, h("h1", {}, name), actions),
    status, h("h2", {}, "Events"), events,
    h("details", {}, h("summary", {}, "Settings as JSON"),
      h("div", { class: "code" }, h("pre", { tabindex: "0" }, settings), copyButton(settings, "Settings"))));
  await poll(refresh, signal, (error) => { notice(error.message, "bad"); return error.status === 0; });
}

function describe(found) {
  const reason = found.termination_reason;
  const why = found.state === "TERMINATED" && reason
    ? [reason.code, ...Object.values(reason.parameters ?? {})].join(": ") : null;
  return [
    facts([
      ["State", clusterBadge(found)],
      ["Started", found.state === "TERMINATED" ? null : time(found.last_restarted_time ?? found.start_time)],
      ["Ended", found.terminated_time ? time(found.terminated_time) : null],
      ["Reason", why],
      ["Runtime", found.spark_version],
      ["Node", found.node_type_id],
      ["Size", size(found)],
      ["Ends when idle", found.autotermination_minutes ? `after ${found.autotermination_minutes} min` : "Never"],
      ["By", found.creator_user_name],
      ["Cluster ID", h("code", {}, found.cluster_id)],
    ]),
    found.state_message ? h("p", { class: "banner" }, found.state_message) : "",
  ];
}

const details = (found) => Object.entries(found ?? {})
  .map(([name, value]) => `${name.replaceAll("_", " ")}: ${typeof value === "object" ? JSON.stringify(value) : value}`)
  .join(" · ");
