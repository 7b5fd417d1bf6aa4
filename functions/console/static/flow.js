// The platforms and what flows between them; the table below says the same in words.

import { get } from "./api.js";
import { h, svg, table } from "./dom.js";
import { automationLink } from "./shared.js";
import { number, w } from "./words.js";

const WIDTH = 720;
const ROW = 84;
const EVERY_MS = 15_000;

const total = (edge) => Object.values(edge.runs).reduce((sum, one) => sum + one, 0);
const ill = (edge) => edge.runs.parked > 0;

/** Tomorro in the middle, all others around: each edge is an automation. */
function picture(found) {
  const others = found.nodes.filter((node) => node.name !== "tomorro" && found.edges.some((edge) => [edge.from, edge.to].includes(node.name)));
  const left = others.filter((_, place) => place % 2 === 0);
  const right = others.filter((_, place) => place % 2 === 1);
  const height = Math.max(left.length, right.length, 2) * ROW + 40;
  const at = { tomorro: [WIDTH / 2, height / 2] };
  left.forEach((node, place) => { at[node.name] = [100, ((place + 0.5) * height) / left.length]; });
  right.forEach((node, place) => { at[node.name] = [WIDTH - 100, ((place + 0.5) * height) / right.length]; });
  const most = Math.max(1, ...found.edges.map(total));
  const seen = {};
  const edges = found.edges.filter((edge) => edge.from !== edge.to && at[edge.from] && at[edge.to]).map((edge) => {
    const pair = [edge.from, edge.to].sort().join();
    const bend = (seen[pair] = (seen[pair] ?? 0) + 1) * 22 * (edge.from < edge.to ? 1 : -1);
    const [[x1, y1], [x2, y2]] = [at[edge.from], at[edge.to]];
    const many = total(edge);
    const middle = [(x1 + x2) / 2, (y1 + y2) / 2 + bend / 2];
    const turned = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
    const kind = `${many ? "" : "still"} ${ill(edge) ? "ill" : ""}`;
    return svg("g", {},
      svg("title", {}, `${edge.automation} : ${number(many)}`),
      svg("path", {
        d: `M${x1} ${y1}Q${(x1 + x2) / 2} ${(y1 + y2) / 2 + bend} ${x2} ${y2}`,
        class: `edge ${kind}`, "stroke-width": 1.5 + (4 * many) / most,
      }),
      svg("path", { d: "M-7-6 7 0-7 6z", class: `point ${kind}`, transform: `translate(${middle}) rotate(${turned})` }),
      many > 0 && svg("text", { class: "many", x: middle[0], y: middle[1] - 12, "text-anchor": "middle" }, number(many)));
  });
  const nodes = Object.entries(at).map(([name, [x, y]]) => svg("g", { class: "node", transform: `translate(${x} ${y})` },
    svg("rect", { x: -80, y: -20, width: 160, height: 40, rx: 8 }),
    svg("text", { "text-anchor": "middle", y: 5 }, found.nodes.find((node) => node.name === name)?.title ?? name)));
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": w("flow"), class: "flow" }, edges, nodes);
}

const inWords = (found) => table(w("flow"), [w("automation"), w("from"), w("to"), w("done"), w("ignored"), w("waiting"), w("parked")],
  found.edges.map((edge) => [automationLink(edge.automation), edge.from, edge.to,
    ...["done", "ignored", "waiting", "parked"].map((name) => number(edge.runs[name]))]));

export default async function flow() {
  const place = h("div", {});
  const draw = async () => { const found = await get("flow"); place.replaceChildren(picture(found), inWords(found)); };
  await draw();
  const timer = setInterval(() => {
    if (place.isConnected) draw().catch(() => clearInterval(timer));
    else clearInterval(timer);
  }, EVERY_MS);
  return [h("h1", {}, w("flow")), h("p", { class: "quiet" }, w("flowExplains")), place];
}
