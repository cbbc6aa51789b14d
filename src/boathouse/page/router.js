// From what stands behind the # to a view: `job/12/run/34` -> run({job: "12", run: "34"}).

const routes = [];

export function on(pattern, view, section) {
  const names = [];
  const source = pattern.replace(/\{(\w+)(\.\.\.)?\}/g, (_, name, rest) => {
    names.push(name);
    return rest ? "(.*)" : "([^/]+)";
  });
  const greedy = pattern.includes("...}");
  routes.push({ match: new RegExp(greedy ? `^${source}$` : `^${source}/?$`), names, view, section, greedy });
}

export function find(hash) {
  const path = hash.replace(/^#\/?/, "");
  for (const route of routes) {
    const found = route.match.exec(path);
    if (!found) continue;
    // A path is decoded name by name, by its view: a name may hold an encoded slash.
    const values = route.greedy ? found.slice(1) : found.slice(1).map(decode);
    return { ...route, values: Object.fromEntries(route.names.map((name, i) => [name, values[i]])) };
  }
  return null;
}

export function decode(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

export const go = (route) => { location.hash = `#${route}`; };
export const pathRoute = (path) => `workspace${path.split("/").map(encodeURIComponent).join("/")}`;
