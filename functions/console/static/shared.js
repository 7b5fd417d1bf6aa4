// What several rooms show alike.

import { badge, h } from "./dom.js";
import { moment, say, w } from "./words.js";
import { part } from "./api.js";

const KINDS = { parked: "bad", waiting: "warn", held: "warn", running: "warn", done: "good" };

export const state = (name) => badge(KINDS[name] ?? "", w(name));

export const runLink = (run, text) => h("a", { href: `#/run/${part(run.id)}` }, text);

export const recordLink = (connection, record) =>
  h("a", { href: `#/record/${part(connection)}/${part(record.kind)}/${part(record.id)}` }, `${record.kind} ${record.id}`);

export const automationLink = (name) => h("a", { href: `#/automation/${part(name)}` }, name);

/** Cells of a run in a table: when, state, automation, record, reason. */
export const runCells = (run) => [
  runLink(run, moment(run.updated_at)),
  state(run.state),
  automationLink(run.automation),
  [`${run.connection} `, recordLink(run.connection, run.record)],
  say(run.reason),
];

export const runTitles = () => [w("when"), w("state"), w("automation"), w("record"), w("reason")];

export const json = (value) => h("pre", { tabindex: "0" }, JSON.stringify(value, null, 2));

export const folded = (title, ...content) => h("details", {}, h("summary", {}, title), ...content);

export const listed = (title, items) => items.length > 0 && [h("h2", {}, title), h("ul", {}, items.map((item) => h("li", {}, item)))];

export const field = (label, control) => h("label", {}, h("span", {}, label), control);

export const choice = (name, options, chosen) =>
  h("select", { name }, options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));

export function stage(deployment) {
  return [
    deployment.live && badge("good", `${w("live")} v${deployment.live}`),
    deployment.test && badge("info", `${w("test")} v${deployment.test}`),
    deployment.canary && badge("info", `${deployment.canary} %`),
    deployment.hold && badge("warn", w(deployment.hold)),
  ];
}

/** A button that is busy while it works. */
export const button = (text, work, kind) => h("button", {
  class: kind, type: "button",
  onclick: async (event) => {
    const one = event.currentTarget;
    one.disabled = true;
    try { await work(); } finally { one.disabled = false; }
  },
}, text);
