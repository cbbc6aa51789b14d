// Sign-in with a token. SCIM Me says whose it is; nothing but a right token is kept.

import * as api from "./api.js";
import { h } from "./dom.js";
import { snippets } from "./connect.js";

export function signIn({ place, reason, done }) {
  const input = h("input", {
    id: "token", type: "password", required: true, autocomplete: "current-password",
    spellcheck: "false", placeholder: "dapi…", "aria-describedby": "problem",
  });
  const problem = h("p", { id: "problem", class: "problem", role: "alert" }, reason);
  const submit = h("button", { class: "main" }, "Sign in");
  const form = h("form", { class: "card signin" },
    h("h1", {}, "Sign in to this workspace"),
    h("label", { for: "token" }, "Access token"),
    input, problem, submit,
    h("p", { class: "hint" }, "The admin's token is in ", h("code", {}, "admin.token"),
      " in the data folder; ", h("code", {}, "boathouse serve"),
      " prints where that is. It stays in this tab until you sign out or close it."));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    problem.textContent = "";
    try {
      done(await api.signIn(input.value.trim()));
    } catch (error) {
      problem.textContent = message(error);
      input.select();
    }
    submit.disabled = false;
  });
  place.replaceChildren(form,
    h("section", { class: "beside" }, h("h2", {}, "Connect a client"),
      h("p", { class: "hint" }, "Unmodified clients need nothing but this host and a token."),
      ...snippets()));
  input.focus();
}

function message(error) {
  if (error.status === 401) return "This token is not valid here. It may be mistyped, expired or revoked.";
  return error.message;
}
