// Runs: by state, automation, connection and date; a contract or a record leads to all that is known of it.

import { get, part } from "./api.js";
import { attempt, dismiss, replay } from "./deciding.js";
import { h, table } from "./dom.js";
import { again, may } from "./main.js";
import { button, choice, field, runCells, runTitles } from "./shared.js";
import { w } from "./words.js";

const STATES = ["parked", "waiting", "held", "running", "done", "ignored", "dismissed"];

function filters(asked, automations, connections) {
  const named = (names) => [["", w("any")], ...names.map((name) => [name, name])];
  const form = h("form", { class: "filters", onsubmit: (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    const contract = given.contract.trim();
    location.hash = contract
      ? `#/record/tomorro/contract/${part(contract)}`
      : `#/runs/${part(given.state)}/${part(given.automation)}/${part(given.connection)}/${part(given.since)}/${part(given.until)}`;
    if (!contract) again();
  } },
  field(w("state"), choice("state", [["", w("any")], ...STATES.map((name) => [name, w(name)])], asked.state)),
  field(w("automation"), choice("automation", named(automations), asked.automation)),
  field(w("connection"), choice("connection", named(connections), asked.connection)),
  field(w("since"), h("input", { type: "date", name: "since", value: asked.since })),
  field(w("until"), h("input", { type: "date", name: "until", value: asked.until })),
  field(w("contract"), h("input", { name: "contract", placeholder: w("id"), autocomplete: "off" })),
  h("button", { class: "primary" }, w("search")));
  return form;
}

const start = (day) => day && new Date(`${day}T00:00:00`).toISOString();
const end = (day) => day && new Date(new Date(`${day}T00:00:00`).getTime() + 86_400_000).toISOString();

export default async function runs(state = "", automation = "", connection = "", since = "", until = "") {
  const asked = { state, automation, connection, since, until };
  const query = { state, automation, connection, since: start(since), before: end(until) };
  const [found, overview] = await Promise.all([get("runs", query), get("names")]);
  const rows = h("div", {});
  const more = h("p", {});
  const all = [];

  const draw = (page) => {
    all.push(...page.runs);
    rows.replaceChildren(all.length ? table(w("runs"), runTitles(), all.map(runCells)) : h("p", {}, w("nothing")));
    more.replaceChildren(page.more ? button(w("more"), async () => draw(await get("runs", { ...query, before: page.more }))) : "");
  };
  draw(found);
  const decide = state === "parked" && all.length > 0 && may("operate") && h("p", { class: "actions" },
    button(w("replayAll"), async () => (await attempt(() => replay(wanted(automation)))) && again()),
    button(w("dismissAll"), async () => (await attempt(() => dismiss(wanted(automation)))) && again(), "danger"));
  return [h("h1", {}, w("runs")), filters(asked, overview.automations, overview.connections), decide, rows, more];
}

const wanted = (automation) => (automation ? { automation } : { all: true });
