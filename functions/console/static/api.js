// The API: an answer, or a refusal with its sentence in both languages.

import { bearer, forget } from "./signin.js";

export class Refusal extends Error {
  constructor(status, error) {
    super(error?.en ?? String(status));
    this.status = status;
    this.code = error?.code;
    this.sentence = error;
    this.obstacles = error?.obstacles ?? [];
  }
}

async function send(method, path, body) {
  const answer = await fetch(`console/api/${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer()}`, ...(body ? { "content-type": "application/json" } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  const value = await answer.json().catch(() => ({}));
  if (answer.status === 401) {
    forget();
    dispatchEvent(new Event("signed-out"));
  }
  if (!answer.ok) throw new Refusal(answer.status, value.error);
  return value;
}

/** `query` holds only what has a value. */
export const get = (path, query = {}) => {
  const given = Object.entries(query).filter(([, value]) => value);
  return send("GET", given.length ? `${path}?${new URLSearchParams(given)}` : path);
};

export const post = (path, body = {}) => send("POST", path, body);

export const part = encodeURIComponent;
