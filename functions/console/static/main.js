// The frame: who is here, in which language, in which room.

import { get, Refusal } from "./api.js";
import { h } from "./dom.js";
import { bearer, leaveToSignIn, returned, signOut } from "./signin.js";
import { changeLanguage, lang, say, w } from "./words.js";

const ROOMS = {
  overview: () => import("./overview.js"),
  runs: () => import("./runs.js"),
  run: () => import("./run.js"),
  record: () => import("./record.js"),
  automation: () => import("./automation.js"),
  new: () => import("./draft.js"),
  advise: () => import("./advise.js"),
  connections: () => import("./connections.js"),
  flow: () => import("./flow.js"),
  trail: () => import("./trail.js"),
};
const SHOWN = ["overview", "runs", "record", "new", "connections", "flow", "trail"];
const TITLES = { record: "why" };

const room = h("main", { id: "room", tabindex: "-1" });
const told = h("p", { id: "told", role: "status", "aria-live": "polite" });
let me;

/** What was just done, or refused, said where a screen reader hears it. */
export function tell(text, kind = "") {
  told.className = kind;
  told.textContent = text;
}

export const refused = (error) => (error instanceof Refusal && say(error.sentence)) || w("noAnswer");

export const may = (role) => ["none", "read", "operate", "change"].indexOf(me.role) >= ["none", "read", "operate", "change"].indexOf(role);

function frame() {
  document.documentElement.lang = lang;
  const links = SHOWN.map((name) => h("li", {}, h("a", { href: `#/${name}`, "data-room": name }, w(TITLES[name] ?? name))));
  document.body.replaceChildren(
    h("a", { class: "skip", href: "#room", onclick: (event) => { event.preventDefault(); room.focus(); } }, w("skip")),
    h("header", {},
      h("a", { class: "brand", href: "#/overview" }, "Passerelle"),
      h("nav", { "aria-label": w("rooms") }, h("ul", {}, links)),
      h("div", { class: "person" },
        me && h("span", { title: me.name }, me.name),
        h("button", { class: "plain", lang: lang === "fr" ? "en" : "fr", onclick: switchLanguage }, w("language")),
        me && h("button", { class: "plain", onclick: signOut }, w("signOut")))),
    told,
    room);
}

/** The token is in no storage, so the page is built again without being loaded again. */
function switchLanguage() {
  changeLanguage();
  if (!bearer()) return welcome();
  frame();
  return show();
}

function welcome(text) {
  frame();
  room.replaceChildren(h("section", { class: "welcome" }, h("h1", {}, "Passerelle"), text && h("p", {}, text),
    h("p", {}, h("button", { class: "primary", onclick: leaveToSignIn }, w("signIn")))));
}

let turn = 0;

async function show() {
  if (!bearer()) return;
  const mine = ++turn;
  const [name, ...rest] = location.hash.replace(/^#\//, "").split("/");
  const known = ROOMS[name] ? name : "overview";
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.room === known) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  tell("");
  room.setAttribute("aria-busy", "true");
  try {
    const made = await (await ROOMS[known]()).default(...rest.map(decodeURIComponent));
    if (mine === turn) room.replaceChildren(...made.flat(Infinity).filter(Boolean));
  } catch (error) {
    if (mine === turn) room.replaceChildren(h("h1", {}, w(known)), h("p", { class: "bad" }, refused(error)),
      h("p", {}, h("button", { onclick: show }, w("again"))));
  }
  if (mine !== turn) return;
  room.removeAttribute("aria-busy");
  const title = room.querySelector("h1");
  document.title = `${title?.textContent ?? w(known)} - Passerelle`;
  room.focus({ preventScroll: true });
  scrollTo(0, 0);
}

export const again = show;

async function begin() {
  if (!(await returned())) return welcome();
  try {
    me = await get("me");
  } catch (error) {
    return welcome(refused(error));
  }
  frame();
  return show();
}

addEventListener("hashchange", show);
addEventListener("signed-out", () => { me = undefined; welcome(w("expired")); });
begin();
