// All clusters.

import * as api from "./api.js";
import { empty, h, link, table } from "./dom.js";
import { clusterBadge, short, time } from "./format.js";
import { poll } from "./poll.js";

const COLUMNS = [["Name", "wide"], ["State", "state"], ["Runtime", ""], ["Size", ""], ["Started", ""],
  ["By", ""], ["Cluster ID", "id"]];

export const size = (cluster) => {
  const { autoscale, num_workers: workers = 0 } = cluster;
  if (autoscale) return `${autoscale.min_workers}–${autoscale.max_workers} workers`;
  return workers ? `${workers} ${workers === 1 ? "worker" : "workers"}` : "Single node";
};

const cells = (cluster) => [
  link(`cluster/${encodeURIComponent(cluster.cluster_id)}`, cluster.cluster_name || cluster.cluster_id, { class: "name" }),
  clusterBadge(cluster), cluster.spark_version, size(cluster),
  cluster.state === "TERMINATED" ? "–" : time(cluster.last_restarted_time ?? cluster.start_time),
  h("span", { title: cluster.creator_user_name }, short(cluster.creator_user_name)),
  cluster.cluster_id,
];

export function clusters({ place, signal }) {
  const box = h("div", {}, h("p", { class: "loading" }, "Loading…"));
  place.replaceChildren(h("div", { class: "head" }, h("h1", {}, "Clusters")), box);
  let drawn = "";
  return poll(async () => {
    const { clusters: found = [] } = await api.get("/api/2.1/clusters/list", {}, signal);
    const mark = JSON.stringify(found);
    if (mark !== drawn) {
      drawn = mark;
      box.replaceChildren(found.length ? table(COLUMNS, found.map(cells), "Clusters") : none());
    }
    return { more: true, mark };
  }, signal, (error) => {
    if (!drawn) box.replaceChildren(empty("The clusters could not be shown", error.message));
    return error.status === 0;
  });
}

const none = () => empty("No cluster yet", "Jobs run without one. For a cluster of your own: ",
  h("code", {}, "w.clusters.create(...)"), "; see ", link("connect", "how to connect a client"), ".");
