// What lists share: the button that appends the next page.

import { button, h } from "./dom.js";

// `next(token)` appends a page and answers with its document.
export function moreButton(document, next) {
  let token = document.next_page_token;
  const box = h("p", { class: "more" });
  if (!token) return box;
  const show = button("Show more", async () => {
    const found = await next(token);
    token = found.next_page_token;
    if (!token) box.remove();
  });
  box.append(show);
  return box;
}
