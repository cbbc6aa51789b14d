// A task in words and links: what it runs, on what, after which.

import { h, link } from "./dom.js";
import { pathRoute } from "./router.js";

export function work(task) {
  const notebook = task.notebook_task?.notebook_path;
  if (notebook) return inWorkspace(notebook, "Notebook");
  const script = task.spark_python_task?.python_file;
  if (!script) return "";
  return /^\/(?!\/)/.test(script) ? inWorkspace(script, "Python") : h("span", { title: "Python" }, script);
}

const inWorkspace = (path, kind) =>
  link(pathRoute(path.replace(/^\/Workspace(?=\/)/, "")), path, { title: kind });

export function compute(task) {
  const id = task.cluster_instance?.cluster_id ?? task.existing_cluster_id;
  if (id && task.existing_cluster_id) return link(`cluster/${encodeURIComponent(id)}`, id);
  if (task.job_cluster_key) return `Job cluster ${task.job_cluster_key}`;
  if (task.new_cluster) return "New cluster";
  return "Serverless";
}

export const after = (task) => (task.depends_on ?? []).map((one) => one.task_key).join(", ") || "–";
