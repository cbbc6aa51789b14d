// How to connect: ready to copy, with the address under which this page was reached.

import { token } from "./api.js";
import { copyButton, h } from "./dom.js";

export function connect({ place, me }) {
  place.replaceChildren(
    h("h1", {}, "Connect a client"),
    h("p", { class: "lead" },
      "Unmodified clients need nothing but this host and a token. You are ",
      h("strong", {}, me.userName), "."),
    ...snippets());
}

// The token is never shown.
const HIDDEN = "dapi…";

export function snippets() {
  return examples(location.origin).map(([title, note, text]) =>
    h("section", { class: "snippet" },
      h("h3", {}, title), note ? h("p", { class: "hint" }, note) : null,
      h("div", { class: "code" }, h("pre", { tabindex: "0" }, text),
        copyButton(text.replace(HIDDEN, token() ?? HIDDEN), title))));
}

const examples = (host) => [
  ["Environment", `Every client below reads these two.${token() ? " Copying takes your token along." : ""}`,
    `export DATABRICKS_HOST=${host}\nexport DATABRICKS_TOKEN=${HIDDEN}`],
  ["Python SDK", "pip install databricks-sdk",
    `from databricks.sdk import WorkspaceClient

w = WorkspaceClient()  # or WorkspaceClient(host="${host}", token="...")
for job in w.jobs.list():
    print(job.job_id, job.settings.name)`],
  ["requests", "",
    `import os, requests

headers = {"Authorization": f"Bearer {os.environ['DATABRICKS_TOKEN']}"}
answer = requests.get("${host}/api/2.1/jobs/list", headers=headers)
answer.raise_for_status()
print(answer.json()["jobs"])`],
  ["curl", "",
    `curl -sS -H "Authorization: Bearer $DATABRICKS_TOKEN" \\
  ${host}/api/2.1/clusters/list`],
  ["databricks-cli", location.port && location.protocol === "http:"
    ? "pip install databricks-cli. It drops ports and speaks to 80 or 443 only: start the server with --tls-port 443 for it."
    : "pip install databricks-cli",
    `databricks configure --token   # host ${host.replace(/^http:\/\/([^:/]+).*$/, "https://$1")}
databricks workspace ls /
databricks jobs list`],
];
