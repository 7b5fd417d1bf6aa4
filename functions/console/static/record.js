// Why did my record do nothing, or what did it do: all that is known of it.

import { get, part } from "./api.js";
import { h, table } from "./dom.js";
import { automationLink, choice, field, listed, recordLink, runCells, runTitles } from "./shared.js";
import { counted, moment, say, w } from "./words.js";

function question(names, connection, kind, id) {
  const form = h("form", { class: "filters", onsubmit: (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    location.hash = `#/record/${part(given.connection)}/${part(given.kind)}/${part(given.id.trim())}`;
  } },
  field(w("connection"), choice("connection", names.connections.map((name) => [name, name]), connection)),
  field(w("kind"), h("input", { name: "kind", list: "kinds", value: kind, required: true, autocomplete: "off" })),
  h("datalist", { id: "kinds" }, names.kinds.map((name) => h("option", { value: name }))),
  field(w("id"), h("input", { name: "id", value: id, required: true, autocomplete: "off" })),
  h("button", { class: "primary" }, w("search")));
  return form;
}

function event(one) {
  const reasons = Object.entries(one.reasons);
  return h("li", {},
    h("h3", {}, moment(one.received_at), " · ", one.event),
    h("p", { class: "quiet" }, `${w("source")} : ${w(one.source)}`),
    one.runs.length > 0 && table(w("runs"), runTitles(), one.runs.map(runCells)),
    reasons.length > 0 && h("dl", {}, reasons.map(([name, reason]) =>
      h("div", {}, h("dt", {}, name === "*" ? w("all") : automationLink(name)), h("dd", {}, say(reason))))));
}

export default async function record(connection = "", kind = "", id = "") {
  const names = await get("names");
  const top = [h("h1", {}, w("whyTitle")), h("p", { class: "quiet" }, w("whyHelp")), question(names, connection, kind, id)];
  if (!id) return top;
  const found = await get("records", { connection, kind, id });
  const held = Object.entries(found.held).map(([name, runs]) => `${name}\u00a0: ${counted(runs.length, "held")}`);
  return [...top,
    h("h2", {}, `${connection} · ${kind} ${id}`),
    found.url && h("p", {}, h("a", { href: found.url, rel: "noreferrer" }, w("openRecord"))),
    found.events.length
      ? h("ol", { class: "story" }, found.events.map(event))
      : [h("p", { class: "warn" }, w("neverReceived")), h("ol", {}, found.checks.map((check) => h("li", {}, say(check))))],
    listed(w("held"), held),
    listed(w("linked"), found.links.map((link) => [`${link.connection} `, recordLink(link.connection, link.record), ` · ${link.automation}`])),
    found.linked_runs.length > 0 && [h("h2", {}, w("linkedRuns")), table(w("linkedRuns"), runTitles(), found.linked_runs.map(runCells))],
  ];
}
