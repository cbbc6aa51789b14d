// The executed notebook in a frame without scripts: the sandbox lacks allow-scripts, and the page's
// policy, which the frame inherits, knows no script of the notebook. allow-same-origin only lets
// this page see how tall the content is. The one place where text becomes HTML.

import { h } from "./dom.js";

const policy = globalThis.trustedTypes?.createPolicy("frame", { createHTML: (text) => text })
  ?? { createHTML: (text) => text };
const SANDBOX = "allow-same-origin";

// `kept` is the frame that shows an earlier state of the same notebook.
export function frame(page, kept) {
  const content = prepared(page);
  const element = kept ?? h("iframe", { sandbox: SANDBOX, title: "Executed notebook" });
  if (element.shown !== content) {
    element.shown = content;
    element.srcdoc = policy.createHTML(content);
  }
  if (kept) return kept.closest(".framed");
  element.addEventListener("load", () => fit(element));
  new ResizeObserver(() => fit(element)).observe(element);
  return h("div", { class: "framed" }, element);
}

// HTML that the notebook displayed stands in frames of its own; they get our fonts and table style.
function prepared(page) {
  const parsed = new DOMParser().parseFromString(policy.createHTML(page), "text/html");
  for (const inner of parsed.querySelectorAll("iframe")) {
    const shown = inner.getAttribute("srcdoc") ?? "";
    inner.setAttribute("sandbox", SANDBOX);
    inner.srcdoc = policy.createHTML(`<link rel="stylesheet" href="/page/output.css">${shown}`);
  }
  return `<!DOCTYPE html>${parsed.documentElement.outerHTML}`;
}

function fit(element) {
  const inside = element.contentDocument;
  if (!inside?.body) return;
  for (const inner of inside.querySelectorAll("iframe")) {
    if (!inner.watched) inner.addEventListener("load", () => { grow(inner); grow(element); });
    inner.watched = true;
    grow(inner);
  }
  grow(element);
}

function grow(element) {
  const inside = element.contentDocument;
  if (!inside?.body) return;
  const height = Math.ceil(inside.body.getBoundingClientRect().bottom + margin(inside));
  if (height > 0) element.style.height = `${Math.max(height, 24)}px`;
}

const margin = (inside) => parseFloat(inside.defaultView.getComputedStyle(inside.body).marginBottom) || 0;
