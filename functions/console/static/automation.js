// One automation: what it says, where it stands, what it would do; and what may be decided about it.

import { get, part, post, Refusal } from "./api.js";
import { attempt } from "./deciding.js";
import { ask, h, pairs, table } from "./dom.js";
import { again, may, refused, tell } from "./main.js";
import { button, choice, field, folded, json, listed, stage, state } from "./shared.js";
import { moment, number, say, w } from "./words.js";

const reasonField = (required) => field(w("reason"), h("input", { name: "why", required, maxlength: 500 }));

function exchange(told, values) {
  const titles = [w("from"), w("to"), w("form"), w("ifMissing"), ...(values ? [w("value")] : [])];
  const rows = told.exchange.map((line, place) => [
    h("span", { class: "from" }, say(line.from)), h("span", { class: "to" }, say(line.to)), say(line.form), say(line.missing),
    ...(values ? [values[place] ? h("code", {}, `${values[place].found ?? ""} → ${values[place].value ?? ""}`) : ""] : []),
  ]);
  return rows.length ? h("div", { class: "exchange" }, h("h2", {}, w("mapped")), table(w("mapped"), titles, rows)) : null;
}

/** What a reader asks first comes first: the need, what goes where, then the rest. */
const picture = (told, values) => [
  h("p", { class: "sentence" }, say(told.sentence)),
  exchange(told, values),
  told.details.length > 0 && h("ul", { class: "quiet" }, told.details.map((one) => h("li", {}, say(one)))),
  h("div", { class: "halves" },
    [["conditions", told.conditions], ["then", told.then], ["cases", told.cases]]
      .filter(([, all]) => all.length > 0)
      .map(([title, all]) => h("section", {}, listed(w(title), all.map(say))))),
].filter(Boolean);

async function decide(name, action, title, content, kind) {
  const given = await ask(title, content, w("cancel"), [[action, title, kind]]);
  return given && post(`automations/${part(name)}/${action}`, { why: given.why });
}

/** Refused: what stands in the way is shown, and it may be passed over with a reason. */
async function promote(name) {
  const given = await ask(w("promote"), reasonField(false), w("cancel"), [["promote", w("promote")]]);
  if (!given) return null;
  try {
    return await post(`automations/${part(name)}/promote`, { why: given.why });
  } catch (error) {
    if (!(error instanceof Refusal) || !error.obstacles.length) throw error;
    const content = [h("p", { class: "bad" }, refused(error)), h("ul", {}, error.obstacles.map((one) => h("li", {}, say(one)))), reasonField(true)];
    const forced = await ask(w("obstacles"), content, w("cancel"), [["force", w("promoteForce"), "danger"]]);
    return forced && post(`automations/${part(name)}/promote`, { why: forced.why, force: true });
  }
}

function actions(found) {
  const { name, deployment: now } = found;
  const did = (work, text) => async () => { if (await attempt(work)) { await again(); tell(text, "good"); } };
  return h("p", { class: "actions" },
    may("change") && now.test && button(w("promote"), did(() => promote(name), w("promoted")), "primary"),
    may("operate") && !now.hold && button(w("pause"), did(() => decide(name, "pause", w("pause"), [h("p", {}, w("pauseExplains")), reasonField(true)]), w("pausedNow"))),
    may("operate") && now.hold && button(w("resume"), did(() => decide(name, "resume", w("resume"), reasonField(false)), w("resumed")), "primary"),
    may("change") && now.former && button(w("rollback"), did(() => decide(name, "rollback", w("rollback"), reasonField(true), "danger"), w("rolledBack"))));
}

function plan(one) {
  return h("article", { class: "card" },
    h("p", {}, `${w("wouldBe")} `, state(one.state), ` · ${one.event.record.kind} ${one.event.record.id}`),
    say(one.reason) && h("p", { class: "warn" }, say(one.reason)),
    one.warnings.map((text) => h("p", { class: "quiet" }, say(text))),
    one.steps.map((step) => [
      h("h3", {}, `${step.name} · ${step.connection}`),
      step.lines.length > 0 && table(w("mapped"), [w("from"), w("to"), w("value")], step.lines.map((line) => [
        [h("code", {}, line.from), " ", JSON.stringify(line.found)], line.to, line.refusal ? h("span", { class: "bad" }, say(line.refusal)) : h("code", {}, JSON.stringify(line.value))])),
      step.calls.filter((call) => call.request).map((call) => folded(`${call.request.method} ${call.request.path}`, json(call.request.body))),
    ]),
    h("p", { class: "quiet" }, w("nothingDone")));
}

function planning(found) {
  if (!may("operate")) return null;
  const out = h("div", { "aria-live": "polite" });
  const form = h("form", { class: "filters", onsubmit: async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    const asked = { version: String(found.version), ...(given.record ? { record: given.record } : given.sample ? { sample: given.sample } : { last: 1 }) };
    out.replaceChildren(h("p", {}, w("loading")));
    const answer = await attempt(() => post(`automations/${part(found.name)}/plan`, asked));
    const plans = answer ? answer.plans ?? answer.past.map((past) => past.plan) : [];
    out.replaceChildren(...(plans.length ? plans.map(plan) : [h("p", {}, w("nothing"))]));
  } },
  field(w("id"), h("input", { name: "record", autocomplete: "off" })),
  field(w("paste"), h("textarea", { name: "sample", rows: 4, spellcheck: "false" })),
  h("button", { class: "primary" }, w("planIt")));
  return [h("h2", {}, w("plan")), h("p", { class: "quiet" }, w("planHelp")), form, out];
}

function checked(found, shown) {
  const out = h("div", { "aria-live": "polite" });
  const look = async () => {
    const answer = await attempt(() => post(`automations/${part(found.name)}/check`, { version: String(found.version) }));
    if (!answer) return;
    shown.replaceChildren(...picture(answer.told));
    const silent = Object.entries(answer.unanswered);
    out.replaceChildren(
      ...silent.map(([name, error]) => h("p", { class: "bad" }, `${name} : ${say(error)}`)),
      found.deployment.test
        ? answer.obstacles.length ? h("div", {}, h("p", { class: "bad" }, w("obstacles")), h("ul", {}, answer.obstacles.map((one) => h("li", {}, say(one))))) : h("p", { class: "good" }, w("noObstacles"))
        : silent.length ? "" : h("p", { class: "good" }, w("fits")));
  };
  return [h("p", { class: "actions" }, button(w("askPlatforms"), look), may("operate") && button(w("liveValues"), () => live(found, shown))), out];
}

async function live(found, shown) {
  const answer = await attempt(() => post(`automations/${part(found.name)}/plan`, { version: String(found.version), last: 1 }));
  const lines = answer?.past?.[0]?.plan.steps.flatMap((step) => step.lines);
  if (!lines) return tell(w("nothing"));
  shown.replaceChildren(...picture(found.told, lines));
}

function drift(found) {
  const all = found.drift.flatMap((look) => look.found);
  return [h("h2", {}, w("driftFound")), all.length
    ? h("ul", {}, all.map((one) => h("li", { class: one.breaks ? "bad" : "" }, say(one))))
    : h("p", { class: "good" }, w("noDrift"))];
}

function versions(found) {
  const out = h("div", { "aria-live": "polite" });
  const numbers = found.versions.map((one) => [String(one), `v${one}`]);
  const form = h("form", { class: "filters", onsubmit: async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form));
    const answer = await attempt(() => get(`automations/${part(found.name)}/difference`, given));
    if (answer) out.replaceChildren(answer.lines.length ? h("pre", { tabindex: "0", class: "diff" }, answer.lines.map((line) => h("span", { class: { "+": "plus", "-": "minus" }[line[0]] }, `${line}\n`))) : h("p", {}, w("same")));
  } },
  field(w("from"), choice("from", numbers, numbers.at(-2)?.[0])), field(w("to"), choice("to", numbers, numbers.at(-1)?.[0])), h("button", {}, w("compare")));
  return [h("h2", {}, w("versions")), numbers.length > 1 && form, out,
    folded(`${w("file")} (v${found.version})`, h("pre", { tabindex: "0" }, found.yaml))];
}

function tests({ tests: { states, right, to_change: toChange } }) {
  const rows = [...Object.entries(states).map(([one, times]) => [w(one), number(times)]), [w("right"), right || null], [w("toChange"), toChange.length || null]];
  return [h("h2", {}, w("tests")), rows.some(([, value]) => value) ? pairs(rows) : h("p", { class: "quiet" }, w("noTests"))];
}

const history = (found) => found.history.length > 0 && [h("h2", {}, w("history")), table(w("history"), [w("when"), w("what"), w("who"), w("why")],
  found.history.toReversed().map((one) => [moment(one.at), w(`did_${one.what}`), one.by, one.why]))];

export default async function automation(name, version = "") {
  const found = await get(`automations/${part(name)}`, { version });
  const shown = h("div", {}, picture(found.told));
  return [
    h("h1", {}, name),
    h("p", { class: "badges" }, stage(found.deployment), h("a", { href: `#/runs//${part(name)}` }, w("runs"))),
    actions(found),
    shown,
    checked(found, shown),
    planning(found),
    h("div", { class: "halves" }, h("section", {}, tests(found)), h("section", {}, drift(found))),
    versions(found),
    history(found),
  ];
}

