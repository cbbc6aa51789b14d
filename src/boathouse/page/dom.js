// Elements from names, attributes and children. Text is always a text node, never markup.

export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

// A link inside the page. Only routes of ours: an address out of the API never becomes a link.
export const link = (route, text, attributes = {}) =>
  h("a", { href: `#${route}`, ...attributes }, text);

export const empty = (title, ...advice) =>
  h("div", { class: "empty" }, h("h2", {}, title), h("p", {}, ...advice));

export const facts = (pairs) =>
  h("dl", { class: "facts" },
    pairs.filter(([, value]) => value !== undefined && value !== null && value !== "")
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));

// Columns are [title, class]; a narrow screen shows each cell below its column's title.
export function table(columns, rows, label) {
  const head = columns.map(([title, style]) => h("th", { scope: "col", class: style }, title));
  const body = h("tbody", {}, rows.map((cells) => row(columns, cells)));
  return h("div", { class: "scroll" },
    h("table", { "aria-label": label }, h("thead", {}, h("tr", {}, head)), body));
}

export const row = (columns, cells) =>
  h("tr", {}, cells.map((cell, i) =>
    h("td", { class: columns[i][1], "data-title": columns[i][0] }, cell ?? "")));

export function crumbs(...parts) {
  return h("nav", { class: "crumbs", "aria-label": "Breadcrumb" },
    h("ol", {}, parts.map((part) => h("li", {}, part))));
}

// What cannot be undone asks once more, in place.
export function button(text, act, { style = "", sure } = {}) {
  const element = h("button", { type: "button", class: style }, text);
  let asked = false;
  const calm = () => { asked = false; element.textContent = text; element.classList.remove("sure"); };
  element.addEventListener("blur", calm);
  element.addEventListener("click", async () => {
    if (sure && !asked) {
      asked = true;
      element.textContent = sure;
      element.classList.add("sure");
      return;
    }
    element.disabled = true;
    try { await act(); } catch (error) { notice(error.message, "bad"); }
    element.disabled = false;
    calm();
  });
  return element;
}

let fading;
export function notice(text, style = "") {
  const box = document.getElementById("notice");
  box.textContent = text;
  box.className = `notice ${style}`;
  box.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { box.hidden = true; }, style === "bad" ? 9000 : 3000);
}

export function copyButton(text, what = "Copy") {
  const element = h("button", { type: "button", class: "copy", "aria-label": `${what}: copy` }, "Copy");
  element.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      element.textContent = "Copied";
    } catch {
      // Browsers give the clipboard to HTTPS and localhost only.
      element.textContent = "Select and copy";
      const block = element.parentElement.querySelector("pre, code");
      if (block) getSelection().selectAllChildren(block);
    }
    setTimeout(() => { element.textContent = "Copy"; }, 2000);
  });
  return element;
}
