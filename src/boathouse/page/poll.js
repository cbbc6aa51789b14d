// Ask again while something changes: soon after a change, ever more slowly without one, and not at
// all while the tab is hidden or another view is shown.

const FIRST = 700;
const SLOWEST = 10_000;

// `ask` returns whether to go on, and what to compare for changes: {more, mark}.
export function poll(ask, signal, failed) {
  let wait = FIRST;
  let mark;
  let timer;
  async function turn() {
    if (signal.aborted || document.hidden) return;
    try {
      const seen = await ask();
      wait = seen.mark === mark ? Math.min(wait * 1.5, SLOWEST) : FIRST;
      mark = seen.mark;
      if (!seen.more) { stop(); return; }
    } catch (error) {
      if (signal.aborted || error.name === "AbortError") return;
      wait = Math.min(wait * 2, SLOWEST);
      if (!failed(error)) { stop(); return; }
    }
    clearTimeout(timer);
    timer = setTimeout(turn, wait);
  }
  const seen = () => { if (!document.hidden) { wait = FIRST; clearTimeout(timer); turn(); } };
  const stop = () => { clearTimeout(timer); document.removeEventListener("visibilitychange", seen); };
  document.addEventListener("visibilitychange", seen);
  signal.addEventListener("abort", stop);
  return turn();
}
