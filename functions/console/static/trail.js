// Who changed what from here, and when.

import { get } from "./api.js";
import { h, table } from "./dom.js";
import { button, folded, json } from "./shared.js";
import { moment, w } from "./words.js";

const cells = (one) => [
  moment(one.at), one.by, w(`did_${one.action}`), one.target, one.why,
  one.outcome === "done" ? w("done") : one.outcome ?? w("cutOff"),
  folded("±", json({ before: one.before, after: one.after })),
];

export default async function trail() {
  const rows = h("div", {});
  const more = h("p", {});
  const all = [];
  const draw = (page) => {
    all.push(...page.traces);
    rows.replaceChildren(all.length
      ? table(w("trail"), [w("when"), w("who"), w("what"), w("record"), w("why"), w("outcome"), "±"], all.map(cells))
      : h("p", {}, w("nothing")));
    more.replaceChildren(page.more ? button(w("more"), async () => draw(await get("audit", { before: page.more }))) : "");
  };
  draw(await get("audit"));
  return [h("h1", {}, w("trail")), rows, more];
}
