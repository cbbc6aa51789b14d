// The frame around the views: sign-in, navigation, and one view at a time.

import * as api from "./api.js";
import { button, empty, h, link } from "./dom.js";
import { find, on } from "./router.js";
import { clusters } from "./clusters.js";
import { cluster } from "./cluster.js";
import { connect } from "./connect.js";
import { job } from "./job.js";
import { jobs } from "./jobs.js";
import { run } from "./run.js";
import { runs } from "./runs.js";
import { signIn } from "./signin.js";
import { workspace } from "./workspace.js";

on("", runs, "runs");
on("runs", runs, "runs");
on("runs/{filter}", runs, "runs");
on("job/{job}/run/{run}", run, "runs");
on("jobs", jobs, "jobs");
on("job/{job}", job, "jobs");
on("clusters", clusters, "clusters");
on("cluster/{cluster}", cluster, "clusters");
on("workspace{path...}", workspace, "workspace");
on("connect", connect, "connect");

const SECTIONS = ["runs", "jobs", "clusters", "workspace", "connect"];
const main = document.getElementById("main");
const nav = document.getElementById("nav");
const who = document.getElementById("who");
let shown = new AbortController();
let me = null;

// A view gets its values, where to draw, a signal that ends with it, and the user; drawing into
// a place that has been left behind does no harm.
async function show() {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  const place = h("div", { class: "view" });
  if (!me) { drawSignIn(place, ""); return; }
  const found = find(location.hash);
  frame(found?.section);
  main.replaceChildren(place);
  title(found?.section);
  if (!found) {
    place.append(empty("There is nothing here", "Go to ", link("runs", "the runs"), "."));
    return;
  }
  place.append(h("p", { class: "loading" }, "Loading…"));
  try {
    await found.view({ ...found.values, place, signal, me, title });
  } catch (error) {
    if (signal.aborted || error.name === "AbortError") return;
    place.replaceChildren(empty(error.status === 404 || /does not exist/.test(error.message)
      ? "Not found" : "This could not be shown", error.message));
  }
  scrollTo(0, 0);
}

function title(text) {
  const name = text ? text.charAt(0).toUpperCase() + text.slice(1) : "";
  document.title = name ? `${name} · Boathouse` : "Boathouse";
}

function frame(section) {
  nav.hidden = who.hidden = !me;
  if (!me) return;
  nav.replaceChildren(...SECTIONS.map((name) =>
    link(name, name.charAt(0).toUpperCase() + name.slice(1),
      { "aria-current": name === section ? "page" : null })));
  who.replaceChildren(h("span", { class: "name", title: me.userName }, me.userName),
    button("Sign out", () => api.signOut(), { style: "plain" }));
}

function drawSignIn(place, reason) {
  frame();
  title("Sign in");
  main.replaceChildren(place);
  signIn({ place, reason, done: (user) => { me = user; show(); } });
}

api.signedOut.addEventListener("out", (event) => {
  me = null;
  shown.abort();
  drawSignIn(h("div", { class: "view" }), event.detail);
});
addEventListener("hashchange", () => {
  // "Skip to content" moves the focus; it is no view.
  if (location.hash === "#main") return;
  show();
});

async function start() {
  let reason = "";
  if (api.token()) {
    try {
      me = await api.signIn(api.token());
    } catch (error) {
      reason = error.status === 401 ? "This session has ended." : error.message;
    }
  }
  if (me) { await show(); return; }
  drawSignIn(h("div", { class: "view" }), reason);
}

start();
