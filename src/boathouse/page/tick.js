// Durations that grow while something runs, once a second and only in a tab that is seen.

import { h } from "./dom.js";
import { active, duration, took } from "./format.js";

export function lasting(run) {
  const since = active(run) && run.start_time ? run.start_time : null;
  return h("span", { "data-since": since }, took(run));
}

export function ticking(box, signal, also = () => {}) {
  const timer = setInterval(() => {
    if (document.hidden) return;
    for (const span of box.querySelectorAll("[data-since]")) {
      span.textContent = duration(Date.now() - Number(span.dataset.since));
    }
    also();
  }, 1000);
  signal.addEventListener("abort", () => clearInterval(timer));
}
