// Which way of connecting fits a need: the decision tree, one question after the other.

import { post } from "./api.js";
import { attempt } from "./deciding.js";
import { h } from "./dom.js";
import { button, choice, field } from "./shared.js";
import { lang, say, w } from "./words.js";

let given = {};

function asked(question, show) {
  const options = question.choices.map((one) => [one.value, say(one)]);
  const form = h("form", { class: "draft", onsubmit: (event) => {
    event.preventDefault();
    given = { ...given, [question.name]: new FormData(form).get("answer").trim() };
    show();
  } },
  field(say(question.text), options.length ? choice("answer", options) : h("input", { name: "answer", required: true, maxlength: 100, autocomplete: "off" })),
  h("p", { class: "actions" }, h("button", { class: "primary" }, w("next"))));
  return form;
}

const told = (advice) => [
  advice.flows.map((flow) => h("article", { class: "card" },
    h("h2", {}, say(flow.title)),
    h("p", {}, say(flow.reason)),
    h("p", {}, `${w("toRead")}${lang === "fr" ? "\u00a0" : ""}: `, flow.articles.map((one) => [h("a", { href: say(one), rel: "noreferrer" }, say(one)), " "])))),
  say(advice.warning) && h("p", { class: "warn" }, say(advice.warning)),
  h("p", { class: "actions" }, h("a", { class: "button", href: "#/new" }, w("draftIt"))),
];

export default async function advise() {
  const place = h("div", { "aria-live": "polite" });
  const show = async () => {
    const found = await attempt(() => post("advice", given));
    if (!found) return;
    place.replaceChildren(...(found.question ? [asked(found.question, show)] : told(found.advice).flat().filter(Boolean)));
    place.querySelector("input, select")?.focus();
  };
  await show();
  return [
    h("h1", {}, w("advise")), h("p", { class: "quiet" }, w("adviseHelp")),
    h("p", { class: "actions" }, button(w("startAgain"), () => { given = {}; return show(); })),
    place,
  ];
}
