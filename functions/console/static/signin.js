// Authorization code with PKCE. The token stays in this module: it is in no storage, and ends with the page.

let settings;
let token;

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const here = () => location.origin + location.pathname;

async function discovered() {
  settings ??= await (await fetch("console/static/settings.json")).json();
  settings.found ??= await (await fetch(`${settings.issuer}/.well-known/openid-configuration`)).json();
  return settings;
}

export const bearer = () => token;

export function forget() {
  token = undefined;
}

/** Leave for the sign-in page; the room one was in is found again afterwards. */
export async function leaveToSignIn() {
  const { client_id, scope, found } = await discovered();
  const kept = { verifier: random(), state: random(), room: location.hash };
  sessionStorage.setItem("signin", JSON.stringify(kept));
  const challenge = base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(kept.verifier)));
  const asked = {
    response_type: "code", client_id, scope, redirect_uri: here(), state: kept.state,
    code_challenge: challenge, code_challenge_method: "S256",
  };
  location.assign(`${found.authorization_endpoint}?${new URLSearchParams(asked)}`);
}

/** Back from the sign-in page: true when a token was given. */
export async function returned() {
  const given = new URLSearchParams(location.search);
  const kept = JSON.parse(sessionStorage.getItem("signin") ?? "null");
  if (!given.has("code") || !kept) return false;
  sessionStorage.removeItem("signin");
  history.replaceState(null, "", here() + kept.room);
  if (given.get("state") !== kept.state) return false;
  const { client_id, found } = await discovered();
  const answer = await fetch(found.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code", client_id, code: given.get("code"),
      redirect_uri: here(), code_verifier: kept.verifier,
    }),
  });
  if (!answer.ok) return false;
  token = (await answer.json()).access_token;
  return true;
}

export async function signOut() {
  forget();
  const { client_id, found } = await discovered();
  if (found.end_session_endpoint) {
    const asked = new URLSearchParams({ client_id, post_logout_redirect_uri: here(), logout_uri: here() });
    location.assign(`${found.end_session_endpoint}?${asked}`);
  } else {
    location.assign(here());
  }
}
