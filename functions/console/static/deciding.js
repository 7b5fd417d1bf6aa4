// Decisions on parked runs: seen before they are taken, with their progress, and left at any time.

import { post } from "./api.js";
import { ask, h } from "./dom.js";
import { tell, refused } from "./main.js";
import { field } from "./shared.js";
import { number, say, w } from "./words.js";

const kinds = (found) => h("ul", {}, found.kinds.map((kind) =>
  h("li", {}, `${number(kind.runs)} · ${kind.automation} · ${kind.code}${kind.version ? ` · v${kind.version}` : ""}`)));

/** Gives how many were done, or null when the person left. `wanted` is {ids} or a filter. */
export async function replay(wanted) {
  const found = await post("runs/preview", wanted);
  const given = await ask(w("replayPreview"), [kinds(found), h("p", { class: "quiet" }, w("replayExplains"))], w("cancel"),
    [["same", w("replaySame")], ["current", w("replayCurrent"), ""]]);
  return given && inTurns("runs/replay", found.ids, { version: given.choice });
}

export async function dismiss(wanted) {
  const found = await post("runs/preview", wanted);
  const why = field(w("reason"), h("input", { name: "why", required: true, maxlength: 500 }));
  const given = await ask(w("dismiss"), [kinds(found), h("p", { class: "quiet" }, w("dismissExplains")), why], w("cancel"),
    [["dismiss", w("dismiss"), "danger"]]);
  return given && inTurns("runs/dismiss", found.ids, { why: given.why });
}

async function inTurns(path, ids, more) {
  let left = ids;
  let stopped = false;
  const done = [];
  const bar = h("progress", { max: ids.length, value: 0, "aria-label": w("progress") });
  const box = h("div", { class: "progress" }, bar, h("button", { type: "button", onclick: () => { stopped = true; } }, w("stopHere")));
  document.querySelector("#told").after(box);
  try {
    while (left.length && !stopped) {
      const answer = await post(path, { ...more, ids: left });
      done.push(...answer.outcomes);
      left = answer.left;
      bar.value = done.length;
    }
  } finally {
    box.remove();
  }
  const no = done.filter((one) => !one.done);
  const text = `${w("progress")} : ${number(done.length - no.length)} / ${number(ids.length)}`;
  tell(no.length ? `${text}. ${number(no.length)} ${w("refusedSome")} : ${say(no[0].reason)}` : text, no.length ? "bad" : "good");
  return done.length - no.length;
}

export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    tell(refused(error), "bad");
    return null;
  }
}
