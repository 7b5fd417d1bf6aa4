// What needs a person, first; then each automation as its sentence; then the balance.

import { get, part } from "./api.js";
import { badge, h } from "./dom.js";
import { automationLink, stage } from "./shared.js";
import { counted, many, moment, number, say, w } from "./words.js";

const STATES = ["done", "ignored", "waiting", "held", "running", "parked", "dismissed"];
const GO = { parked: "seeReplay", paused: "seeResume", drift: "seeResume" };

function attention(one) {
  const target = one.kind === "parked"
    ? `#/runs/parked/${part(one.automation)}`
    : one.automation ? `#/automation/${part(one.automation)}` : one.run ? `#/run/${part(one.run)}` : "#/connections";
  const where = one.automation ?? one.connection;
  return h("li", {}, h("a", { class: "card urgent", href: target },
    h("strong", {}, where, one.runs && ` · ${counted(one.runs, "parked")}`),
    h("span", {}, say(one)),
    one.since && h("small", {}, `${w("since")} ${moment(one.since)}`),
    h("span", { class: "go" }, w(GO[one.kind] ?? "see"), " →")));
}

function automation(one) {
  const counts = STATES.filter((name) => one.runs[name]).map((name) => badge(name === "parked" ? "bad" : "", counted(one.runs[name], name)));
  return h("li", { class: "card" },
    h("p", { class: "sentence" }, h("a", { href: `#/automation/${part(one.name)}` }, say(one.want) || one.name)),
    h("p", { class: "badges" }, stage(one.deployment), counts),
    h("small", {}, automationLink(one.name), one.from && ` · ${one.from} → ${one.to.join(", ")}`));
}

export default async function overview() {
  const found = await get("overview");
  const { balance } = found;
  const states = STATES.map((name) => [many(name), number(balance.runs[name])]);
  return [
    h("h1", {}, w("overview")),
    h("section", { "aria-labelledby": "attention" },
      h("h2", { id: "attention" }, w("attention")),
      found.attention.length ? h("ul", { class: "cards" }, found.attention.map(attention)) : h("p", { class: "good" }, w("allWell"))),
    h("section", { "aria-labelledby": "automations" },
      h("h2", { id: "automations" }, w("automations")),
      found.automations.length ? h("ul", { class: "cards" }, found.automations.map(automation)) : h("p", {}, w("nothing"))),
    h("section", { "aria-labelledby": "balance" },
      h("h2", { id: "balance" }, w("balance")),
      h("p", { class: balance.balanced ? "good" : "bad" }, w(balance.balanced ? "balanced" : "unbalanced")),
      h("dl", { class: "row" }, [...states, [w("ignoredEvents"), number(balance.ignored_events)], [w("queue"), number(balance.queue.waiting + balance.queue.held)]]
        .map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value)))),
      balance.in_part && h("p", { class: "quiet" }, w("inPart"))),
  ];
}
