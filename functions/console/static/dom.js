// Elements, made by hand: no text of ours or of anybody's is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

export const svg = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

/** Pairs of a term and what is said of it; those without a value are left out. */
export const pairs = (rows) =>
  h("dl", {}, rows.filter(([, value]) => value !== null && value !== undefined && value !== "").map(([term, value]) =>
    h("div", {}, h("dt", {}, term), h("dd", {}, value))));

/** A table that becomes a list of cards on a phone: each cell knows its column's title. Its caption is heard, not seen:
 * a heading stands above. */
export const table = (caption, titles, rows) =>
  h("table", {},
    h("caption", { class: "unseen" }, caption),
    h("thead", {}, h("tr", {}, titles.map((title) => h("th", { scope: "col" }, title)))),
    h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell, place) => h("td", { "data-title": titles[place] }, cell))))));

export const badge = (kind, text) => h("span", { class: `badge ${kind}` }, text);

/** A dialog that answers with what was chosen, or null: Escape and the first button leave it. */
export function ask(title, content, leave, choices) {
  return new Promise((answer) => {
    const form = h("form", { method: "dialog" }, h("h2", {}, title), content,
      h("p", { class: "actions" },
        h("button", { value: "", formnovalidate: true }, leave),
        choices.map(([value, text, kind]) => h("button", { value, class: kind ?? "primary" }, text))));
    const dialog = h("dialog", { "aria-label": title }, form);
    dialog.addEventListener("close", () => {
      const given = dialog.returnValue ? { choice: dialog.returnValue, ...Object.fromEntries(new FormData(form)) } : null;
      dialog.remove();
      answer(given);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
