// The public API with the user's token, which lives in this tab's sessionStorage and in no URL.

const KEY = "boathouse.token";

export const token = () => sessionStorage.getItem(KEY);
export const signedOut = new EventTarget();

export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function signOut(reason = "") {
  sessionStorage.removeItem(KEY);
  signedOut.dispatchEvent(new CustomEvent("out", { detail: reason }));
}

// The user behind a token, which is kept only when the server knows it.
export async function signIn(value) {
  const me = await send("GET", "/api/2.0/preview/scim/v2/Me", value);
  sessionStorage.setItem(KEY, value);
  return me;
}

export async function get(path, query = {}, signal) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given).toString();
  return call("GET", text ? `${path}?${text}` : path, undefined, signal);
}

export const post = (path, body, signal) => call("POST", path, body, signal);

async function call(verb, path, body, signal) {
  try {
    return await send(verb, path, token(), body, signal);
  } catch (error) {
    if (error.status === 401) signOut("This session has ended: the token is not valid any more.");
    throw error;
  }
}

async function send(verb, path, value, body, signal) {
  const headers = { Authorization: `Bearer ${value}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    answer = await fetch(path, { method: verb, headers, body: sent, signal, credentials: "omit" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, "UNREACHABLE", "The server does not answer. Is it running?");
  }
  const document = await answer.json().catch(() => ({}));
  if (answer.ok) return document;
  throw new ApiError(answer.status, document.error_code ?? "", document.message ?? answer.statusText);
}
