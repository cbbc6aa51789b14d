// The workspace tree: folders, and the text of notebooks and files.

import * as api from "./api.js";
import { copyButton, crumbs, empty, facts, h, link, table } from "./dom.js";
import { time } from "./format.js";
import { decode, pathRoute } from "./router.js";

const COLUMNS = [["Name", "wide"], ["Kind", ""], ["Changed", ""]];
const KINDS = { DIRECTORY: "Folder", NOTEBOOK: "Notebook", FILE: "File" };
const LARGE = 1_000_000;

export async function workspace({ place, signal, path: given, title }) {
  const path = `/${given.split("/").filter(Boolean).map(decode).join("/")}`;
  const name = path.split("/").at(-1) || "Workspace";
  title(name);
  const node = path === "/" ? { object_type: "DIRECTORY", path }
    : await api.get("/api/2.0/workspace/get-status", { path }, signal);
  const body = node.object_type === "DIRECTORY" ? await folder(path, signal) : await text(node, signal);
  place.replaceChildren(crumbs(...trail(path)), h("div", { class: "head" }, h("h1", {}, name)), ...body);
}

function trail(path) {
  const names = path.split("/").filter(Boolean);
  return [path === "/" ? "Workspace" : link("workspace/", "Workspace"),
    ...names.map((name, i) => (i === names.length - 1 ? name
      : link(pathRoute(`/${names.slice(0, i + 1).join("/")}`), name)))];
}

async function folder(path, signal) {
  const { objects = [] } = await api.get("/api/2.0/workspace/list", { path }, signal);
  if (!objects.length) {
    return [empty("This folder is empty", "Put something in: ",
      h("code", {}, `w.workspace.upload("${path === "/" ? "" : path}/name", ...)`))];
  }
  const order = ["DIRECTORY", "NOTEBOOK", "FILE"];
  objects.sort((a, b) => order.indexOf(a.object_type) - order.indexOf(b.object_type)
    || a.path.localeCompare(b.path));
  return [table(COLUMNS, objects.map((one) => [
    link(pathRoute(one.path), one.path.split("/").at(-1), { class: `name kind ${one.object_type.toLowerCase()}` }),
    [KINDS[one.object_type] ?? one.object_type, one.language?.toLowerCase()].filter(Boolean).join(", "),
    one.modified_at ? time(one.modified_at) : "–",
  ]), `Contents of ${path}`)];
}

async function text(node, signal) {
  const about = facts([
    ["Kind", KINDS[node.object_type]], ["Language", node.language?.toLowerCase()],
    ["Changed", node.modified_at ? time(node.modified_at) : null],
    ["Size", node.size === undefined ? null : `${node.size.toLocaleString()} bytes`],
  ]);
  if ((node.size ?? 0) > LARGE) return [about, empty("Too large to show", "Download it with a client.")];
  const found = await api.get("/api/2.0/workspace/export", { path: node.path, format: "SOURCE" }, signal);
  const bytes = Uint8Array.from(atob(found.content ?? ""), (c) => c.charCodeAt(0));
  let source;
  try { source = new TextDecoder("utf-8", { fatal: true }).decode(bytes); } catch {
    return [about, empty("Not a text", "Download it with a client.")];
  }
  const cells = node.object_type === "NOTEBOOK" ? cellsOf(source) : [source];
  return [about, ...cells.map((cell) => h("div", { class: "code" },
    h("pre", { tabindex: "0" }, cell), copyButton(cell, "Cell")))];
}

// The cells of a notebook's SOURCE text, without the marks that make it a valid program.
function cellsOf(source) {
  return source.replace(/^(#|--|\/\/) Databricks notebook source\n?/, "")
    .split(/^(?:#|--|\/\/) COMMAND ----------[ \t]*$/m)
    .map((cell) => cell.replace(/^(?:#|--|\/\/) MAGIC ?/gm, "").trim())
    .filter(Boolean);
}
