// One run as a time line: what came in, what was made of it, each call and what came of it.

import { get, part, post } from "./api.js";
import { attempt, dismiss, replay } from "./deciding.js";
import { ask, badge, h, pairs, table } from "./dom.js";
import { again, may, tell } from "./main.js";
import { automationLink, button, field, folded, json, recordLink, state } from "./shared.js";
import { moment, say, w } from "./words.js";

function event(run) {
  const { event: one } = run;
  return h("li", {}, h("h3", {}, w("received")), pairs([
    [w("source"), w(one.source === "replay" ? "replay_source" : one.source)],
    [w("record"), [`${one.connection} `, recordLink(one.connection, one.record), run.record_url && [" · ", h("a", { href: run.record_url, rel: "noreferrer" }, w("openRecord"))]]],
    [w("happened"), moment(one.occurred_at)],
    [w("received"), moment(one.received_at)],
    [w("changes"), one.changes.length ? one.changes.map((change) => `${change.field} = ${JSON.stringify(change.value)}`).join(", ") : one.event],
  ]), one.data ? folded(w("payload"), json(one.data)) : h("p", { class: "quiet" }, w("hiddenValues")));
}

function matched(run) {
  return h("li", {}, h("h3", {}, w("matched")), h("p", { class: "sentence" }, say(run.want) || run.automation),
    pairs([[w("automation"), automationLink(run.automation)], [w("version"), `${run.version} (${w(run.stage)})`], [w("attempts"), run.attempts || null]]),
    run.lines.length > 0 && folded(w("mapped"), table(w("mapped"), [w("from"), w("form"), w("to")],
      run.lines.map((line) => [line.from, line.as ?? "", line.to]))));
}

const made = (name, value) => {
  if (name === "url") return h("a", { href: value, rel: "noreferrer" }, value);
  return typeof value === "boolean" ? w(value ? "yes" : "no") : String(value);
};

function step(one) {
  const result = Object.entries(one.result);
  return h("li", {}, h("h3", {}, one.name, " ", badge(one.state === "done" ? "good" : "warn", w(one.state))),
    pairs([
      [w("when"), moment(one.intended_at)],
      ...result.map(([name, value]) => [w(`result_${name}`), made(name, value)]),
    ]),
    one.call && folded(w("call"), json(one.call)));
}

function ending(run) {
  return h("li", {}, h("h3", {}, state(run.state)), say(run.reason) && h("p", {}, say(run.reason)), h("p", { class: "quiet" }, moment(run.updated_at)));
}

function actions(run) {
  if (!may("operate")) return null;
  const decided = async (work, text) => { if (await attempt(work)) { await again(); tell(text, "good"); } };
  return h("p", { class: "actions" },
    run.state === "parked" && button(w("replay"), () => decided(() => replay({ ids: [run.id] }), w("replayed")), "primary"),
    run.state === "parked" && button(w("dismiss"), () => decided(() => dismiss({ ids: [run.id] }), w("dismissedNow")), "danger"),
    button(w("right"), () => decided(() => post(`runs/${part(run.id)}/remark`, { verdict: "right" }), w("remarked"))),
    button(w("toChange"), () => decided(() => toChange(run), w("remarked"))));
}

async function toChange(run) {
  const comment = field(w("comment"), h("textarea", { name: "comment", required: true, maxlength: 500, rows: 3 }));
  const given = await ask(w("toChange"), comment, w("cancel"), [["keep", w("toChange")]]);
  return given && post(`runs/${part(run.id)}/remark`, { verdict: "to_change", comment: given.comment });
}

export default async function run(id) {
  const found = await get(`runs/${part(id)}`);
  const others = Object.entries(found.others).filter(([name]) => name !== "*");
  return [
    h("h1", {}, `${found.automation} · ${found.record.kind} ${found.record.id}`),
    h("p", { class: "badges" }, state(found.state)),
    say(found.reason) && h("p", { class: found.state === "parked" ? "bad" : "" }, say(found.reason)),
    actions(found),
    h("h2", {}, w("story")),
    h("ol", { class: "story" }, event(found), matched(found), found.steps.map(step), ending(found)),
    others.length > 0 && [h("h2", {}, w("others")), h("dl", {}, others.map(([name, reason]) =>
      h("div", {}, h("dt", {}, automationLink(name)), h("dd", {}, say(reason)))))],
    found.remarks.length > 0 && [h("h2", {}, w("remarks")), h("ul", {}, found.remarks.map((one) =>
      h("li", {}, `${moment(one.at)} · ${one.by} · ${w(one.verdict === "right" ? "right" : "toChange")} ${one.comment}`)))],
  ];
}
