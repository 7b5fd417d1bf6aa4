// The formula as a form: one question after the other, offering what exists, and the file that the answers make.

import { post } from "./api.js";
import { attempt } from "./deciding.js";
import { h, pairs } from "./dom.js";
import { may, tell } from "./main.js";
import { button, field } from "./shared.js";
import { lang, say, w } from "./words.js";

let answers = [];
let online = false;

function control(question) {
  const { choices, several, suggestion } = question;
  if (question.form === "choice" && choices.length) {
    return h("select", { name: "answer", multiple: several, size: several ? Math.min(8, choices.length) : undefined, required: suggestion === null },
      suggestion !== null && !several && h("option", { value: "" }, "-"),
      choices.map((one) => h("option", { value: one.value, selected: one.value === suggestion }, say(one))));
  }
  return [
    h("input", { name: "answer", list: "choices", value: suggestion ?? "", required: suggestion === null, autocomplete: "off" }),
    h("datalist", { id: "choices" }, choices.map((one) => h("option", { value: one.value }, say(one)))),
  ];
}

function asked(found, show) {
  const { question } = found;
  const form = h("form", { class: "draft", "data-slot": question.slot, onsubmit: (event) => {
    event.preventDefault();
    const given = new FormData(form).getAll("answer").join(",");
    answers = [...answers, [question.slot, given]];
    show();
  } },
  field(say(question.text), control(question)),
  h("p", { class: "actions" },
    answers.length > 0 && button(w("back"), () => { answers = answers.slice(0, -1); return show(); }),
    h("button", { class: "primary" }, w("next"))));
  return form;
}

function finished(found) {
  const link = URL.createObjectURL(new Blob([found.yaml], { type: "text/yaml" }));
  return [
    h("p", { class: "good" }, w("draftDone")),
    h("p", { class: "sentence" }, say(found.told.sentence)),
    h("p", {}, h("code", {}, found.path)),
    h("pre", { tabindex: "0" }, found.yaml),
    h("p", { class: "actions" },
      button(w("copy"), async () => { await navigator.clipboard.writeText(found.yaml); tell(w("copied"), "good"); }, "primary"),
      h("a", { class: "button", href: link, download: found.path.split("/").at(-1) }, w("download"))),
  ];
}

export default async function draft() {
  if (!may("operate")) return [h("h1", {}, w("new")), h("p", {}, w("hiddenValues"))];
  const place = h("div", { class: "columns" });
  const show = async () => {
    const found = await attempt(() => post("drafts", { answers, online, lang }));
    if (!found) { answers = answers.slice(0, -1); return; }
    if (found.refused) { tell(say(found.refused), "bad"); answers = answers.slice(0, found.answered.length); }
    place.replaceChildren(
      h("div", {}, ...[found.done ? finished(found) : asked(found, show)].flat()),
      h("aside", { "aria-label": w("answers") }, h("h2", {}, w("answers")), pairs(found.answered.map((one) => [say(one.text), say(one.answer)]))));
    place.querySelector("input, select, textarea")?.focus();
  };
  await show();
  return [
    h("h1", {}, w("new")),
    h("p", { class: "actions" },
      h("label", { class: "check" }, h("input", { type: "checkbox", checked: online, onchange: (event) => { online = event.target.checked; show(); } }), w("online")),
      button(w("startAgain"), () => { answers = []; return show(); }),
      h("a", { href: "#/advise" }, w("advise"))),
    place,
  ];
}
