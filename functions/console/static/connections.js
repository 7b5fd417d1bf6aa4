// Connections: is each well, how much of its limit is used, what calls it, how it was set up.

import { get, part, post } from "./api.js";
import { attempt } from "./deciding.js";
import { badge, h, pairs } from "./dom.js";
import { may, tell } from "./main.js";
import { button, folded } from "./shared.js";
import { moment, number, say, w } from "./words.js";

const SEVERITIES = { error: "bad", warning: "warn", note: "quiet" };

function told(one) {
  const out = h("div", { "aria-live": "polite" });
  const attemptNow = async () => {
    const answer = await attempt(() => post(`connections/${part(one.name)}/try`));
    if (!answer) return;
    const errors = answer.faults.some((fault) => fault.severity === "error");
    out.replaceChildren(...(errors ? [] : [h("p", { class: "good" }, w("works"))]),
      ...answer.faults.map((fault) => h("p", { class: SEVERITIES[fault.severity] }, say(fault))));
  };
  const copy = async () => { await navigator.clipboard.writeText(one.webhook_url); tell(w("copied"), "good"); };
  return h("li", { class: "card" },
    h("h2", {}, one.title, one.name !== one.platform && ` · ${one.name}`, " ", one.down && badge("bad", w("down"))),
    !one.used && h("p", { class: "quiet" }, w("unused")),
    pairs([
      [w("lastEvent"), moment(one.last_event_at)],
      [w("limits"), `${number(one.limits.requests)} ${w("perSeconds")} ${number(one.limits.per_s)} ${w("seconds")} · ${number(Math.round(one.spent * 100))} % ${w("spent")}`],
      ...Object.entries(one.polled).map(([kind, at]) => [`${w("polled")} (${kind})`, moment(at)]),
      [w("webhookUrl"), one.webhook_url && [h("code", {}, one.webhook_url), " ", button(w("copy"), copy)]],
    ]),
    may("operate") && h("p", { class: "actions" }, button(w("tryNow"), attemptNow)),
    out,
    one.onboarding.length > 0 && folded(w("onboarding"), h("ol", {}, one.onboarding.map((step) => h("li", {}, say(step))))));
}

export default async function connections() {
  const found = await get("connections");
  return [h("h1", {}, w("connections")), h("ul", { class: "cards" }, found.connections.map(told))];
}
